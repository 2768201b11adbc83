package io.cacheado.internal.proxy;

import io.cacheado.ScopedCache;
import io.cacheado.ScopedThrowingFunction;
import io.cacheado.ThrowingFunction;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/** A function that may throw a checked exception, and whose results are cached, as its users see it. */
public final class ThrowingFunctionView<A extends @Nullable Object, R, X extends Exception> extends Placed<A, R>
        implements ScopedThrowingFunction<A, R, X> {
    private final ThrowingFunction<? super A, ? extends R, X> function;

    public ThrowingFunctionView(Placement<A, R> placement, ThrowingFunction<? super A, ? extends R, X> function) {
        super(placement);
        this.function = function;
    }

    @Override
    public @Nullable R apply(A argument) throws X {
        ScopedCache<Object, R> place = placement.find(argument);
        return place == null ? function.apply(argument) : apply(place, argument);
    }

    @Override
    public @Nullable R apply(Scope scope, A argument) throws X {
        return apply(placement.in(scope), argument);
    }

    private @Nullable R apply(ScopedCache<Object, R> place, A argument) throws X {
        return place.<X>getChecked(placement.key(argument), () -> function.apply(argument));
    }
}
