package io.cacheado.internal.proxy;

import io.cacheado.Cache;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a decorated function can do besides being called.
 *
 * @param <A> the type of the argument
 * @param <R> the type of results
 */
abstract class Placed<A extends @Nullable Object, R> {
    final Placement<A, R> placement;

    Placed(Placement<A, R> placement) {
        this.placement = placement;
    }

    public final void invalidate(A argument) {
        placement.require(argument).invalidate(placement.key(argument));
    }

    public final void invalidate(Scope scope, A argument) {
        placement.in(scope).invalidate(placement.key(argument));
    }

    public final Cache<?, ?> cache() {
        return placement.cache();
    }

    @Override
    public final String toString() {
        return "Scoped[" + cache().name() + "]";
    }
}
