package io.cacheado;

import io.cacheado.scope.Scope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function whose results are cached by scope and argument; made by {@link Cacheado#function}. Safe for use by many threads.
 *
 * <p>A hit costs O(depth) and takes no lock; a miss runs the function, or waits for the call that does, as
 * {@link ScopedCache#get} and {@link ScopedCache#getAsync} say, with their exceptions.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
public interface ScopedFunction<A extends @Nullable Object, R extends @Nullable Object> extends Function<A, R> {
    /**
     * The result for the argument, in the scope that was said when the function was built.
     *
     * @throws io.cacheado.scope.MissingScopeException if there is no such scope, unless the function is to be called
     *     directly then
     * @throws IllegalArgumentException if the argument cannot be a key, since its class has no {@code equals} of its own
     */
    @Override
    R apply(A argument);

    /** The result for the argument in this scope, cut at the function's level. As {@link #apply(Object)} otherwise. */
    R apply(Scope scope, A argument);

    /**
     * Removes the result for the argument; a call that is computing it is fenced. Needs a scope in any case: without one
     * nobody can say what is to be removed. O(depth).
     */
    void invalidate(A argument);

    /** As {@link #invalidate(Object)}, in this scope. */
    void invalidate(Scope scope, A argument);

    /** The cache that holds the results, by its name: for its figures and limits, and to drop all of a scope. */
    Cache<?, ?> cache();
}
