package io.cacheado.internal.proxy;

import io.cacheado.Cache;
import io.cacheado.ScopedCache;
import io.cacheado.scope.Scope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is removed from a cache by a call. */
@FunctionalInterface
interface Removing {
    /** The removal that belongs to these arguments, to be done before or after the call; refuses bad ones at once. */
    Runnable by(@Nullable Object[] arguments);

    /** Of one key. */
    static Removing ofKey(
            Cache<Object, Object> cache,
            Function<@Nullable Object[], Scope> scope,
            Function<@Nullable Object[], Object> key) {
        return call -> {
            ScopedCache<Object, Object> in = cache.in(scope.apply(call));
            Object of = key.apply(call);
            return () -> in.invalidate(of);
        };
    }

    /** Of all that is in a scope and below it. */
    static Removing ofAll(Cache<Object, Object> cache, Function<@Nullable Object[], Scope> scope) {
        return call -> {
            Scope of = scope.apply(call);
            return of.depth() == 0 ? cache::invalidateAll : () -> cache.evict(of);
        };
    }
}
