package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.FunctionBuilder;
import io.cacheado.ScopedFunction;
import io.cacheado.ScopedThrowingFunction;
import io.cacheado.ThrowingFunction;
import io.cacheado.internal.proxy.AsyncFunctionView;
import io.cacheado.internal.proxy.FunctionView;
import io.cacheado.internal.proxy.Keys;
import io.cacheado.internal.proxy.Placement;
import io.cacheado.internal.proxy.ThrowingFunctionView;
import io.cacheado.scope.Scope;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of a decorated function. */
final class FunctionBuilderOf<A extends @Nullable Object, R> extends DecoratorOf<A, R, FunctionBuilder<A, R>>
        implements FunctionBuilder<A, R> {
    private final Type argumentType;
    private @Nullable Function<? super A, ?> key;

    FunctionBuilderOf(Engine engine, String name, Type argumentType, Type resultType) {
        super(engine, name, resultType);
        this.argumentType = argumentType;
    }

    @Override
    FunctionBuilder<A, R> self() {
        return this;
    }

    @Override
    public FunctionBuilder<A, R> scope(Function<? super A, ? extends @Nullable Scope> from) {
        return from(requireNonNull(from, "from"));
    }

    @Override
    public FunctionBuilder<A, R> key(Function<? super A, ?> newKey) {
        key = requireNonNull(newKey, "key");
        return this;
    }

    private Placement<A, R> placement() {
        return key == null
                ? placement(argumentType, Keys.ofArgument("the argument of function " + name()))
                : placement(Object.class, Keys.of(key, "the key of function " + name()));
    }

    @Override
    public ScopedFunction<A, @Nullable R> wrap(Function<? super A, ? extends @Nullable R> function) {
        requireNonNull(function, "function");
        return new FunctionView<>(placement(), function);
    }

    @Override
    public <X extends Exception> ScopedThrowingFunction<A, R, X> wrapChecked(
            ThrowingFunction<? super A, ? extends R, X> function) {
        requireNonNull(function, "function");
        return new ThrowingFunctionView<>(placement(), function);
    }

    @Override
    public ScopedFunction<A, CompletableFuture<@Nullable R>> wrapAsync(
            Function<? super A, ? extends CompletionStage<? extends @Nullable R>> function) {
        requireNonNull(function, "function");
        return new AsyncFunctionView<>(placement(), function);
    }
}
