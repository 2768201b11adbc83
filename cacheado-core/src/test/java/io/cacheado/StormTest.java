package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalEvent;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everything at once on four threads, in rounds that end at rest: then the engine's parts agree (R3), the sums hold (C2),
 * each removal was reported exactly once (D3), and nobody was ever given a value of another scope, cache or key (S1).
 */
class StormTest {
    /** More rounds for a long run by hand: {@code -Dstorm.factor=20}. */
    private static final int FACTOR = Integer.getInteger("storm.factor", 1);

    /** A value that says where it was stored; each is stored at most once. */
    record Stamped(Scope scope, String cache, int key, int weight, long serial) {}

    private final TestTime time = new TestTime();
    private final AtomicLong serials = new AtomicLong();
    private final ConcurrentHashMap<Long, AtomicInteger> reported = new ConcurrentHashMap<>();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong reports = new AtomicLong();
    private final AtomicLong reportsOfTwo = new AtomicLong();

    private Cacheado cacheado(String policy, boolean weighted, boolean inPlace) {
        Cacheado.Builder builder = Shop.threaded()
                .ticker(time)
                .eviction(Eviction.named(policy))
                .eviction("session", Eviction.lru())
                .quota("user", Quota.limit(weighted ? 300 : 60));
        if (inPlace) {
            builder.executor(Runnable::run);
        }
        return (weighted ? builder.maximumWeight(1000) : builder.maximumSize(250)).build();
    }

    private Stamped stamped(Scope scope, Cache<Integer, Stamped> cache, int key, Random random) {
        return new Stamped(scope, cache.name(), key, 1 + random.nextInt(20), serials.incrementAndGet());
    }

    private void onRemoval(RemovalEvent<Integer, Stamped> event) {
        reports.incrementAndGet();
        if (event.cache().equals("two")) {
            reportsOfTwo.incrementAndGet();
        }
        reported.computeIfAbsent(event.value().serial(), any -> new AtomicInteger())
                .incrementAndGet();
        check(event.scope(), event.cache(), event.key(), event.value());
    }

    private void check(Scope scope, String cache, int key, Stamped value) {
        if (value != null && !(value.scope.equals(scope) && value.cache.equals(cache) && value.key == key)) {
            wrong.incrementAndGet();
        }
    }

    @ParameterizedTest(name = "{0}, by weight: {1}, executor in place: {2}")
    @CsvSource({
        "s3-fifo, false, false",
        "lru, true, false",
        "lfu, true, true",
        "fifo, false, true",
        "sieve, false, true",
        "sieve, true, false"
    })
    void everythingAtOnce_atRest_allAgrees(String policy, boolean weighted, boolean inPlace) throws Exception {
        Cacheado cacheado = cacheado(policy, weighted, inPlace);
        CacheBuilder<Integer, Stamped> plain = cacheado.cache("plain", Integer.class, Stamped.class)
                .expireAfterWrite(Duration.ofSeconds(3))
                .expireAbsentAfter(Duration.ofSeconds(1))
                .removalListener(this::onRemoval);
        if (weighted) {
            plain.weigher((key, value) -> value.weight());
        }
        Cache<Integer, Stamped> one = plain.build();
        Cache<Integer, Stamped> two = cacheado.cache("two", Integer.class, Stamped.class)
                .expireAfterAccess(Duration.ofSeconds(2))
                .maximumSize(100)
                .maximumSizePerScope(15)
                .removalListener(this::onRemoval)
                .build();
        for (int round = 0; round < 6 * FACTOR; round++) {
            int seed = round;
            Threads.run(4, me -> {
                Random random = new Random(seed * 31L + me);
                for (int i = 0; i < 4_000; i++) {
                    step(cacheado, random.nextInt(3) == 0 ? two : one, random);
                }
            });
            cacheado.cleanUp();
            assertThat(Audit.violations(cacheado)).as("round %s", round).isEmpty();
            CacheStats stats = cacheado.stats();
            assertThat(stats.insertCount() - stats.removalCount()).isEqualTo(stats.entryCount());
            assertThat(stats.loadsInFlight()).isZero();
            assertThat(one.stats().entryCount() + two.stats().entryCount()).isEqualTo(stats.entryCount());
        }
        cacheado.evictAll();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().scopeCount()).isZero();
        assertThat(cacheado.toString()).contains("used=0");
        assertThat(wrong).hasValue(0);
        // Events that an executor still has under way are not handed over by cleanUp().
        Awaitility.await().until(() -> reportsOfTwo.get() >= two.stats().removalCount());
        assertThat(reported.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(cacheado.stats().undeliveredCount()).isZero();
        assertThat(cacheado.stats().listenerFailureCount()).isZero();
        assertThat(reportsOfTwo).hasValue(two.stats().removalCount());
        // The other cache remembers absences, which have no value to report.
        assertThat(reports.get() - reportsOfTwo.get())
                .isLessThanOrEqualTo(one.stats().removalCount());
        cacheado.close();
    }

