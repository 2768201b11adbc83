package io.cacheado.testkit;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.scope.Scope;

/**
 * Assertions about a cache.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class CacheAssert<K, V> {
    private final Cache<K, V> cache;
    private final Cacheado cacheado;

    CacheAssert(Cache<K, V> cache, Cacheado cacheado) {
        this.cache = cache;
        this.cacheado = cacheado;
    }

    /** The figures of the cache over all scopes. */
    public StatsAssert stats() {
        return new StatsAssert("cache " + cache.name(), cache.stats());
    }

    /** The figures of the cache in a subtree. */
    public StatsAssert stats(Scope subtree) {
        return new StatsAssert("cache " + cache.name() + " in " + subtree, cache.stats(subtree));
    }

    /**
     * The cache seen from a scope.
     *
     * @throws io.cacheado.scope.MissingScopeException as {@link Cache#in(Scope)}
     */
    public ScopedCacheAssert<K, V> in(Scope scope) {
        return new ScopedCacheAssert<>(cache, cacheado, cache.in(scope).scope());
    }

    /**
     * The cache keeps the entries of these scopes apart: seen from the one and from the other, it is not cut to one and the
     * same scope, as it would be if it were declared for a wider level than was meant. O(depth), whatever it holds.
     *
     * @throws IllegalArgumentException if one of the scopes is within the other
     */
    public CacheAssert<K, V> isolates(Scope one, Scope other) {
        CacheadoAssert.requireApart(one, other);
        Scope seen = cache.in(one).scope();
        Claim.that(
                !seen.equals(cache.in(other).scope()),
                "cache " + cache.name() + " keeps the entries of " + one + " and of " + other + " together, in "
                        + seen);
        return this;
    }
}
