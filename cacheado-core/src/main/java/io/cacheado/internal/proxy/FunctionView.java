package io.cacheado.internal.proxy;

import io.cacheado.ScopedCache;
import io.cacheado.ScopedFunction;
import io.cacheado.scope.Scope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A function whose results are cached, as its users see it. */
// NullAway does not see that the type argument of the interface is nullable.
@SuppressWarnings("NullAway")
public final class FunctionView<A extends @Nullable Object, R> extends Placed<A, R>
        implements ScopedFunction<A, @Nullable R> {
    private final Function<? super A, ? extends @Nullable R> function;

    public FunctionView(Placement<A, R> placement, Function<? super A, ? extends @Nullable R> function) {
        super(placement);
        this.function = function;
    }

    @Override
    public @Nullable R apply(A argument) {
        ScopedCache<Object, R> place = placement.find(argument);
        return place == null ? function.apply(argument) : apply(place, argument);
    }

    @Override
    public @Nullable R apply(Scope scope, A argument) {
        return apply(placement.in(scope), argument);
    }

    private @Nullable R apply(ScopedCache<Object, R> place, A argument) {
        return place.get(placement.key(argument), key -> function.apply(argument));
    }
}