    private void step(Cacheado cacheado, Cache<Integer, Stamped> cache, Random random) throws Exception {
        Scope scope = Shop.session("o" + random.nextInt(2), random.nextInt(3), random.nextInt(3));
        for (int up = random.nextInt(4); up > 0; up--) {
            scope = scope.parent();
        }
        Scope here = scope;
        ScopedCache<Integer, Stamped> in = cache.in(here);
        int key = random.nextInt(25);
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> in.put(key, stamped(here, cache, key, random));
            case 5, 6 -> in.put(key, stamped(here, cache, key, random), Duration.ofMillis(1 + random.nextInt(4000)));
            case 7, 8, 9, 10 -> check(here, cache.name(), key, in.getIfPresent(key));
            case 11, 12, 13 ->
                check(
                        here,
                        cache.name(),
                        key,
                        in.get(key, missing -> random.nextInt(5) == 0 ? null : stamped(here, cache, key, random)));
            case 14 ->
                check(
                        here,
                        cache.name(),
                        key,
                        in.getAsync(
                                        key,
                                        missing -> CompletableFuture.completedFuture(stamped(here, cache, key, random)))
                                .get());
            case 15 ->
                in.getAll(
                                List.of(key, key + 1),
                                missing -> Map.of(
                                        key,
                                        stamped(here, cache, key, random),
                                        key + 2,
                                        stamped(here, cache, key + 2, random)))
                        .forEach((asked, value) -> check(here, cache.name(), asked, value));
            case 16, 17 -> in.invalidate(key);
            case 18 -> time.advance(Duration.ofMillis(random.nextInt(60)));
            case 19 ->
                in.resolve(key)
                        .ifPresent(value ->
                                assertThat(here.isWithin(value.scope())).isTrue());
            case 20 -> in.put(key, stamped(here, cache, key, random));
            default -> rare(cacheado, cache, here, random);
        }
    }

    private void rare(Cacheado cacheado, Cache<Integer, Stamped> cache, Scope scope, Random random) {
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3 -> cache.in(scope).invalidateAll();
            case 4, 5, 6, 7, 8, 9 -> {
                if (scope.depth() > 0) {
                    cacheado.evict(scope);
                }
            }
            case 10, 11 -> {
                if (scope.depth() > 0) {
                    cache.evict(scope);
                }
            }
            case 12 -> cache.invalidateAll();
            case 13 -> cacheado.evictAll();
            case 14 -> cacheado.cleanUp();
            case 15 -> cacheado.stats(scope);
            case 16 -> cache.policy().coldest(scope, 5);
            case 17 -> {
                if (scope.depth() > 0) {
                    cacheado.quota(scope, Quota.limit(20 + random.nextInt(100)));
                }
            }
            case 18 -> cache.stats(scope);
            default -> cache.in(scope).estimatedSize();
        }
    }
}
