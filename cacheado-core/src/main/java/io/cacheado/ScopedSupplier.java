package io.cacheado;

import io.cacheado.scope.Scope;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A supplier whose result is cached, one for each scope; made by {@link Cacheado#supplier}. As {@link ScopedFunction}
 * otherwise.
 *
 * @param <R> the type of the result
 */
public interface ScopedSupplier<R extends @Nullable Object> extends Supplier<R> {
    /** The result, as {@link ScopedFunction#apply(Object)}. */
    @Override
    R get();

    /** The result in this scope, as {@link ScopedFunction#apply(Scope, Object)}. */
    R get(Scope scope);

    /** Removes the result, as {@link ScopedFunction#invalidate(Object)}. */
    void invalidate();

    /** Removes the result in this scope, as {@link ScopedFunction#invalidate(Scope, Object)}. */
    void invalidate(Scope scope);

    /** As {@link ScopedFunction#cache}. */
    Cache<?, ?> cache();
}
