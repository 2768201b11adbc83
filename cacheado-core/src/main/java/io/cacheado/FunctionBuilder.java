package io.cacheado;

import io.cacheado.scope.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a function that is to be decorated: its results are kept in a cache of its name. Not safe for use by many
 * threads.
 *
 * <p>The types came first, the function comes last. Whose the results are must be said by one of the {@code scope} methods;
 * {@code scope("global")} says that they are everyone's. Each method checks its argument at once, and returns this builder.
 *
 * <p>The key is the argument by its value: lists, sets and maps are copied, null is a key like any other, and an argument
 * whose class has no {@code equals} of its own (an array, a lambda, a plain object) is refused with {@link
 * IllegalArgumentException} when the function is called, unless {@link #key} makes another key of it.
 *
 * <p>Asking again for the same name with equal types and settings gives another function that shares the entries; with
 * others, {@code wrap} is an {@link IllegalStateException} that names both. So two functions share nothing unless they were
 * given one name on purpose.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
public interface FunctionBuilder<A extends @Nullable Object, R> extends CacheOptions<Object, R, FunctionBuilder<A, R>> {
    /**
     * Keeps results in the current scope, cut to a level.
     *
     * @param level the name of a level; {@code "global"} keeps one set of results for all
     * @throws io.cacheado.scope.MissingScopeException if the tree has no such level
     */
    FunctionBuilder<A, R> scope(String level);

    /**
     * Keeps each result in the scope that is made of the argument, whole. Called on the calling thread, outside all locks,
     * at each call; what it throws reaches the caller.
     *
     * @param from null as a result is {@link io.cacheado.scope.MissingScopeException}, never a wider scope
     */
    FunctionBuilder<A, R> scope(Function<? super A, ? extends @Nullable Scope> from);

    /**
     * Makes the key of the argument; it is copied as the argument would be, and must have {@code equals}. Called on the
     * calling thread, outside all locks, at each call; what it throws reaches the caller.
     *
     * @param key null as a result is {@link NullPointerException}
     */
    FunctionBuilder<A, R> key(Function<? super A, ?> key);

    /**
     * Calls the function itself, past the cache, when there is no scope, instead of throwing {@code MissingScopeException}.
     * Each such call is counted ({@link io.cacheado.stats.CacheStats#bypassCount()}) and logged at debug level by {@code
     * io.cacheado.bypass}, without ids. Default: no scope is an error.
     */
    FunctionBuilder<A, R> bypassWithoutScope();

    /**
     * The function with its results cached. Concurrent calls with one key run it once, on the thread of one of them, as
     * {@link ScopedCache#get} does; while it runs, the current scope is that of the entry. Null as a result means absent.
     *
     * @throws IllegalStateException if no scope was said, settings contradict each other, or the name is taken by a cache
     *     with other types or settings
     */
    ScopedFunction<A, @Nullable R> wrap(Function<? super A, ? extends @Nullable R> function);

    /**
     * As {@link #wrap}, for a function that may throw a checked exception, which reaches each caller unchanged.
     *
     * @param <X> the exception that it may throw
     */
    <X extends Exception> ScopedThrowingFunction<A, R, X> wrapChecked(
            ThrowingFunction<? super A, ? extends R, X> function);

    /**
     * As {@link #wrap}, for a function that gives its result in time. It is called on the executor, as by {@link
     * ScopedCache#getAsync}, so without the caller's thread-locals and transaction; each caller gets a future of its own.
     */
    ScopedFunction<A, CompletableFuture<@Nullable R>> wrapAsync(
            Function<? super A, ? extends CompletionStage<? extends @Nullable R>> function);
}
