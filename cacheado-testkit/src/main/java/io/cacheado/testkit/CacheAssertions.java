package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.internal.engine.Holding;
import io.cacheado.stats.CacheStats;
import org.jspecify.annotations.Nullable;

/**
 * The entry points of assertions about caches: {@code assertThat(cacheado).stats(scope).hasHits(3).hasMisses(1)}.
 *
 * <p>They look without using: nothing is counted as a request, no entry becomes more recent, none is removed. What does not
 * hold is an {@link AssertionError} that says what, what was expected and what was found; keys and scopes are named, values
 * are not. They are for tests at rest, and for cacheados of {@link Cacheado#builder}; needing no library, they go along with
 * AssertJ's {@code assertThat}. Each assertion returns what it was called on. No argument may be null.
 */
public final class CacheAssertions {
    private CacheAssertions() {}

    /**
     * What can be said of a cacheado: of its figures, of what its scopes hold, of who sees what.
     *
     * @throws IllegalArgumentException if it is not one of {@link Cacheado#builder}, but something around it
     */
    public static CacheadoAssert assertThat(Cacheado cacheado) {
        return new CacheadoAssert(ours("cacheado", Holding.owner(requireNonNull(cacheado, "cacheado"))));
    }

    /**
     * What can be said of a cache.
     *
     * @throws IllegalArgumentException if it is not a cache of a cacheado itself, but one around it
     */
    public static <K, V> CacheAssert<K, V> assertThat(Cache<K, V> cache) {
        return new CacheAssert<>(cache, ours("cache", Holding.owner(requireNonNull(cache, "cache"))));
    }

    /**
     * What can be said of a cache in one scope.
     *
     * @throws IllegalArgumentException if it is not a cache of a cacheado itself, but one around it
     */
    @SuppressWarnings("unchecked")
    public static <K, V> ScopedCacheAssert<K, V> assertThat(ScopedCache<K, V> cache) {
        Cache<K, V> whole = (Cache<K, V>) ours("cache", Holding.cacheOf(requireNonNull(cache, "cache")));
        return assertThat(whole).in(cache.scope());
    }

    /** What can be said of figures. */
    public static StatsAssert assertThat(CacheStats stats) {
        return new StatsAssert("the statistics", requireNonNull(stats, "stats"));
    }

    /** What can be said of the calls of a {@link FaultyLoader} or a {@link SlowLoader}. */
    public static LoadCountsAssert assertThat(LoadCounts counts) {
        return new LoadCountsAssert(requireNonNull(counts, "counts"));
    }

    private static <T> T ours(String name, @Nullable T found) {
        if (found == null) {
            throw new IllegalArgumentException(
                    name + ": one around another (allowed: what Cacheado.builder() and its cacheado gave)");
        }
        return found;
    }
}
