package io.cacheado.scope;

import static java.util.Objects.requireNonNull;

import io.cacheado.ThrowingSupplier;
import io.cacheado.internal.context.Carried;
import io.cacheado.internal.context.Current;
import io.cacheado.internal.context.Opening;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The ambient scope: the scope for which a thread works at this moment, such as the tenant of the request that it serves.
 *
 * <p>A thread has at most one for each tree, that is for each level directly below {@code global}. Opening one takes the
 * place of that tree's and closing it restores what was there; opening the root, which stands above all trees, takes the
 * place of all of them. It belongs to its thread alone, is inherited by none, and reaches another only by {@link #capture}
 * or {@link #capturing}. Virtual threads are threads like any other.
 *
 * <p>While a load runs, the current scope is that of the entry and nothing else, whatever its caller's is, since the result
 * is shared by callers of other scopes; the same holds for removal listeners.
 *
 * <p>A scope that is not there is an error, never a wider one. All methods return at once, cost O(depth) and are for any
 * thread; no argument may be null.
 */
public final class CurrentScope {

    private CurrentScope() {}

    /** What ends a current scope; for try-with-resources. */
    public interface Closing extends AutoCloseable {
        /**
         * Restores what was current when the scope was opened, whatever was opened since and is not closed: that ends too.
         * Idempotent, and without effect on a scope that has ended with one that was opened before it.
         *
         * @throws IllegalStateException on a thread that did not open it, or within a load, a listener or a captured task
         *     that began after it was opened; nothing has changed then
         */
        @Override
        void close();
    }

    /**
     * Makes a scope current on this thread until the result is closed.
     *
     * @param scope any scope; it takes the place of the current one of its tree, and the root of those of all trees
     * @return what ends it, to be closed on this thread
     */
    public static Closing open(Scope scope) {
        return new Opening(scope);
    }

    /**
     * The current scope of a level: that of its tree, cut to the level.
     *
     * @param level the name of a level; {@code global} is the root of what is current
     * @return the scope
     * @throws MissingScopeException if there is none, naming level and parameter; if no tree of what is current knows the
     *     level; or if scopes of several {@link ScopeTree}s have it
     */
    public static Scope require(String level) {
        return Current.require(requireNonNull(level, "level"));
    }

    /**
     * The current scope of a level, if there is one. As {@link #require} otherwise.
     *
     * @param level the name of a level
     * @return the scope; empty if there is none, or one above that level only
     * @throws MissingScopeException if there are current scopes, and none of their trees knows the level or several
     *     {@link ScopeTree}s have it
     */
    public static Optional<Scope> find(String level) {
        return Optional.ofNullable(Current.find(requireNonNull(level, "level")));
    }

    /**
     * Runs something with a scope made current.
     *
     * @param scope as for {@link #open}
     * @param body what to run, on this thread; what it throws is thrown unchanged
     */
    public static void run(Scope scope, Runnable body) {
        requireNonNull(body, "body");
        Closing opened = open(scope);
        try {
            body.run();
        } finally {
            opened.close();
        }
    }

    /**
     * Computes something with a scope made current.
     *
     * @param scope as for {@link #open}
     * @param body what to compute, on this thread
     * @param <T> the type of the result
     * @param <X> the exception that it may throw
     * @return what the body returned, which may be null
     * @throws X what the body threw, unchanged
     */
    public static <T, X extends Exception> @Nullable T call(Scope scope, ThrowingSupplier<? extends T, X> body)
            throws X {
        requireNonNull(body, "body");
        Closing opened = open(scope);
        try {
            return body.get();
        } finally {
            opened.close();
        }
    }

    /**
     * The task, to be run on any thread, as often as wished, with the scopes that are current here and now, and no others;
     * if none are, with none. Whatever was current on that thread is restored afterwards, and what the task leaves open
     * ends with it.
     *
     * @param task what to run
     * @return the task with its scopes
     */
    public static Runnable capture(Runnable task) {
        return Carried.now().with(task);
    }

    /**
     * As {@link #capture(Runnable)}, for a task with a result.
     *
     * @param task what to call
     * @param <T> the type of the result
     * @return the task with its scopes
     */
    public static <T extends @Nullable Object> Callable<T> capture(Callable<T> task) {
        return Carried.now().with(task);
    }

    /**
     * An executor that captures each task when it is handed over: {@code CompletableFuture.supplyAsync(…,
     * capturing(pool))}.
     *
     * @param executor what runs the tasks
     * @return an executor that hands captured tasks to it
     */
    public static Executor capturing(Executor executor) {
        return Carried.carrying(executor);
    }
}
