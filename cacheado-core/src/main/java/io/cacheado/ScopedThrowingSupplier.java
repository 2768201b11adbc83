package io.cacheado;

import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ScopedSupplier} that may throw a checked exception, which reaches each caller unchanged.
 *
 * @param <R> the type of the result
 * @param <X> the exception that it may throw
 */
public interface ScopedThrowingSupplier<R, X extends Exception> extends ThrowingSupplier<R, X> {
    /** As {@link ScopedSupplier#get()}. */
    @Override
    @Nullable
    R get() throws X;

    /** As {@link ScopedSupplier#get(Scope)}. */
    @Nullable
    R get(Scope scope) throws X;

    /** As {@link ScopedSupplier#invalidate()}. */
    void invalidate();

    /** As {@link ScopedSupplier#invalidate(Scope)}. */
    void invalidate(Scope scope);

    /** As {@link ScopedFunction#cache}. */
    Cache<?, ?> cache();
}
