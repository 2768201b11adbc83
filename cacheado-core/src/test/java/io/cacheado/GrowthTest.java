package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R1: nothing grows with misses, with scopes that come and go, or with keys whose hashes are equal. */
class GrowthTest {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void millionMisses_createNothing() {
        Cacheado cacheado = Shop.threaded().maximumSize(1000).build();
        Cache<Integer, String> cache = cacheado.cache("c", Integer.class, String.class)
                .scopedTo("user")
                .build();
        cache.in("held", 1).put(0, "v");
        for (int i = 0; i < 250_000; i++) {
            ScopedCache<Integer, String> in = cache.in("acme", i);
            in.getIfPresent(i);
            in.getAllPresent(List.of(i, i + 1));
            cache.in("held", 1).getIfPresent(-1 - i);
        }
        assertThat(cacheado.stats().missCount()).isEqualTo(1_000_000);
        assertThat(cacheado.stats().scopeCount()).isEqualTo(1);
        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
        assertThat(cacheado.stats(Shop.org("held")).missCount()).isEqualTo(250_000);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void missesInvalidationsAndInspections_ofNothing_createNothing() {
        Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();
        Cache<Integer, String> cache =
                cacheado.cache("c", Integer.class, String.class).build();
        for (int i = 0; i < 10_000; i++) {
            Scope scope = Shop.session("o" + i, i, i);
            ScopedCache<Integer, String> in = cache.in(scope);
            in.getIfPresent(i);
            in.resolve(i);
            in.invalidate(i);
            in.invalidateAll(List.of(i));
            in.invalidateAll();
            in.estimatedSize();
            in.stats();
            cache.evict(scope);
            cacheado.evict(scope);
            cacheado.stats(scope);
            cache.policy().coldest(scope, 1);
            cache.policy().weightOf(scope, i);
            in.get(i, key -> null);
            in.getAll(List.of(i), keys -> Map.of());
            catchThrowable(() -> in.get(0, key -> {
                throw new IllegalStateException();
            }));
        }
        assertThat(cacheado.stats().scopeCount()).isZero();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void sessions_createdUsedAndExpired_leaveNoScope() {
        TestTime time = new TestTime();
        Cacheado cacheado =
                Shop.deterministic().maximumSize(200_000).ticker(time).build();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .expireAfterWrite(Duration.ofMinutes(1))
                .build();
        for (int i = 0; i < 50_000; i++) {
            cache.in(Shop.session("acme", i / 10, i)).put("k", i);
        }
        assertThat(cacheado.stats().scopeCount()).isEqualTo(50_000);
        time.advance(Duration.ofMinutes(1));
        cacheado.cleanUp();
        assertThat(cacheado.stats().scopeCount()).isZero();
        assertThat(cacheado.stats().removalCount(RemovalCause.EXPIRED)).isEqualTo(50_000);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void churn_inOneScope_leavesBoundedDeadReferences(String policy) {
        TestTime time = new TestTime();
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(2_000)
                .eviction(Eviction.named(policy))
                .ticker(time)
                .build();
        ScopedCache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .expireAfterWrite(Duration.ofHours(1))
                .build()
                .in(Shop.org("acme"));
        for (int i = 0; i < 1_000; i++) {
            cache.put(i, i);
        }
        for (int i = 1_000; i < 20_000; i++) {
            cache.put(i, i, Duration.ofSeconds(1 + i % 5_000));
            cache.invalidate(i);
            cache.put(i % 1_000, i, Duration.ofMinutes(1 + i % 59));
            if (i % 2_000 == 0) {
                // The audit holds the dead references of queues and wheels against a quarter and 16.
                assertThat(Audit.violations(cacheado)).isEmpty();
            }
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(1_000);
    }

    @Test
    void equalHashes_byTheThousand_areKeptApart() {
        record Key(int id) {
            @Override
            public int hashCode() {
                return 42;
            }
        }
        Cacheado cacheado = Shop.threaded().maximumSize(10_000).build();
        ScopedCache<Key, Integer> cache =
                cacheado.cache("c", Key.class, Integer.class).build().in(Shop.org("acme"));
        ScopedCache<Key, Integer> other =
                cacheado.cache("d", Key.class, Integer.class).build().in(Shop.org("acme"));
        for (int i = 0; i < 1_500; i++) {
            cache.put(new Key(i), i);
        }
        assertThat(cache.estimatedSize()).isEqualTo(1_500);
        assertThat(Audit.violations(cacheado)).isEmpty();
        for (int i = 0; i < 1_500; i++) {
            assertThat(cache.getIfPresent(new Key(i))).isEqualTo(i);
            if (i % 2 == 0) {
                cache.invalidate(new Key(i));
            } else {
                cache.put(new Key(i), -i);
            }
        }
        assertThat(cache.estimatedSize()).isEqualTo(750);
        for (int i = 0; i < 1_500; i++) {
            assertThat(cache.getIfPresent(new Key(i))).isEqualTo(i % 2 == 0 ? null : -i);
            assertThat(cache.get(new Key(i), key -> key.id())).isEqualTo(i % 2 == 0 ? i : -i);
        }
        other.put(new Key(1), 1);
        assertThat(cacheado.evict(Shop.org("acme"))).isEqualTo(1_501);
        cacheado.cleanUp();
        assertThat(cacheado.stats().scopeCount()).isZero();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void equalStringHashes_areKeptApart() {
        // Each pair of "Aa" and "BB" has one hash: 2^10 strings with equal hashes.
        Cacheado cacheado = Shop.threaded().maximumSize(10_000).build();
        ScopedCache<String, Integer> cache =
                cacheado.cache("c", String.class, Integer.class).build().in(Shop.org("acme"));
        Cache<String, Integer> byScope =
                cacheado.cache("s", String.class, Integer.class).build();
        for (int i = 0; i < 1024; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 10; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            cache.put(text.toString(), i);
            byScope.in(Shop.org(text.toString())).put("k", i);
        }
        for (int i = 0; i < 1024; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 10; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            assertThat(cache.getIfPresent(text.toString())).isEqualTo(i);
            assertThat(byScope.in(Shop.org(text.toString())).getIfPresent("k")).isEqualTo(i);
        }
        byScope.invalidateAll();
        cacheado.cleanUp();
        assertThat(cacheado.stats().scopeCount()).isEqualTo(1);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void putIntoANewScope_costsNoMoreWithManyScopesOfAQuota() {
        Cacheado cacheado = Shop.threaded()
                .maximumSize(1_000_000)
                .quota("organization", Quota.limit(10))
                .build();
        Cache<String, Integer> cache =
                cacheado.cache("c", String.class, Integer.class).build();
        long[] bytes = new long[2];
        int made = 0;
        for (int phase = 0; phase < 2; phase++) {
            for (int most = phase == 0 ? 2_000 : 20_000; made < most; made++) {
                cache.in(Shop.org(made)).put("k", 1);
            }
            long before = allocated();
            for (int i = 0; i < 1_000; i++, made++) {
                cache.in(Shop.org(made)).put("k", 1);
            }
            bytes[phase] = (allocated() - before) / 1_000;
        }
        assertThat(bytes[1])
                .as("bytes per put with 20,000 scopes, and with 2,000")
                .isLessThan(2 * bytes[0]);
    }

    @Test
    void emptiedCache_writtenAnewBeforeItIsReclaimed_givesItsRoomBack() {
        Cacheado cacheado =
                Shop.threaded().maximumSize(1_000).executor(new TaskQueue()).build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        ScopedCache<Integer, Integer> in = cache.in(Shop.user("acme", 1));
        for (int life = 0; life < 5; life++) {
            for (int i = 0; i < 100; i++) {
                in.put(i, i);
            }
            if (life % 2 == 0) {
                cache.invalidateAll();
            } else {
                in.invalidateAll();
            }
            in.put(-1, 1);
        }
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
        assertThat(Audit.violations(cacheado)).isEmpty();
        in.invalidate(-1);
        assertThat(cacheado.toString()).contains("used=0");
        assertThat(cacheado.stats().scopeCount()).isZero();
    }

    @Test
    void manyScopes_ofAnEmptiedCache_areAllReclaimed() {
        Cacheado cacheado =
                Shop.threaded().maximumSize(100_000).executor(new TaskQueue()).build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        Cache<Integer, Integer> stays =
                cacheado.cache("stays", Integer.class, Integer.class).build();
        for (int i = 0; i < 20_000; i++) {
            cache.in(Shop.user(i % 100, i)).put(i, i);
            if (i % 50 == 0) {
                stays.in(Shop.user(i % 100, i)).put(i, i);
            }
        }
        cache.invalidateAll();
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isEqualTo(400);
        assertThat(cacheado.stats().scopeCount()).isEqualTo(400);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }
}
