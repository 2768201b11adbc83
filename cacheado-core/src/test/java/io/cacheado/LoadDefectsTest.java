package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Defects of the seed and of peers in loading: V1, L1, L2, L3, L4, L5, C1. */
class LoadDefectsTest {
    private final Scope scope = Shop.org("acme");

    @Test
    void hundredAsyncCallers_twoExecutorThreads_oneLoadAndNoneStarves() throws Exception {
        ExecutorService two = Executors.newFixedThreadPool(2);
        try (Cacheado cacheado = Shop.threaded().maximumSize(100).executor(two).build()) {
            ScopedCache<String, String> cache =
                    cacheado.cache("c", String.class, String.class).build().in(scope);
            AtomicInteger loads = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            List<CompletableFuture<String>> callers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                callers.add(cache.getAsync("k", key -> {
                    loads.incrementAndGet();
                    Threads.await(go);
                    return CompletableFuture.completedFuture("v");
                }));
            }
            go.countDown();
            for (CompletableFuture<String> caller : callers) {
                assertThat(caller.get(Threads.PATIENCE_SECONDS, java.util.concurrent.TimeUnit.SECONDS))
                        .isEqualTo("v");
            }
            assertThat(loads).hasValue(1);
            assertThat(callers).doesNotHaveDuplicates();
            assertThat(cacheado.stats().missCount()).isEqualTo(100);
            assertThat(cacheado.stats().coalescedCount()).isEqualTo(99);
            assertThat(cacheado.stats().loadCount()).isEqualTo(1);
        } finally {
            two.shutdownNow();
        }
    }

    @Test
    void hundredCallers_syncAndAsync_oneLoad() {
        try (Cacheado cacheado = Shop.threaded().maximumSize(100).build()) {
            ScopedCache<String, String> cache =
                    cacheado.cache("c", String.class, String.class).build().in(scope);
            AtomicInteger loads = new AtomicInteger();
            CountDownLatch asked = new CountDownLatch(100);
            Threads.run(100, me -> {
                asked.countDown();
                String value = me % 2 == 0
                        ? cache.get("k", key -> {
                            loads.incrementAndGet();
                            Threads.await(asked);
                            return "v";
                        })
                        : cache.getAsync("k", key -> {
                                    loads.incrementAndGet();
                                    return CompletableFuture.supplyAsync(() -> {
                                        Threads.await(asked);
                                        return "v";
                                    });
                                })
                                .get();
                assertThat(value).isEqualTo("v");
            });
            assertThat(loads).hasValue(1);
            assertThat(cacheado.stats().requestCount()).isEqualTo(100);
        }
    }

    @Test
    void stampede_atExpiry_isOneLoadPerLife() {
        TestTime time = new TestTime();
        try (Cacheado cacheado = Shop.threaded().maximumSize(100).ticker(time).build()) {
            ScopedCache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                    .expireAfterWrite(Duration.ofSeconds(1))
                    .build()
                    .in(scope);
            AtomicInteger loads = new AtomicInteger();
            for (int life = 1; life <= 20; life++) {
                int expected = life;
                CountDownLatch asked = new CountDownLatch(100);
                Threads.run(100, me -> {
                    asked.countDown();
                    assertThat(cache.get("k", key -> {
                                Threads.await(asked);
                                return loads.incrementAndGet();
                            }))
                            .isEqualTo(expected);
                });
                assertThat(loads).hasValue(life);
                time.advance(Duration.ofSeconds(1));
            }
            cacheado.cleanUp();
            assertThat(Audit.violations(cacheado)).isEmpty();
        }
    }

    @Test
    void stampede_whileEverythingIsEvicted_isOneLoadAtATime() {
        try (Cacheado cacheado = Shop.threaded().maximumSize(2).build()) {
            ScopedCache<Integer, Integer> cache =
                    cacheado.cache("c", Integer.class, Integer.class).build().in(scope);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            Threads.run(8, me -> {
                for (int i = 0; i < 2_000; i++) {
                    if (me < 4) {
                        assertThat(cache.get(0, key -> {
                                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                    Thread.yield();
                                    running.decrementAndGet();
                                    return 42;
                                }))
                                .isEqualTo(42);
                    } else {
                        cache.put(1 + me * 10_000 + i, i);
                    }
                }
            });
            assertThat(most).hasValue(1);
            cacheado.cleanUp();
            assertThat(Audit.violations(cacheado)).isEmpty();
        }
    }

    @Test
    void cancelledWaiter_doesNotLockTheKey() {
        TaskQueue tasks = new TaskQueue();
        Cacheado cacheado = Shop.threaded().maximumSize(100).executor(tasks).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(scope);
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> first = cache.getAsync("k", key -> stage);
        CompletableFuture<String> second = cache.getAsync("k", key -> stage);
        tasks.runAll();

        assertThat(first.cancel(true)).isTrue();
        assertThat(stage).isNotDone();
        assertThat(second).isNotDone();
        stage.complete("v");
        tasks.runAll();
        assertThat(second).isCompletedWithValue("v");
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
        assertThat(first).isCancelled();
    }

    @Test
    void everyCallerCancelled_theLoadEndsAndIsStored() {
        TaskQueue tasks = new TaskQueue();
        Cacheado cacheado = Shop.threaded().maximumSize(100).executor(tasks).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(scope);
        CompletableFuture<String> stage = new CompletableFuture<>();
        cache.getAsync("k", key -> stage).cancel(true);
        tasks.runAll();
        stage.complete("v");
        tasks.runAll();

        assertThat(cache.getIfPresent("k")).isEqualTo("v");
        assertThat(cacheado.stats().loadsInFlight()).isZero();
    }

    @Test
    void sameKey_askedInsideItsLoad_isARecursiveLoadNotADeadlock() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(scope);
        FutureTask<Throwable> caller =
                Threads.start(() -> catchThrowable(() -> cache.get("k", key -> cache.get("k", again -> "v"))));

        assertThat(Threads.join(caller))
                .isExactlyInstanceOf(RecursiveLoadException.class)
                .hasMessageContaining("c");
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cache.get("k", key -> "v")).isEqualTo("v");
    }

    @Test
    void failingLoad_runsOnceForAllWhoWait() {
        try (Cacheado cacheado = Shop.threaded().maximumSize(100).build()) {
            ScopedCache<String, String> cache =
                    cacheado.cache("c", String.class, String.class).build().in(scope);
            AtomicInteger loads = new AtomicInteger();
            IllegalStateException boom = new IllegalStateException("boom");
            CountDownLatch asked = new CountDownLatch(20);
            Threads.run(20, me -> {
                asked.countDown();
                assertThat(catchThrowable(() -> cache.get("k", key -> {
                            loads.incrementAndGet();
                            while (cacheado.stats().coalescedCount() < 19) {
                                Thread.onSpinWait();
                            }
                            throw boom;
                        })))
                        .isSameAs(boom);
            });
            assertThat(loads).hasValue(1);
            assertThat(cacheado.stats().loadFailureCount()).isEqualTo(1);
            assertThat(cacheado.stats().loadSuccessCount()).isZero();
            assertThat(cache.getIfPresent("k")).isNull();
            assertThat(cache.get("k", key -> "again")).isEqualTo("again");
        }
    }

    @Test
    void staleValue_afterAnInvalidationDuringItsLoad_isNotStored() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(scope);

        assertThat(cache.get("k", key -> {
                    cache.invalidate("k");
                    return "stale";
                }))
                .isEqualTo("stale");
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isEqualTo(1);
    }

    @Test
    void staleValue_afterADropDuringItsLoad_isNotStored() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(Shop.session("acme", 1, 2));

        assertThat(cache.get("k", key -> {
                    assertThat(cacheado.evict(scope)).isZero();
                    return "stale";
                }))
                .isEqualTo("stale");
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isEqualTo(1);
        assertThat(cacheado.stats().entryCount()).isZero();
    }

    /** Those who wait stand in a load that goes on until all of them have been seen to wait. */
    @ParameterizedTest
    @EnumSource(
            value = LoadKind.class,
            names = {"SYNC", "ASYNC", "BULK"})
    void request_thatWaitsForAnother_isOneMissAndCoalesced(LoadKind kind) {
        try (Cacheado cacheado = Shop.threaded().maximumSize(100).build()) {
            // As the decorated kinds would have it, for no level.
            ScopedCache<String, String> cache =
                    cacheado.cache("c", String.class, String.class).build().in(Shop.user("acme", 1));
            LoadKind.Held load = kind.start(cacheado, cache, "k");
            int own = kind == LoadKind.BULK ? 2 : 1;
            assertRequests(cacheado, 0, own, 0);

            load.add(() -> cache.get("k", key -> "other"));
            assertWaits(cacheado, own + 1, 1);
            load.add(() -> cache.getChecked("k", () -> "other"));
            assertWaits(cacheado, own + 2, 2);
            load.add(() -> cache.getWith("k", context -> "other"));
            assertWaits(cacheado, own + 3, 3);
            CompletableFuture<String> async = cache.getAsync("k", key -> null);
            assertWaits(cacheado, own + 4, 4);
            // One key is waited for, and one is loaded by the caller itself before that.
            CountDownLatch loadedOwn = new CountDownLatch(1);
            load.add(() -> cache.getAll(List.of("k", "mine"), keys -> {
                        assertThat(keys).isEqualTo(Set.of("mine"));
                        loadedOwn.countDown();
                        return Map.of("mine", "1");
                    })
                    .get("k"));
            Threads.await(loadedOwn);
            assertWaits(cacheado, own + 6, 5);
            // Who does not wait is a miss, and no more.
            assertThat(cache.getIfPresent("k")).isNull();
            assertWaits(cacheado, own + 7, 5);
            assertThat(async).isNotDone();

            load.add(() -> async.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertThat(load.release()).hasSize(6).containsOnly(LoadKind.LOADED);
            assertRequests(cacheado, 0, own + 7, 5);
            assertThat(cacheado.stats().loadSuccessCount()).isEqualTo(own + 1);
            assertThat(cache.get("k", key -> "other")).isEqualTo(LoadKind.LOADED);
            assertRequests(cacheado, 1, own + 7, 5);
        }
    }

    private static void assertWaits(Cacheado cacheado, long misses, long coalesced) {
        Threads.awaitTrue(() -> cacheado.stats().coalescedCount() >= coalesced
                && cacheado.stats().missCount() >= misses);
        assertRequests(cacheado, 0, misses, coalesced);
    }

    private static void assertRequests(Cacheado cacheado, long hits, long misses, long coalesced) {
        CacheStats stats = cacheado.stats();
        assertThat(stats.hitCount()).as("hits").isEqualTo(hits);
        assertThat(stats.missCount()).as("misses").isEqualTo(misses);
        assertThat(stats.coalescedCount()).as("coalesced").isEqualTo(coalesced);
    }

    @Test
    void request_thatWaitsForNobody_isNotCoalesced() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(scope);
        cache.getIfPresent("k");
        cache.get("k", key -> "v");
        cache.get("k", key -> "v");
        cache.getIfPresent("k");
        cache.getAll(List.of("k", "x", "y"), keys -> Map.of("x", "1"));

        assertRequests(cacheado, 3, 4, 0);
        assertThat(cacheado.stats().requestCount()).isEqualTo(7);
        assertThat(cacheado.stats().loadSuccessCount()).isEqualTo(3);
    }

    @Test
    void nullResult_isAbsentAndLoadedAgain() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(scope);
        AtomicInteger loads = new AtomicInteger();
        for (int i = 1; i <= 3; i++) {
            assertThat(cache.get("k", key -> {
                        loads.incrementAndGet();
                        return null;
                    }))
                    .isNull();
            assertThat(loads).hasValue(i);
        }
        assertThat(cache.getAsync("k", key -> CompletableFuture.completedFuture(null)))
                .isCompletedWithValue(null);
        assertThat(cacheado.stats().entryCount()).isZero();
        assertThat(cacheado.stats().insertCount()).isZero();
        assertThat(cacheado.stats().loadSuccessCount()).isEqualTo(4);
        assertThat(cacheado.stats().loadFailureCount()).isZero();
    }

    @Test
    void nullResult_withExpireAbsentAfter_isServedAsAbsenceForThatLong() {
        TestTime time = new TestTime();
        Cacheado cacheado = Shop.deterministic().maximumSize(100).ticker(time).build();
        Recorder<String, String> recorder = new Recorder<>();
        Cache<String, String> all = cacheado.cache("c", String.class, String.class)
                .expireAbsentAfter(Duration.ofSeconds(10))
                .removalListener(recorder)
                .build();
        ScopedCache<String, String> cache = all.in(scope);
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get("k", key -> {
                        loads.incrementAndGet();
                        return null;
                    }))
                    .isNull();
        }
        assertThat(loads).hasValue(1);
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cache.resolve("k")).isEmpty();
        assertThat(cache.getAllPresent(List.of("k"))).isEmpty();
        assertThat(cache.getAll(List.of("k"), keys -> {
                    throw new AssertionError("absence is remembered");
                }))
                .isEmpty();
        assertThat(all.policy().coldest(scope, 10)).isEmpty();
        assertThat(all.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(10));
        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
        assertThat(cacheado.stats().hitCount()).isEqualTo(5);

        time.advance(Duration.ofSeconds(10));
        assertThat(cache.get("k", key -> "now there is one")).isEqualTo("now there is one");
        assertThat(loads).hasValue(1);
        assertThat(recorder.events()).isEmpty();
        assertThat(cacheado.stats().removalCount(RemovalCause.EXPIRED)).isEqualTo(1);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void nulls_areRefusedBeforeAnythingChanges() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(scope);
        Map<String, String> withNull = new java.util.HashMap<>();
        withNull.put("a", "1");
        withNull.put("b", null);

        assertThatThrownBy(() -> cache.put(null, "v"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.put("k", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value");
        assertThatThrownBy(() -> cache.put("k", "v", (Duration) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("ttl");
        assertThatThrownBy(() -> cache.put("k", "v", (EntryOptions) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("options");
        assertThatThrownBy(() -> cache.putAll(withNull))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value");
        assertThatThrownBy(() -> cache.putAll(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("entries");
        assertThatThrownBy(() -> cache.getIfPresent(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.get(null, key -> "v"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.get("k", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loader");
        assertThatThrownBy(() -> cache.getAsync("k", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loader");
        assertThatThrownBy(() -> cache.getChecked("k", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loader");
        assertThatThrownBy(() -> cache.getAll(null, keys -> Map.of()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("keys");
        assertThatThrownBy(() -> cache.getAll(java.util.Arrays.asList("a", null), keys -> Map.of()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.getAll(List.of("a"), null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loader");
        assertThatThrownBy(() -> cache.getAllPresent(java.util.Arrays.asList("a", null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.invalidate(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.invalidateAll(java.util.Arrays.asList("a", null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> cache.resolve(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");

        assertThat(cacheado.stats().entryCount()).isZero();
        assertThat(cacheado.stats().requestCount()).isZero();
        assertThat(cacheado.stats().insertCount()).isZero();
    }
}
