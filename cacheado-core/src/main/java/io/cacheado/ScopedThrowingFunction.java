package io.cacheado;

import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ScopedFunction} that may throw a checked exception, which reaches each caller unchanged.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 * @param <X> the exception that it may throw
 */
public interface ScopedThrowingFunction<A extends @Nullable Object, R, X extends Exception>
        extends ThrowingFunction<A, R, X> {
    /** As {@link ScopedFunction#apply(Object)}. */
    @Override
    @Nullable
    R apply(A argument) throws X;

    /** As {@link ScopedFunction#apply(Scope, Object)}. */
    @Nullable
    R apply(Scope scope, A argument) throws X;

    /** As {@link ScopedFunction#invalidate(Object)}. */
    void invalidate(A argument);

    /** As {@link ScopedFunction#invalidate(Scope, Object)}. */
    void invalidate(Scope scope, A argument);

    /** As {@link ScopedFunction#cache}. */
    Cache<?, ?> cache();
}
