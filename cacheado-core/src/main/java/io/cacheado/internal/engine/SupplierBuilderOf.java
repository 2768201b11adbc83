package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.ScopedSupplier;
import io.cacheado.ScopedThrowingSupplier;
import io.cacheado.SupplierBuilder;
import io.cacheado.ThrowingSupplier;
import io.cacheado.internal.proxy.AsyncFunctionView;
import io.cacheado.internal.proxy.FunctionView;
import io.cacheado.internal.proxy.Keys;
import io.cacheado.internal.proxy.Placement;
import io.cacheado.internal.proxy.SupplierView;
import io.cacheado.internal.proxy.ThrowingFunctionView;
import io.cacheado.internal.proxy.ThrowingSupplierView;
import io.cacheado.scope.Scope;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The settings of a decorated supplier: a function of no arguments. */
final class SupplierBuilderOf<R> extends DecoratorOf<Object, R, SupplierBuilder<R>> implements SupplierBuilder<R> {
    SupplierBuilderOf(Engine engine, String name, Type resultType) {
        super(engine, name, resultType);
    }

    @Override
    SupplierBuilder<R> self() {
        return this;
    }

    @Override
    public SupplierBuilder<R> scope(Supplier<? extends @Nullable Scope> from) {
        requireNonNull(from, "from");
        return from(nothing -> from.get());
    }

    private Placement<Object, R> placement() {
        return placement(Keys.OF_NOTHING, Keys.ofNothing());
    }

    @Override
    public ScopedSupplier<@Nullable R> wrap(Supplier<? extends @Nullable R> supplier) {
        requireNonNull(supplier, "supplier");
        return new SupplierView<>(new FunctionView<>(placement(), nothing -> supplier.get()));
    }

    @Override
    public <X extends Exception> ScopedThrowingSupplier<R, X> wrapChecked(ThrowingSupplier<? extends R, X> supplier) {
        requireNonNull(supplier, "supplier");
        return new ThrowingSupplierView<>(new ThrowingFunctionView<>(placement(), nothing -> supplier.get()));
    }

    @Override
    public ScopedSupplier<CompletableFuture<@Nullable R>> wrapAsync(
            Supplier<? extends CompletionStage<? extends @Nullable R>> supplier) {
        requireNonNull(supplier, "supplier");
        return new SupplierView<>(new AsyncFunctionView<>(placement(), nothing -> supplier.get()));
    }
}
