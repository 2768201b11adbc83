package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** V4 with threads: no limit is ever exceeded, and all of it can be used. */
class LimitsUnderThreadsTest {

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void nDistinctKeys_fitIntoMaximumSizeN(String policy) {
        int n = 65_536;
        Cacheado cacheado =
                Shop.threaded().maximumSize(n).eviction(Eviction.named(policy)).build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
        Threads.run(4, me -> {
            for (int i = me; i < n; i += 4) {
                cache.put(i, i);
            }
        });
        assertThat(cacheado.stats().entryCount()).isEqualTo(n);
        assertThat(cacheado.stats().removalCount()).isZero();
        for (int i = 0; i < n; i++) {
            assertThat(cache.getIfPresent(i)).isEqualTo(i);
        }
        for (int i = 0; i < 1000; i++) {
            cache.put(-1 - i, i);
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(n);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void oneEqualKeyInManyScopes_allFit() {
        int scopes = 100_000;
        Cacheado cacheado = Shop.threaded().maximumSize(131_072).build();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .scopedTo("user")
                .build();
        for (int i = 0; i < scopes; i++) {
            cache.in("acme", i).put("profile", i);
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(scopes);
        assertThat(cacheado.stats().scopeCount()).isEqualTo(scopes);
        assertThat(cacheado.stats().removalCount()).isZero();
        for (int i = 0; i < scopes; i++) {
            assertThat(cache.in("acme", i).getIfPresent("profile")).isEqualTo(i);
        }
        assertThat(cacheado.evict(Shop.org("acme"))).isEqualTo(scopes);
        assertThat(cache.in("acme", 5).getIfPresent("profile")).isNull();
        cacheado.cleanUp();
        assertThat(cacheado.stats().scopeCount()).isZero();
        assertThat(cacheado.toString()).contains("used=0");
    }

    /** Writers in all scopes, while a sampler looks at each limit; what it saw above one, or null. */
    private static String storm(
            Cacheado cacheado, Cache<Integer, Integer> cache, Bounds bounds, boolean weighted, int puts) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger samples = new AtomicInteger();
        FutureTask<String> sampler = Threads.start(() -> {
            while (!over.get()) {
                samples.incrementAndGet();
                String seen = look(cacheado, cache, bounds, weighted);
                if (seen != null) {
                    return seen;
                }
            }
            return null;
        });
        while (samples.get() == 0) {
            Thread.onSpinWait();
        }
        try {
            Threads.run(4, me -> {
                Random random = new Random(me);
                for (int i = 0; i < puts; i++) {
                    Scope scope = Shop.session("o" + random.nextInt(2), random.nextInt(3), random.nextInt(3));
                    for (int up = random.nextInt(4); up > 1; up--) {
                        scope = scope.parent();
                    }
                    ScopedCache<Integer, Integer> in = cache.in(scope);
                    int key = random.nextInt(200);
                    switch (random.nextInt(20)) {
                        case 0 -> in.invalidate(key);
                        case 1 -> in.get(key, missing -> 1 + random.nextInt(30));
                        case 2 -> {
                            if (random.nextInt(20) == 0) {
                                cacheado.evict(scope);
                            }
                        }
                        default -> in.put(key, 1 + random.nextInt(30));
                    }
                }
            });
        } finally {
            over.set(true);
        }
        String seen = Threads.join(sampler);
        assertThat(samples.get()).isGreaterThan(50);
        return seen;
    }

    /** Limits of entries, or of weight but for the last two. */
    private record Bounds(long all, long organization, long user, long session, long cache, long perScope) {
        static final Bounds MANY = new Bounds(400, 250, 100, 40, 350, 30);

        Cacheado.Builder builder(boolean weighted) {
            Cacheado.Builder builder = Shop.threaded()
                    .quota("organization", Quota.limit(organization))
                    .quota("user", Quota.limit(user))
                    .quota("session", Quota.limit(session));
            return weighted ? builder.maximumWeight(all) : builder.maximumSize(all);
        }

        Cache<Integer, Integer> cache(Cacheado cacheado) {
            return cacheado.cache("c", Integer.class, Integer.class)
                    .maximumSize(cache)
                    .maximumSizePerScope(perScope)
                    .build();
        }
    }

    private static String look(Cacheado cacheado, Cache<Integer, Integer> cache, Bounds bounds, boolean weighted) {
        String seen = look(cacheado, cache, cacheado.scopes().global(), bounds.all, bounds, weighted);
        long held = weighted ? 0 : cache.stats().entryCount();
        if (held > bounds.cache) {
            return "the cache holds " + held + " of " + bounds.cache;
        }
        for (int org = 0; org < 2 && seen == null; org++) {
            seen = look(cacheado, cache, Shop.org("o" + org), bounds.organization, bounds, weighted);
            for (int user = 0; user < 3 && seen == null; user++) {
                seen = look(cacheado, cache, Shop.user("o" + org, user), bounds.user, bounds, weighted);
                for (int session = 0; session < 3 && seen == null; session++) {
                    Scope scope = Shop.session("o" + org, user, session);
                    seen = look(cacheado, cache, scope, bounds.session, bounds, weighted);
                }
            }
        }
        return seen;
    }

    private static String look(
            Cacheado cacheado,
            Cache<Integer, Integer> cache,
            Scope scope,
            long limit,
            Bounds bounds,
            boolean weighted) {
        long used = weighted
                ? cacheado.stats(scope).weight()
                : cacheado.stats(scope).entryCount();
        if (used > limit) {
            return scope + " used " + used + " of " + limit;
        }
        long own = weighted ? 0 : cache.in(scope).estimatedSize();
        return own > bounds.perScope ? "the cache holds " + own + " of " + bounds.perScope + " in " + scope : null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru"})
    void entries_duringAStorm_areNeverSeenAboveALimit(String policy) {
        Cacheado cacheado =
                Bounds.MANY.builder(false).eviction(Eviction.named(policy)).build();
        Cache<Integer, Integer> cache = Bounds.MANY.cache(cacheado);
        assertThat(storm(cacheado, cache, Bounds.MANY, false, 15_000)).isNull();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cache.stats().entryCount()).isLessThanOrEqualTo(350);
    }

    private static final long ANY = 1_000_000;

    /** Each kind of limit alone, so low that all threads meet there all the time, and no other hides that it is passed. */
    private static Stream<Arguments> eachLimit() {
        return Stream.of(
                Arguments.of("budget", new Bounds(6, ANY, ANY, ANY, ANY, ANY), RemovalCause.SIZE),
                Arguments.of("organization", new Bounds(ANY, 3, ANY, ANY, ANY, ANY), RemovalCause.ANCESTOR_QUOTA),
                Arguments.of("user", new Bounds(ANY, ANY, 2, ANY, ANY, ANY), RemovalCause.ANCESTOR_QUOTA),
                Arguments.of("session", new Bounds(ANY, ANY, ANY, 1, ANY, ANY), RemovalCause.SCOPE_QUOTA),
                Arguments.of("cache", new Bounds(ANY, ANY, ANY, ANY, 4, ANY), RemovalCause.SIZE),
                Arguments.of("perScope", new Bounds(ANY, ANY, ANY, ANY, ANY, 1), RemovalCause.SCOPE_QUOTA));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("eachLimit")
    void entries_duringAStorm_areNeverSeenAboveTheOnlyLimit(String limit, Bounds bounds, RemovalCause cause) {
        Cacheado cacheado = bounds.builder(false).build();
        Cache<Integer, Integer> cache = bounds.cache(cacheado);
        assertThat(storm(cacheado, cache, bounds, false, 4_000)).isNull();
        assertThat(cacheado.stats().removalCount(cause)).isPositive();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(look(cacheado, cache, bounds, false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru"})
    void weight_duringAStorm_isNeverSeenAboveALimit(String policy) {
        Cacheado cacheado =
                Bounds.MANY.builder(true).eviction(Eviction.named(policy)).build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .build();
        assertThat(storm(cacheado, cache, Bounds.MANY, true, 15_000)).isNull();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void tinyLimit_withMoreWritersThanRoom_neverSpinsAndIsUsed(int maximum) {
        Cacheado cacheado = Shop.threaded().maximumSize(maximum).build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
        Threads.run(8, me -> {
            for (int i = 0; i < 3_000; i++) {
                cache.put(me * 100_000 + i, i);
                cache.get(i % 5, key -> key);
            }
        });
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isBetween(1L, (long) maximum);
        assertThat(cacheado.stats().insertCount() - cacheado.stats().removalCount())
                .isEqualTo(cacheado.stats().entryCount());
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void writersAtFullCapacity_readTheirOwnWrites() {
        Cacheado cacheado =
                Shop.threaded().maximumSize(200_000).eviction(Eviction.lru()).build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
        // So many old entries that none of the new ones is the oldest, however long a writer is held up.
        for (int i = 1; i <= 200_000; i++) {
            cache.put(-i, i);
        }
        AtomicInteger lost = new AtomicInteger();
        Threads.run(4, me -> {
            Random random = new Random(me);
            for (int i = 0; i < 30_000; i++) {
                int key = i * 4 + me;
                cache.put(key, key);
                if (cache.getIfPresent(key) == null) {
                    lost.incrementAndGet();
                }
                cache.invalidate(key - 4 * random.nextInt(10));
            }
        });
        assertThat(lost).hasValue(0);
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void limitsChanged_whileThreadsWrite_areMetAfterCleanUp() {
        Cacheado cacheado = Shop.threaded().maximumSize(1000).build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(900)
                .maximumSizePerScope(300)
                .build();
        AtomicBoolean stop = new AtomicBoolean();
        FutureTask<Void> changes = Threads.start(() -> {
            Random random = new Random(5);
            while (!stop.get()) {
                cacheado.maximumSize(100 + random.nextInt(1000));
                cache.policy().setMaximumSize(50 + random.nextInt(800));
                cache.policy().setMaximumSizePerScope(10 + random.nextInt(300));
                cacheado.quota(Shop.org("o" + random.nextInt(2)), Quota.limit(50 + random.nextInt(400)));
                cacheado.quota(Shop.user("o0", random.nextInt(3)), Quota.limit(20 + random.nextInt(200)));
            }
            return null;
        });
        Threads.run(3, me -> {
            Random random = new Random(me);
            for (int i = 0; i < 20_000; i++) {
                cache.in(Shop.user("o" + random.nextInt(2), random.nextInt(3))).put(random.nextInt(500), i);
            }
        });
        stop.set(true);
        Threads.join(changes);
        cacheado.maximumSize(200);
        cache.policy().setMaximumSize(150);
        cache.policy().setMaximumSizePerScope(40);
        cacheado.quota(Shop.org("o0"), Quota.limit(60));
        cacheado.quota(Shop.user("o0", 0), Quota.limit(15));
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isLessThanOrEqualTo(150);
        assertThat(cacheado.stats(Shop.org("o0")).entryCount()).isLessThanOrEqualTo(60);
        assertThat(cacheado.stats(Shop.user("o0", 0)).entryCount()).isLessThanOrEqualTo(15);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void fillAndDrop_aHundredTimesWithAnExecutorThatNeverRuns_keepsNoMoreThanTheBudget() {
        int budget = 1_000;
        Cacheado cacheado =
                Shop.threaded().maximumSize(budget).executor(new TaskQueue()).build();
        Cache<Integer, byte[]> cache =
                cacheado.cache("c", Integer.class, byte[].class).build();
        List<WeakReference<byte[]>> stored = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            Scope tenant = Shop.org("o" + round % 3);
            for (int i = 0; i < budget; i++) {
                byte[] value = new byte[16];
                stored.add(new WeakReference<>(value));
                cache.in(Shop.user("o" + round % 3, i % 50)).put(i, value);
            }
            if (round % 2 == 0) {
                cacheado.evict(tenant);
            } else {
                cache.invalidateAll();
            }
        }
        System.gc();
        long reachable = stored.stream().filter(value -> value.get() != null).count();
        assertThat(reachable).isLessThanOrEqualTo(budget + budget / 4);
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isZero();
        assertThat(Audit.violations(cacheado)).isEmpty();
        System.gc();
        assertThat(stored.stream().filter(value -> value.get() != null).count()).isLessThanOrEqualTo(16);
        assertThat(cacheado.stats().removalCount(RemovalCause.SCOPE_EVICTED)).isPositive();
    }
}
