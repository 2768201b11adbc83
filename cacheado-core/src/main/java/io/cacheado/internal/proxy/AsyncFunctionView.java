package io.cacheado.internal.proxy;

import static java.util.Objects.requireNonNull;

import io.cacheado.ScopedCache;
import io.cacheado.ScopedFunction;
import io.cacheado.scope.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A function that gives its results in time, and whose results are cached, as its users see it. */
public final class AsyncFunctionView<A extends @Nullable Object, R> extends Placed<A, R>
        implements ScopedFunction<A, CompletableFuture<@Nullable R>> {
    private final Function<? super A, ? extends CompletionStage<? extends @Nullable R>> function;

    public AsyncFunctionView(
            Placement<A, R> placement, Function<? super A, ? extends CompletionStage<? extends @Nullable R>> function) {
        super(placement);
        this.function = function;
    }

    @Override
    public CompletableFuture<@Nullable R> apply(A argument) {
        ScopedCache<Object, R> place = placement.find(argument);
        return place == null ? ofItsOwn(function.apply(argument)) : apply(place, argument);
    }

    /** A future that ends as the stage does; to end it otherwise concerns nobody else. */
    private static <R> CompletableFuture<@Nullable R> ofItsOwn(CompletionStage<? extends @Nullable R> stage) {
        CompletableFuture<@Nullable R> own = new CompletableFuture<>();
        requireNonNull(stage, "the function returned no stage").whenComplete((value, failure) -> {
            if (failure == null) {
                own.complete(value);
            } else {
                own.completeExceptionally(failure);
            }
        });
        return own;
    }

    @Override
    public CompletableFuture<@Nullable R> apply(Scope scope, A argument) {
        return apply(placement.in(scope), argument);
    }

    private CompletableFuture<@Nullable R> apply(ScopedCache<Object, R> place, A argument) {
        return place.getAsync(placement.key(argument), key -> function.apply(argument));
    }
}
