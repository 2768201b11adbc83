package io.cacheado.internal.proxy;

import io.cacheado.Cache;
import io.cacheado.ScopedCache;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the result of a call is kept: in which scope of a cache, and under which key.
 *
 * @param <A> the type of what the call was given
 * @param <R> the type of results
 */
public final class Placement<A extends @Nullable Object, R> {
    private final Cache<Object, R> cache;
    private final Function<? super A, ScopedCache<Object, R>> scope;
    private final Function<? super A, Object> key;
    private final @Nullable Runnable bypass;

    /**
     * @param scope throws {@link MissingScopeException} if there is none
     * @param key the key, by value
     * @param bypass counts and logs a call that goes past the cache since there is no scope; null if that is an error
     */
    public Placement(
            Cache<Object, R> cache,
            Function<? super A, ScopedCache<Object, R>> scope,
            Function<? super A, Object> key,
            @Nullable Runnable bypass) {
        this.cache = cache;
        this.scope = scope;
        this.key = key;
        this.bypass = bypass;
    }

    Cache<Object, R> cache() {
        return cache;
    }

    Object key(A call) {
        return key.apply(call);
    }

    /** The scope of a call. */
    ScopedCache<Object, R> require(A call) {
        return scope.apply(call);
    }

    /** The scope of a call; null if there is none and the call goes past the cache, which is counted and logged. */
    @Nullable
    ScopedCache<Object, R> find(A call) {
        if (bypass == null) {
            return require(call);
        }
        try {
            return require(call);
        } catch (MissingScopeException e) {
            bypass.run();
            return null;
        }
    }

    ScopedCache<Object, R> in(Scope given) {
        return cache.in(given);
    }
}
