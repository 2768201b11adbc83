package io.cacheado;

import io.cacheado.scope.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a supplier that is to be decorated: its result is kept, one for each scope. As {@link FunctionBuilder},
 * without an argument.
 *
 * @param <R> the type of the result
 */
public interface SupplierBuilder<R> extends CacheOptions<Object, R, SupplierBuilder<R>> {
    /** As {@link FunctionBuilder#scope(String)}. */
    SupplierBuilder<R> scope(String level);

    /** As {@link FunctionBuilder#scope(java.util.function.Function)}. */
    SupplierBuilder<R> scope(Supplier<? extends @Nullable Scope> from);

    /** As {@link FunctionBuilder#bypassWithoutScope}. */
    SupplierBuilder<R> bypassWithoutScope();

    /** As {@link FunctionBuilder#wrap}. */
    ScopedSupplier<@Nullable R> wrap(Supplier<? extends @Nullable R> supplier);

    /**
     * As {@link FunctionBuilder#wrapChecked}.
     *
     * @param <X> the exception that it may throw
     */
    <X extends Exception> ScopedThrowingSupplier<R, X> wrapChecked(ThrowingSupplier<? extends R, X> supplier);

    /** As {@link FunctionBuilder#wrapAsync}. */
    ScopedSupplier<CompletableFuture<@Nullable R>> wrapAsync(
            Supplier<? extends CompletionStage<? extends @Nullable R>> supplier);
}
