package io.cacheado.internal.proxy;

import io.cacheado.Cache;
import io.cacheado.ScopedFunction;
import io.cacheado.ScopedSupplier;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/** A supplier whose result is cached: a function of no arguments. */
public final class SupplierView<R extends @Nullable Object> implements ScopedSupplier<R> {
    private final ScopedFunction<Object, R> function;

    public SupplierView(ScopedFunction<Object, R> function) {
        this.function = function;
    }

    @Override
    public R get() {
        return function.apply(Arguments.NONE);
    }

    @Override
    public R get(Scope scope) {
        return function.apply(scope, Arguments.NONE);
    }

    @Override
    public void invalidate() {
        function.invalidate(Arguments.NONE);
    }

    @Override
    public void invalidate(Scope scope) {
        function.invalidate(scope, Arguments.NONE);
    }

    @Override
    public Cache<?, ?> cache() {
        return function.cache();
    }

    @Override
    public String toString() {
        return function.toString();
    }
}
