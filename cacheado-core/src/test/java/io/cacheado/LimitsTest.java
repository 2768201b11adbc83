package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** V3 and V4 by entries, in deterministic mode: each kind of limit, met exactly, and changed while it runs. */
class LimitsTest {
    private final TestTime time = new TestTime();
    private final Scope user = Shop.user("acme", 42);

    @ParameterizedTest
    @CsvSource({
        "s3-fifo, 1",
        "s3-fifo, 2",
        "s3-fifo, 100",
        "lru, 1",
        "lru, 100",
        "lfu, 1",
        "lfu, 100",
        "fifo, 1",
        "fifo, 100"
    })
    void wholeLimit_isMetExactly(String policy, int n) {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(n)
                .eviction(Eviction.named(policy))
                .build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        for (int i = 0; i < n; i++) {
            cache.in(Shop.user("acme", i % 7)).put(i, i);
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(n);
        assertThat(cacheado.stats().removalCount()).isZero();
        for (int i = n; i < 3 * n; i++) {
            cache.in(Shop.user("acme", i % 7)).put(i, i);
            assertThat(cacheado.stats().entryCount()).isEqualTo(n);
        }
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isEqualTo(2L * n);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void newEntry_whenFull_isStored(String policy) {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(5)
                .eviction(Eviction.named(policy))
                .build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(user);
        for (int i = 0; i < 100; i++) {
            cache.put(i, i);
            assertThat(cache.getIfPresent(i)).isEqualTo(i);
            cache.getIfPresent(i - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void overwrite_atMaximumSizeOne_neverEvictsItsOwnEntry(String policy) {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(1)
                .eviction(Eviction.named(policy))
                .ticker(time)
                .build();
        ScopedCache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .maximumSize(1)
                .maximumSizePerScope(1)
                .expireAfterWrite(Duration.ofHours(1))
                .build()
                .in(user);
        for (int i = 0; i < 100; i++) {
            cache.put("k", i);
            assertThat(cache.getIfPresent("k")).isEqualTo(i);
        }
        for (int i = 0; i < 100; i++) {
            // Each shorter than the one before, so that each is a new entry in the old one's slot.
            cache.put("k", i, Duration.ofSeconds(1000 - i));
            assertThat(cache.getIfPresent("k")).isEqualTo(i);
            assertThat(Audit.violations(cacheado)).isEmpty();
        }
        assertThat(cacheado.stats().removalCount(RemovalCause.REPLACED)).isEqualTo(199);
        assertThat(cacheado.stats().removalCount()).isEqualTo(199);
        time.advance(Duration.ofSeconds(901));
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cacheado.stats().entryCount()).isZero();
    }

    @Test
    void cachesLimit_isMetOverAllScopesAndTouchesNoOtherCache() {
        Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();
        Cache<Integer, Integer> small = cacheado.cache("small", Integer.class, Integer.class)
                .maximumSize(10)
                .build();
        Cache<Integer, Integer> other =
                cacheado.cache("other", Integer.class, Integer.class).build();
        for (int i = 0; i < 100; i++) {
            small.in(Shop.user("o" + i % 3, i % 7)).put(i, i);
            other.in(Shop.user("o" + i % 3, i % 7)).put(i, i);
        }
        assertThat(small.stats().entryCount()).isEqualTo(10);
        assertThat(other.stats().entryCount()).isEqualTo(100);
        assertThat(small.stats().removalCount(RemovalCause.SIZE)).isEqualTo(90);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void perScopeLimit_isMetInEachScopeByItself() {
        Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSizePerScope(5)
                .build();
        for (int i = 0; i < 100; i++) {
            for (int owner = 0; owner < 4; owner++) {
                cache.in(Shop.user("acme", owner)).put(i, i);
                assertThat(cache.in(Shop.user("acme", owner)).getIfPresent(i)).isEqualTo(i);
            }
        }
        for (int owner = 0; owner < 4; owner++) {
            assertThat(cache.in(Shop.user("acme", owner)).estimatedSize()).isEqualTo(5);
        }
        cache.in(Shop.org("acme")).put(0, 0);
        assertThat(cacheado.stats().entryCount()).isEqualTo(21);
        assertThat(cacheado.stats().removalCount(RemovalCause.SCOPE_QUOTA)).isEqualTo(380);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void scopesLimit_isMetOverItsSubtreeAndTouchesNoSibling() {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(1000)
                .quota("organization", Quota.limit(10))
                .build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        for (int i = 0; i < 8; i++) {
            cache.in(Shop.org("other")).put(i, i);
        }
        for (int i = 0; i < 100; i++) {
            cache.in(i % 2 == 0 ? Shop.org("acme") : Shop.user("acme", i % 5)).put(i, i);
            assertThat(cacheado.stats(Shop.org("acme")).entryCount()).isEqualTo(Math.min(10, i + 1));
        }
        assertThat(cacheado.stats(Shop.org("other")).entryCount()).isEqualTo(8);
        long own = cacheado.stats().removalCount(RemovalCause.SCOPE_QUOTA);
        long ancestors = cacheado.stats().removalCount(RemovalCause.ANCESTOR_QUOTA);
        assertThat(own + ancestors).isEqualTo(90);
        assertThat(own).isPositive();
        assertThat(ancestors).isPositive();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void nestedLimits_areEachMet() {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(50)
                .quota("organization", Quota.limit(20))
                .quota("user", Quota.limit(8))
                .quota("session", Quota.limit(3))
                .build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(45)
                .maximumSizePerScope(2)
                .build();
        Cache<Integer, Integer> other =
                cacheado.cache("other", Integer.class, Integer.class).build();
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < 5_000; i++) {
            Scope scope = Shop.session("o" + random.nextInt(4), random.nextInt(4), random.nextInt(4));
            for (int up = random.nextInt(4); up > 0; up--) {
                scope = scope.parent();
            }
            (random.nextInt(3) == 0 ? other : cache).in(scope).put(random.nextInt(100), i);
            assertThat(cacheado.stats().entryCount()).isLessThanOrEqualTo(50);
            if (scope.depth() > 0) {
                assertThat(cacheado.stats(scope).entryCount())
                        .isLessThanOrEqualTo(new long[] {50, 20, 8, 3}[scope.depth()]);
            }
            if (i % 100 == 0) {
                assertThat(Audit.violations(cacheado)).isEmpty();
            }
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(50);
        assertThat(cache.stats().entryCount()).isLessThanOrEqualTo(45);
    }

    @Test
    void maximumSizeLowered_drainsInCleanUpExactly() {
        Cacheado cacheado = Shop.deterministic().maximumSize(500).build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(user);
        for (int i = 0; i < 500; i++) {
            cache.put(i, i);
        }
        cacheado.maximumSize(100);
        assertThat(cacheado.stats().entryCount()).isEqualTo(500);
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isEqualTo(100);
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isEqualTo(400);
        cacheado.maximumSize(200);
        for (int i = 1000; i < 1200; i++) {
            cache.put(i, i);
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(200);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void maximumSizeLowered_drainsWithLaterPutsInBoundedSteps() {
        Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(user);
        for (int i = 0; i < 1000; i++) {
            cache.put(i, i);
        }
        cacheado.maximumSize(10);
        long before = 1000;
        int puts = 0;
        while (before > 10) {
            cache.put(5000 + puts++, 1);
            long now = cacheado.stats().entryCount();
            assertThat(now).isLessThan(before);
            assertThat(before - now).isLessThanOrEqualTo(130);
            before = now;
        }
        assertThat(puts).isGreaterThan(5);
        cache.put(9999, 9999);
        assertThat(cache.getIfPresent(9999)).isEqualTo(9999);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void quotaGivenWhileEntriesAreThere_drainsThatScopeOnly() {
        for (String policy : new String[] {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"}) {
            Cacheado cacheado = Shop.deterministic()
                    .maximumSize(1000)
                    .eviction(Eviction.named(policy))
                    .build();
            Cache<Integer, Integer> cache =
                    cacheado.cache("c", Integer.class, Integer.class).build();
            for (int i = 0; i < 100; i++) {
                cache.in(Shop.org("acme")).put(i, i);
                cache.in(user).put(i, i);
                cache.in(Shop.org("other")).put(i, i);
            }
            cacheado.quota(Shop.org("acme"), Quota.limit(50));
            assertThat(Audit.violations(cacheado)).isEmpty();
            cacheado.cleanUp();
            assertThat(cacheado.stats(Shop.org("acme")).entryCount()).isEqualTo(50);
            assertThat(cacheado.stats(Shop.org("other")).entryCount()).isEqualTo(100);
            cacheado.quota(user, Quota.limit(5));
            cacheado.cleanUp();
            assertThat(cacheado.stats(user).entryCount()).isLessThanOrEqualTo(5);
            assertThat(Audit.violations(cacheado)).isEmpty();
            cacheado.quota(Shop.org("acme"), Quota.limit(70));
            for (int i = 1000; i < 1200; i++) {
                cache.in(Shop.org("acme")).put(i, i);
            }
            assertThat(cacheado.stats(Shop.org("acme")).entryCount()).isEqualTo(70);
            assertThat(Audit.violations(cacheado)).isEmpty();
        }
    }

    @Test
    void quotaOfAScopeThatIsDropped_standsForItsNextLife() {
        Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        cacheado.quota(user, Quota.limit(3));
        for (int life = 0; life < 3; life++) {
            for (int i = 0; i < 10; i++) {
                cache.in(user).put(i, i);
            }
            assertThat(cacheado.evict(user)).isEqualTo(3);
        }
        for (int i = 0; i < 10; i++) {
            cache.in(user).put(i, i);
        }
        assertThat(cacheado.stats(user).entryCount()).isEqualTo(3);
        cacheado.evictAll();
        for (int i = 0; i < 10; i++) {
            cache.in(user).put(i, i);
        }
        assertThat(cacheado.stats(user).entryCount()).isEqualTo(3);
    }

    @Test
    void quotaOfOneScope_standsInPlaceOfItsLevels() {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(1000)
                .quota("organization", Quota.limit(5))
                .build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        cacheado.quota(Shop.org("vip"), Quota.limit(50));
        for (int i = 0; i < 100; i++) {
            cache.in(Shop.org("vip")).put(i, i);
            cache.in(Shop.org("acme")).put(i, i);
        }
        assertThat(cacheado.stats(Shop.org("vip")).entryCount()).isEqualTo(50);
        assertThat(cacheado.stats(Shop.org("acme")).entryCount()).isEqualTo(5);
    }

    @Test
    void cachesLimitsChanged_areMetAfterCleanUp() {
        Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(200)
                .maximumSizePerScope(100)
                .build();
        for (int i = 0; i < 300; i++) {
            cache.in(Shop.user("acme", i % 3)).put(i, i);
        }
        assertThat(cache.stats().entryCount()).isEqualTo(200);
        cache.policy().setMaximumSizePerScope(40);
        cacheado.cleanUp();
        for (int owner = 0; owner < 3; owner++) {
            assertThat(cache.in(Shop.user("acme", owner)).estimatedSize()).isLessThanOrEqualTo(40);
        }
        assertThat(cache.stats().entryCount()).isEqualTo(120);
        cache.policy().setMaximumSize(30);
        cacheado.cleanUp();
        assertThat(cache.stats().entryCount()).isEqualTo(30);
        assertThat(cache.policy().maximumSize()).hasValue(30);
        assertThat(cache.policy().maximumSizePerScope()).hasValue(40);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void unbounded_keepsEverything() {
        Cacheado cacheado = Shop.deterministic().unbounded().build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(user);
        for (int i = 0; i < 50_000; i++) {
            cache.put(i, i);
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(50_000);
        assertThat(cacheado.stats().removalCount()).isZero();
    }

    @Test
    void droppedEntries_makeRoomBeforeAnyLiveOne() {
        TaskQueue never = new TaskQueue();
        Cacheado cacheado =
                Shop.deterministic().maximumSize(100).executor(never).build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        for (int i = 0; i < 50; i++) {
            cache.in(Shop.org("live")).put(i, i);
        }
        for (int i = 0; i < 50; i++) {
            cache.in(Shop.org("dropped")).put(i, i);
            cache.in(Shop.org("dropped")).getIfPresent(i);
        }
        assertThat(cacheado.evict(Shop.org("dropped"))).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            cache.in(Shop.org("new")).put(i, i);
        }
        assertThat(cacheado.stats(Shop.org("live")).entryCount()).isEqualTo(50);
        assertThat(cacheado.stats(Shop.org("new")).entryCount()).isEqualTo(50);
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isZero();
        assertThat(cacheado.stats().removalCount(RemovalCause.SCOPE_EVICTED)).isEqualTo(50);
    }

    @Test
    void droppedEntriesOfACacheAtItsLimit_makeRoomBeforeAnyLiveOne() {
        TaskQueue never = new TaskQueue();
        Cacheado cacheado =
                Shop.deterministic().maximumSize(1000).executor(never).build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(20)
                .build();
        for (int i = 0; i < 10; i++) {
            cache.in(Shop.org("live")).put(i, i);
            cache.in(Shop.org("dropped")).put(i, i);
        }
        cacheado.evict(Shop.org("dropped"));
        for (int i = 0; i < 10; i++) {
            cache.in(Shop.org("new")).put(i, i);
        }
        assertThat(cache.in(Shop.org("live")).estimatedSize()).isEqualTo(10);
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isZero();
    }

    @Test
    void loadedValue_thatFindsNoRoom_isReturnedAllTheSame() {
        // The one entry there is room for is being overwritten by its own loader's listener: nothing else can leave.
        Cacheado cacheado = Shop.deterministic().maximumWeight(10).build();
        ScopedCache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .weigher((key, value) -> value)
                .build()
                .in(user);
        assertThat(cache.get("huge", key -> 11)).isEqualTo(11);
        assertThat(cache.getIfPresent("huge")).isNull();
        assertThat(cacheado.stats().removalCount(RemovalCause.TOO_LARGE)).isEqualTo(1);
        assertThat(cache.getAll(java.util.List.of("x", "y"), keys -> java.util.Map.of("x", 11, "y", 3)))
                .hasSize(2);
        assertThat(cache.getIfPresent("x")).isNull();
        assertThat(cache.getIfPresent("y")).isEqualTo(3);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }
}
