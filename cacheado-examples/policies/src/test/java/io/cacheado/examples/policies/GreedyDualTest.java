package io.cacheado.examples.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;
import io.cacheado.scope.ScopeTree;
import io.cacheado.testkit.EvictionPolicyContract;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GreedyDualTest implements EvictionPolicyContract {
    @Override
    public EvictionPolicy policy() {
        return new GreedyDual();
    }

    private static ScopedCache<Integer, Integer> cache(long weight, Eviction eviction) {
        Cacheado cacheado = Cacheado.builder()
                .scopes(ScopeTree.of())
                .maximumWeight(weight)
                .eviction(eviction)
                .deterministic(1)
                .build();
        return cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .build()
                .in(cacheado.scopes().global());
    }

    @Test
    void heavyEntry_leavesBeforeLightOnes() {
        ScopedCache<Integer, Integer> cache = cache(100, GreedyDual.EVICTION);
        for (int key = 0; key < 10; key++) {
            cache.put(key, 5);
        }
        cache.put(100, 50);
        cache.put(10, 5);

        assertThat(cache.getIfPresent(100)).isNull();
        assertThat(cache.getIfPresent(0)).isEqualTo(5);
    }

    @Test
    void usedHeavyEntry_outranksUnusedLightOnes() {
        ScopedCache<Integer, Integer> cache = cache(100, GreedyDual.EVICTION);
        cache.put(100, 20);
        for (int use = 0; use < 200; use++) {
            cache.getIfPresent(100);
            // A newcomer at each use, so that the policy sees what was used.
            cache.put(1_000 + use, 10);
        }

        assertThat(cache.getIfPresent(100)).isEqualTo(20);
    }

    /** The share of requests that hit, when popular keys are light as often as heavy. */
    private static int hits(Eviction eviction) {
        ScopedCache<Integer, Integer> cache = cache(2_000, eviction);
        Random random = new Random(4);
        int hits = 0;
        for (int i = 0; i < 30_000; i++) {
            int key = (int) Math.abs(random.nextGaussian() * 200);
            if (cache.getIfPresent(key) != null) {
                hits++;
            } else {
                cache.put(key, key % 2 == 0 ? 5 : 100);
            }
        }
        return hits;
    }

    @Test
    void hits_amongLightAndHeavyEntries_areMoreThanThoseOfLru() {
        assertThat(hits(GreedyDual.EVICTION)).isGreaterThan(hits(Eviction.lru()));
    }
}
