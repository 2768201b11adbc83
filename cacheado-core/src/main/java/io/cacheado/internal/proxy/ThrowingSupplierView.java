package io.cacheado.internal.proxy;

import io.cacheado.Cache;
import io.cacheado.ScopedThrowingFunction;
import io.cacheado.ScopedThrowingSupplier;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/** A supplier that may throw a checked exception, and whose result is cached: a function of no arguments. */
public final class ThrowingSupplierView<R, X extends Exception> implements ScopedThrowingSupplier<R, X> {
    private final ScopedThrowingFunction<Object, R, X> function;

    public ThrowingSupplierView(ScopedThrowingFunction<Object, R, X> function) {
        this.function = function;
    }

    @Override
    public @Nullable R get() throws X {
        return function.apply(Arguments.NONE);
    }

    @Override
    public @Nullable R get(Scope scope) throws X {
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
