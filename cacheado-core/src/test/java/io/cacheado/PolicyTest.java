package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.policy.Eviction;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inspection, which uses nothing up, and the change of a cache's limits. */
class PolicyTest {
    private final Scope acme = Shop.org("acme");

    @Test
    void lru_coldestAndHottest_followUse() {
        Cacheado cacheado =
                Shop.deterministic().maximumSize(100).eviction(Eviction.lru()).build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        ScopedCache<Integer, Integer> in = cache.in(acme);
        for (int i = 0; i < 6; i++) {
            in.put(i, i);
            cache.in(Shop.org("other")).put(10 + i, i);
        }
        in.getIfPresent(0);
        in.put(2, 22);
        assertThat(cache.policy().coldest(acme, 100)).containsExactly(1, 3, 4, 5, 0, 2);
        assertThat(cache.policy().hottest(acme, 100)).containsExactly(2, 0, 5, 4, 3, 1);
        assertThat(cache.policy().coldest(acme, 2)).containsExactly(1, 3);
        assertThat(cache.policy().hottest(acme, 1)).containsExactly(2);
        assertThat(cache.policy().hottest(acme, 0)).isEmpty();
        assertThat(cache.policy().coldest(Shop.user("acme", 1), 5)).isEmpty();
        assertThat(cache.policy().eviction()).isEqualTo(Eviction.lru());
    }

    @Test
    void evictionChoice_ofTheDefault_tellsWhatItHasChosenAndWhy() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        assertThat(cache.policy().evictionChoice(acme)).isEmpty();

        cache.in(acme).put(0, 0);
        assertThat(cache.policy().evictionChoice(acme))
                .hasValue("adaptive, small share 10 %, as long as a queue has fewer than 16 entries");

        for (int i = 0; i < 6_000; i++) {
            cache.in(acme).get(i % 120, key -> key);
        }
        assertThat(cache.policy().evictionChoice(acme).orElseThrow())
                .matches(
                        "adaptive, small share 1 %: \\d+ came back soon after they had left it, \\d+ soon after they had left"
                                + " the main part; \\d+ % of what misses is new, so the rest is held");
    }

    @Test
    void evictionChoice_ofAPolicyThatChoosesNothing_isItsName() {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(100)
                .eviction(Eviction.s3Fifo())
                .build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        cache.in(acme).put(0, 0);

        assertThat(cache.policy().evictionChoice(acme)).hasValue("s3-fifo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void coldest_ofUntouchedEntries_isTheOrderOfLeaving(String policy) {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(6)
                .eviction(Eviction.named(policy))
                .build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        for (int i = 0; i < 6; i++) {
            cache.in(acme).put(i, i);
        }
        List<Integer> coldest = cache.policy().coldest(acme, 6);
        for (int i = 0; i < 3; i++) {
            cache.in(acme).put(100 + i, i);
            assertThat(cache.policy().weightOf(acme, coldest.get(i))).isEmpty();
        }
        assertThat(coldest).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void inspection_changesNothing(String policy) {
        StringBuilder[] traces = {new StringBuilder(), new StringBuilder()};
        for (int looking = 0; looking < 2; looking++) {
            Cacheado cacheado = Shop.deterministic()
                    .maximumSize(20)
                    .eviction(Eviction.named(policy))
                    .build();
            StringBuilder trace = traces[looking];
            Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                    .removalListener(event -> trace.append(event.key()).append(' '))
                    .build();
            java.util.Random random = new java.util.Random(2);
            for (int i = 0; i < 2_000; i++) {
                cache.in(acme).get(random.nextInt(40), key -> key);
                if (looking == 1) {
                    cache.policy().coldest(acme, 50);
                    cache.policy().hottest(acme, 3);
                    cache.policy().weightOf(acme, i % 40);
                    cache.policy().expiresAfter(acme, i % 40);
                }
            }
        }
        assertThat(traces[1]).hasToString(traces[0].toString());
    }

    @Test
    void hottest_ofASharedQueue_showsThatCacheAndScopeOnly() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        Cache<String, Integer> one =
                cacheado.cache("one", String.class, Integer.class).build();
        Cache<String, Integer> two = cacheado.cache("two", String.class, Integer.class)
                .maximumSize(10)
                .build();
        one.in(acme).put("mine", 1);
        two.in(acme).put("other cache's", 1);
        one.in(Shop.org("x")).put("other scope's", 1);
        assertThat(one.policy().hottest(acme, 10)).containsExactly("mine");
        assertThat(two.policy().coldest(acme, 10)).containsExactly("other cache's");
    }

    @Test
    void scope_isCutAtTheDeclaredLevel() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .scopedTo("user")
                .expireAfterWrite(Duration.ofSeconds(5))
                .build();
        cache.in("acme", 1).put("k", 1);
        assertThat(cache.policy().coldest(Shop.session("acme", 1, 7), 5)).containsExactly("k");
        assertThat(cache.policy().weightOf(Shop.session("acme", 1, 7), "k")).hasValue(1);
        assertThat(cache.policy().expiresAfter(Shop.session("acme", 1, 7), "k")).isPresent();
        assertThatThrownBy(() -> cache.policy().coldest(acme, 5)).isExactlyInstanceOf(MissingScopeException.class);
    }

    @Test
    void weightAndExpiry_ofAnEntry_areGiven() {
        TestTime time = new TestTime();
        Cacheado cacheado = Shop.deterministic().maximumWeight(100).ticker(time).build();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .weigher((key, value) -> value)
                .build();
        cache.in(acme).put("k", 7);
        assertThat(cache.policy().weightOf(acme, "k")).hasValue(7);
        cache.in(acme).put("k", 9, Duration.ofSeconds(3));
        assertThat(cache.policy().weightOf(acme, "k")).hasValue(9);
        assertThat(cache.policy().expiresAfter(acme, "k")).contains(Duration.ofSeconds(3));
        assertThat(cache.policy().weightOf(acme, "none")).isEmpty();
        assertThat(cache.policy().weightOf(Shop.org("none"), "k")).isEmpty();
        assertThatThrownBy(() -> cache.policy().weightOf(acme, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.policy().expiresAfter(acme, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void limit_negative_isRefused() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        Cache<String, Integer> cache =
                cacheado.cache("c", String.class, Integer.class).build();
        assertThatThrownBy(() -> cache.policy().coldest(acme, -1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("limit", "-1", "at least 0");
        assertThatThrownBy(() -> cache.policy().hottest(acme, -1)).isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limits_ofACacheBuiltWithoutThem_cannotBeSet() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        Policy<String, Integer> policy =
                cacheado.cache("c", String.class, Integer.class).build().policy();
        assertThat(policy.maximumSize()).isEmpty();
        assertThat(policy.maximumSizePerScope()).isEmpty();
        assertThatThrownBy(() -> policy.setMaximumSize(5))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("c", "maximumSize");
        assertThatThrownBy(() -> policy.setMaximumSizePerScope(5))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("c", "maximumSizePerScope");
        assertThat(policy.eviction()).isEqualTo(Eviction.adaptive());
    }

    @Test
    void eviction_ofALevel_isNotThatOfTheCacheado() {
        Cacheado cacheado =
                Shop.deterministic().maximumSize(100).eviction(Eviction.lfu()).build();
        assertThat(cacheado.cache("c", String.class, Integer.class)
                        .build()
                        .policy()
                        .eviction())
                .isEqualTo(Eviction.lfu());
    }
}
