package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.entry;

import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Map views, beyond the contract that {@link MapContractTest} holds them to: who waits, who wins, what is counted. */
class MapViewTest {
    private final TestTime time = new TestTime();
    private final List<String> removed = new ArrayList<>();
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(100).ticker(time).build();
    private final Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
            .expireAfterWrite(Duration.ofMinutes(1))
            .removalListener(event -> removed.add(event.key() + "=" + event.value() + " " + event.cause()))
            .build();
    private final ScopedCache<String, Integer> in = cache.in(Shop.org("acme"));
    private final ConcurrentMap<String, Integer> map = in.asMap();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void nothingIsLeft() {
        go.countDown();
        Threads.awaitTrue(() -> cacheado.stats().loadsInFlight() == 0);
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    /** A computation of "k" that has begun, and goes on when {@link #go} opens. */
    private FutureTask<Integer> computing(@org.jspecify.annotations.Nullable Integer result) {
        FutureTask<Integer> task = Threads.start(() -> map.compute("k", (key, there) -> {
            inside.countDown();
            Threads.await(go);
            return result;
        }));
        Threads.await(inside);
        return task;
    }

    private static void awaitWaiting(Thread thread) {
        Threads.awaitTrue(() -> thread.getState() == Thread.State.WAITING);
    }

    // ---- who waits, who wins -------------------------------------------------------------------------------------

    @Test
    void changesByMaps_waitForAComputationOfTheKey_andOnlyOfThatKey() {
        map.put("k", 1);
        FutureTask<Integer> computation = computing(10);
        Map<String, java.util.concurrent.Callable<Object>> changes = Map.of(
                "put", () -> map.put("k", 20),
                "putIfAbsent", () -> map.putIfAbsent("k", 30),
                "remove", () -> map.remove("k", 99),
                "replace", () -> map.replace("k", 98, 97),
                "compute", () -> map.computeIfPresent("k", (key, there) -> there + 1),
                "merge", () -> map.merge("k", 1, Integer::sum));
        List<FutureTask<Object>> tasks = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        changes.forEach((name, change) -> {
            FutureTask<Object> task = new FutureTask<>(change);
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.start();
            tasks.add(task);
            threads.add(thread);
        });
        threads.forEach(MapViewTest::awaitWaiting);

        assertThat(map.get("k")).isEqualTo(1);
        assertThat(map.put("other", 5)).isNull();
        assertThat(map.compute("other", (key, there) -> there + 1)).isEqualTo(6);
        go.countDown();

        assertThat(Threads.join(computation)).isEqualTo(10);
        tasks.forEach(Threads::join);
        assertThat(map.get("k")).isGreaterThanOrEqualTo(10);
    }

    @Test
    void plainPut_doesNotWaitAndWins() {
        map.put("k", 1);
        FutureTask<Integer> computation = computing(10);
        in.put("k", 2);
        assertThat(map.get("k")).isEqualTo(2);
        go.countDown();

        assertThat(Threads.join(computation)).isEqualTo(10);
        assertThat(map.get("k")).isEqualTo(2);
        assertThat(removed).contains("k=10 FENCED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalidate", "invalidateAll", "cache", "scope", "all"})
    void removal_doesNotWaitAndWins(String how) {
        map.put("k", 1);
        FutureTask<Integer> computation = computing(10);
        switch (how) {
            case "invalidate" -> in.invalidate("k");
            case "invalidateAll" -> map.clear();
            case "cache" -> cache.invalidateAll();
            case "scope" -> cacheado.evict(Shop.org("acme"));
            default -> cacheado.evictAll();
        }
        assertThat(map.get("k")).isNull();
        assertThat(map).isEmpty();
        go.countDown();

        assertThat(Threads.join(computation)).isEqualTo(10);
        assertThat(map.get("k")).isNull();
    }

    @Test
    void computationOfAMissingKey_isOvertakenByAPlainPut_andByAnInvalidation() {
        FutureTask<Integer> computation = computing(10);
        assertThat(map.containsKey("k")).isFalse();
        assertThat(in.getIfPresent("k")).isNull();
        in.put("k", 2);
        go.countDown();
        assertThat(Threads.join(computation)).isEqualTo(10);
        assertThat(map.get("k")).isEqualTo(2);
    }

    @Test
    void loadThatFindsAComputation_waitsForItsValue_orLoadsIfItLeavesNone() {
        FutureTask<Integer> computation = computing(10);
        FutureTask<Integer> sync = Threads.start(() -> in.get("k", key -> -1));
        FutureTask<Map<String, Integer>> bulk =
                Threads.start(() -> in.getAll(Set.of("k", "l"), keys -> Map.of("l", 7)));
        Threads.awaitTrue(() -> cacheado.stats().missCount() >= 1);
        go.countDown();
        assertThat(Threads.join(computation)).isEqualTo(10);
        assertThat(Threads.join(sync)).isEqualTo(10);
        assertThat(Threads.join(bulk)).containsOnly(entry("k", 10), entry("l", 7));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void loadThatFindsAComputationThatLeavesNothing_loads(boolean fails) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        FutureTask<Throwable> computation = Threads.start(() -> catchThrowable(() -> map.compute("k", (key, there) -> {
            inside.countDown();
            Threads.await(go);
            if (fails) {
                throw new IllegalStateException("mine");
            }
            return null;
        })));
        Threads.await(inside);
        FutureTask<Integer> sync = Threads.start(() -> in.get("k", key -> 20 + asked.incrementAndGet()));
        FutureTask<Map<String, Integer>> bulk = Threads.start(() -> in.getAll(Set.of("k"), keys -> {
            asked.incrementAndGet();
            return Map.of("k", 21);
        }));
        var async = in.getAsync("k", key -> {
            asked.incrementAndGet();
            return java.util.concurrent.CompletableFuture.completedFuture(21);
        });
        Threads.awaitTrue(() -> cacheado.stats().loadsInFlight() == 1);
        go.countDown();

        Throwable failure = Threads.join(computation);
        assertThat(failure == null).isEqualTo(!fails);
        assertThat(Threads.join(sync)).isEqualTo(21);
        assertThat(Threads.join(bulk)).containsOnly(entry("k", 21));
        assertThat(async.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(21);
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void compute_whileAKeyIsLoaded_waitsForTheLoad_butPutDoesNot() {
        FutureTask<Integer> load = Threads.start(() -> in.get("k", key -> {
            inside.countDown();
            Threads.await(go);
            return 1;
        }));
        Threads.await(inside);
        FutureTask<Integer> computation = Threads.start(() -> map.merge("k", 5, Integer::sum));
        assertThat(map.put("other", 1)).isNull();
        go.countDown();
        assertThat(Threads.join(load)).isEqualTo(1);
        assertThat(Threads.join(computation)).isEqualTo(6);
    }

    @Test
    void put_whileAKeyIsLoaded_fencesTheLoad() {
        FutureTask<Integer> load = Threads.start(() -> in.get("k", key -> {
            inside.countDown();
            Threads.await(go);
            return 1;
        }));
        Threads.await(inside);
        assertThat(map.put("k", 2)).isNull();
        assertThat(map.remove("k")).isEqualTo(2);
        go.countDown();
        assertThat(Threads.join(load)).isEqualTo(1);
        assertThat(map.get("k")).isNull();
    }

    @Test
    void remove_whileAKeyIsLoaded_fencesTheLoad() {
        FutureTask<Integer> load = Threads.start(() -> in.get("k", key -> {
            inside.countDown();
            Threads.await(go);
            return 1;
        }));
        Threads.await(inside);
        assertThat(map.remove("k")).isNull();
        assertThat(map.putIfAbsent("k", 3)).isNull();
        go.countDown();
        Threads.join(load);
        assertThat(map.get("k")).isEqualTo(3);
    }

    @Test
    void renewalOfAValue_thatAComputationOvertakes_isFenced() {
        LoadingScopedCache<String, Integer> renewed = cacheado.cache("r", String.class, Integer.class)
                .refreshAfterWrite(Duration.ofSeconds(1))
                .build((scope, key) -> 100)
                .in(Shop.org("acme"));
        renewed.put("k", 1);
        time.advance(Duration.ofSeconds(2));
        assertThat(renewed.asMap().compute("k", (key, there) -> {
                    // A reader finds it due, and must not renew it now.
                    assertThat(renewed.get("k")).isEqualTo(1);
                    return there + 1;
                }))
                .isEqualTo(2);
        assertThat(renewed.get("k")).isEqualTo(2);
    }

    @Test
    void interruptedWait_endsTheWaitOnly() throws Exception {
        map.put("k", 1);
        FutureTask<Integer> computation = computing(10);
        AtomicBoolean kept = new AtomicBoolean();
        FutureTask<Throwable> waiter = new FutureTask<>(() -> {
            Throwable failure = catchThrowable(() -> map.put("k", 5));
            kept.set(Thread.currentThread().isInterrupted());
            return failure;
        });
        Thread thread = new Thread(waiter, "waiter");
        thread.start();
        awaitWaiting(thread);
        thread.interrupt();
        assertThat(Threads.join(waiter))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InterruptedException.class)
                .hasMessageContaining("computation of cache c");
        assertThat(kept).isTrue();
        go.countDown();
        assertThat(Threads.join(computation)).isEqualTo(10);
        assertThat(map.get("k")).isEqualTo(10);
    }

    // ---- many at once --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"replace", "merge", "compute", "removeAndPutIfAbsent"})
    void incrementsByManyThreads_areNeitherLostNorDoubled(String how) {
        int each = 10_000;
        try (Cacheado busy = Shop.threaded().maximumSize(100).build()) {
            ConcurrentMap<String, Integer> counters = busy.cache("c", String.class, Integer.class)
                    .build()
                    .in(Shop.org("acme"))
                    .asMap();
            counters.put("k", 0);
            Threads.run(4, thread -> {
                for (int i = 0; i < each; i++) {
                    switch (how) {
                        case "merge" -> counters.merge("k", 1, Integer::sum);
                        case "compute" -> counters.compute("k", (key, there) -> there == null ? 1 : there + 1);
                        case "replace" -> {
                            Integer there = counters.get("k");
                            while (!counters.replace("k", there, there + 1)) {
                                there = counters.get("k");
                            }
                        }
                        default -> {
                            Integer taken = counters.remove("k");
                            while (taken == null) {
                                taken = counters.remove("k");
                            }
                            if (counters.putIfAbsent("k", taken + 1) != null) {
                                throw new AssertionError("someone put what only one could have taken");
                            }
                        }
                    }
                }
            });
            assertThat(counters).containsOnly(entry("k", 4 * each));
            assertThat(Audit.violations(busy)).isEmpty();
        }
    }

    // ---- functions -----------------------------------------------------------------------------------------------

    @Test
    void functionThatChangesItsOwnKey_isARecursiveLoad_andLeavesTheValue() {
        map.put("k", 1);
        for (UnaryOperator<Integer> inner : List.<UnaryOperator<Integer>>of(
                there -> map.put("k", 2),
                there -> map.remove("k"),
                there -> map.merge("k", 1, Integer::sum),
                there -> map.computeIfAbsent("k", key -> 3))) {
            assertThatThrownBy(() -> map.compute("k", (key, there) -> inner.apply(there)))
                    .isInstanceOf(RecursiveLoadException.class);
            assertThat(map.get("k")).isEqualTo(1);
        }
        assertThat(map.compute("k", (key, there) -> there + map.get("k"))).isEqualTo(2);
        assertThat(map.compute("k", (key, there) -> map.merge("l", there, Integer::sum)))
                .isEqualTo(2);
        assertThat(map).containsOnly(entry("k", 2), entry("l", 2));
    }

    @Test
    void functionsThatWaitForEachOther_areACycle() {
        CountDownLatch both = new CountDownLatch(2);
        FutureTask<Throwable> one = Threads.start(() -> catchThrowable(() -> map.compute("a", (key, there) -> {
            both.countDown();
            Threads.await(both);
            return map.merge("b", 1, Integer::sum);
        })));
        FutureTask<Throwable> other = Threads.start(() -> catchThrowable(() -> map.compute("b", (key, there) -> {
            both.countDown();
            Threads.await(both);
            return map.merge("a", 1, Integer::sum);
        })));
        Throwable first = Threads.join(one);
        Throwable second = Threads.join(other);
        assertThat(first != null || second != null).isTrue();
        assertThat(first == null || first instanceof RecursiveLoadException).isTrue();
        assertThat(second == null || second instanceof RecursiveLoadException).isTrue();
    }

    @Test
    void functionThatThrows_leavesTheValueAndItsLife_andCountsAFailure() {
        map.put("k", 1);
        time.advance(Duration.ofSeconds(30));
        assertThatThrownBy(() -> map.compute("k", (key, there) -> {
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        assertThat(map.get("k")).isEqualTo(1);
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(1);
        time.advance(Duration.ofSeconds(30));
        assertThat(map.get("k")).isNull();
    }

    @Test
    void computedValue_livesAnew() {
        map.put("k", 1);
        time.advance(Duration.ofSeconds(59));
        map.merge("k", 1, Integer::sum);
        time.advance(Duration.ofSeconds(59));
        assertThat(map.get("k")).isEqualTo(2);
        assertThat(removed).containsExactly("k=1 REPLACED");
        map.computeIfPresent("k", (key, there) -> null);
        assertThat(removed).containsExactly("k=1 REPLACED", "k=2 EXPLICIT");
    }

    // ---- what is held while it is computed on ----------------------------------------------------------------------

    @Test
    void valueThatIsComputedOn_isNotEvicted() {
        try (Cacheado small =
                Shop.deterministic().maximumSize(4).eviction(Eviction.lru()).build()) {
            ScopedCache<Integer, Integer> scoped =
                    small.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
            scoped.put(0, 1);
            assertThat(scoped.asMap().compute(0, (key, there) -> {
                        for (int i = 1; i < 20; i++) {
                            scoped.put(i, i);
                            assertThat(scoped.asMap().containsKey(0)).isTrue();
                        }
                        return there + 1;
                    }))
                    .isEqualTo(2);
            assertThat(scoped.getIfPresent(0)).isEqualTo(2);
            assertThat(scoped.estimatedSize()).isEqualTo(4);
            assertThat(Audit.violations(small)).isEmpty();
        }
    }

    /** All but it are used more often, so that it would be chosen again and again. */
    @ParameterizedTest
    @ValueSource(strings = {"lfu", "lru", "fifo", "s3fifo"})
    void valueThatIsComputedOn_doesNotKeepOthersFromMakingRoom(String policy) {
        Eviction eviction = switch (policy) {
            case "lfu" -> Eviction.lfu();
            case "lru" -> Eviction.lru();
            case "fifo" -> Eviction.fifo();
            default -> Eviction.s3Fifo();
        };
        try (Cacheado small =
                Shop.deterministic().maximumSize(20).eviction(eviction).build()) {
            ScopedCache<Integer, Integer> scoped =
                    small.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
            for (int i = 0; i < 20; i++) {
                scoped.put(i, i);
                for (int read = 0; i > 0 && read < 4; read++) {
                    scoped.getIfPresent(i);
                }
            }
            scoped.asMap().compute(0, (key, there) -> {
                scoped.put(20, 20);
                assertThat(scoped.getIfPresent(20)).isEqualTo(20);
                small.maximumSize(10);
                small.cleanUp();
                assertThat(scoped.estimatedSize()).isEqualTo(10);
                return there + 100;
            });
            assertThat(scoped.getIfPresent(0)).isEqualTo(100);
            assertThat(Audit.violations(small)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"budget", "cache", "perScope", "scope"})
    void fullOfValuesThatAreComputedOn_refusesWhatIsNew(String limit) {
        Cacheado.Builder builder = Shop.deterministic().maximumSize(limit.equals("budget") ? 2 : 100);
        if (limit.equals("scope")) {
            builder.quota("organization", io.cacheado.scope.Quota.limit(2));
        }
        try (Cacheado small = builder.build()) {
            CacheBuilder<Integer, Integer> settings = small.cache("c", Integer.class, Integer.class);
            if (limit.equals("cache")) {
                settings.maximumSize(2);
            } else if (limit.equals("perScope")) {
                settings.maximumSizePerScope(2);
            }
            ScopedCache<Integer, Integer> scoped = settings.build().in(Shop.org("acme"));
            ConcurrentMap<Integer, Integer> all = scoped.asMap();
            all.put(0, 0);
            all.put(1, 1);
            all.compute(
                    0,
                    (zero, there) -> all.compute(1, (one, that) -> {
                        scoped.put(2, 2);
                        assertThat(scoped.getIfPresent(2)).isNull();
                        return 10;
                    }));
            assertThat(all).containsOnly(entry(0, 10), entry(1, 10));
            all.put(2, 2);
            assertThat(all).hasSize(2).containsKey(2);
            assertThat(Audit.violations(small)).isEmpty();
        }
    }

    @Test
    void valueThatExpiresWhileItIsComputedOn_isNotReadable_andItsResultIs() {
        map.put("k", 1);
        assertThat(map.compute("k", (key, there) -> {
                    time.advance(Duration.ofMinutes(2));
                    cacheado.cleanUp();
                    assertThat(map.get("k")).isNull();
                    assertThat(map.containsKey("k")).isFalse();
                    assertThat(map).isEmpty();
                    return there + 1;
                }))
                .isEqualTo(2);
        assertThat(map.get("k")).isEqualTo(2);
        assertThat(removed).containsExactly("k=1 EXPIRED");
    }

    // ---- out of date ---------------------------------------------------------------------------------------------

    @Test
    void expiredValue_isNone() {
        for (UnaryOperator<Integer> change : List.<UnaryOperator<Integer>>of(
                any -> map.put("k", 2),
                any -> map.putIfAbsent("k", 2),
                any -> map.remove("k"),
                any -> map.replace("k", 2),
                any -> map.computeIfPresent("k", (key, there) -> 2),
                any -> map.get("k"))) {
            map.put("k", 1);
            time.advance(Duration.ofMinutes(2));
            assertThat(change.apply(0)).isNull();
            map.remove("k");
        }
        map.put("k", 1);
        time.advance(Duration.ofMinutes(2));
        assertThat(map.merge("k", 5, Integer::sum)).isEqualTo(5);
        assertThat(map.replace("k", 1, 9)).isFalse();
        assertThat(removed.stream().filter(each -> each.startsWith("k=1 "))).allMatch("k=1 EXPIRED"::equals);
    }

    @Test
    void rememberedAbsence_isNone() {
        ScopedCache<String, Integer> absent = cacheado.cache("a", String.class, Integer.class)
                .expireAbsentAfter(Duration.ofMinutes(1))
                .build()
                .in(Shop.org("acme"));
        absent.get("k", key -> null);
        assertThat(absent.asMap()).isEmpty();
        assertThat(absent.asMap().containsKey("k")).isFalse();
        assertThat(absent.asMap().computeIfAbsent("k", key -> 4)).isEqualTo(4);
        assertThat(absent.getIfPresent("k")).isEqualTo(4);
    }

    @Test
    void taggedValue_losesItsTagsWhenItIsChanged_andIsNoneWhenTheyWereDropped() {
        in.put("k", 1, EntryOptions.tags("t"));
        in.put("l", 1, EntryOptions.tags("t"));
        map.merge("k", 1, Integer::sum);
        in.invalidateTag("t");
        assertThat(map).containsOnly(entry("k", 2));
        assertThat(map.putIfAbsent("l", 3)).isNull();
        assertThat(map.get("l")).isEqualTo(3);
        assertThat(removed).containsExactly("k=1 REPLACED", "l=1 TAG_INVALIDATED");
    }

    // ---- counts --------------------------------------------------------------------------------------------------

    @Test
    void onlyRequests_count() {
        map.put("k", 1);
        map.putIfAbsent("k", 2);
        map.replace("k", 3);
        map.compute("k", (key, there) -> 4);
        map.merge("k", 1, Integer::sum);
        map.containsKey("k");
        map.containsValue(5);
        map.forEach((key, value) -> {});
        assertThat(map.entrySet()).contains(entry("k", 5));
        map.remove("x");
        assertThat(cacheado.stats().hitCount() + cacheado.stats().missCount()).isZero();

        map.get("k");
        map.getOrDefault("k", 9);
        map.computeIfAbsent("k", key -> 9);
        assertThat(cacheado.stats().hitCount()).isEqualTo(3);
        map.get("x");
        map.getOrDefault("x", 9);
        map.computeIfAbsent("x", key -> 9);
        map.computeIfAbsent("y", key -> null);
        assertThat(cacheado.stats().missCount()).isEqualTo(4);
        assertThat(cacheado.stats().hitCount()).isEqualTo(3);
        assertThat(cacheado.stats().loadSuccessCount()).isEqualTo(4);
    }

    @Test
    void computeIfAbsent_thatWaits_isACoalescedMiss_andRunsNothing() {
        FutureTask<Integer> computation = computing(10);
        FutureTask<Integer> waiter = new FutureTask<>(() -> map.computeIfAbsent("k", key -> -1));
        Thread thread = new Thread(waiter, "waiter");
        thread.start();
        awaitWaiting(thread);
        go.countDown();
        assertThat(Threads.join(computation)).isEqualTo(10);
        assertThat(Threads.join(waiter)).isEqualTo(10);
        assertThat(cacheado.stats().missCount()).isEqualTo(1);
        assertThat(cacheado.stats().coalescedCount()).isEqualTo(1);
    }

    // ---- going over all ------------------------------------------------------------------------------------------

    @Test
    void iteration_meetsOnceWhatIsThereAllTheWhile_howeverTheTableGrowsAndShrinks() {
        try (Cacheado large = Shop.threaded().maximumSize(100_000).build()) {
            ScopedCache<Integer, Integer> scoped =
                    large.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
            for (int i = 0; i < 3_000; i++) {
                scoped.put(i, i);
            }
            AtomicBoolean stop = new AtomicBoolean();
            FutureTask<Void> noise = Threads.start(() -> {
                while (!stop.get()) {
                    for (int i = 3_000; i < 40_000; i++) {
                        scoped.put(i, i);
                    }
                    for (int i = 3_000; i < 40_000; i++) {
                        scoped.invalidate(i);
                    }
                }
                return null;
            });
            for (int round = 0; round < 30; round++) {
                Set<Integer> met = new HashSet<>();
                for (Map.Entry<Integer, Integer> each : scoped.asMap().entrySet()) {
                    assertThat(each.getKey() >= 3_000 || met.add(each.getKey()))
                            .as("met twice")
                            .isTrue();
                }
                assertThat(met).hasSize(3_000);
                assertThat(scoped.asMap().keySet().stream()
                                .filter(each -> each < 3_000)
                                .collect(Collectors.toSet()))
                        .hasSize(3_000);
            }
            stop.set(true);
            Threads.join(noise);
        }
    }

    /** Equal hash codes by the hundred: most find no slot. */
    @Test
    void iteration_meetsKeysOfEqualHashes() {
        record Same(int id) {
            @Override
            public int hashCode() {
                return 7;
            }
        }
        ScopedCache<Same, Integer> scoped =
                cacheado.cache("same", Same.class, Integer.class).build().in(Shop.org("acme"));
        for (int i = 0; i < 90; i++) {
            scoped.put(new Same(i), i);
        }
        assertThat(scoped.asMap().keySet()).hasSize(90).contains(new Same(0), new Same(89));
        assertThat(scoped.asMap().values()).contains(0, 89);
    }

    @Test
    void iterationAcrossADrop_showsNothingOfIt() {
        for (int i = 0; i < 20; i++) {
            map.put("k" + i, i);
        }
        Iterator<Map.Entry<String, Integer>> all = map.entrySet().iterator();
        all.next();
        cacheado.evict(Shop.org("acme"));
        map.put("new", 1);
        // One was looked ahead for, before the drop.
        all.next();
        assertThat(all.hasNext()).isFalse();
    }

    @Test
    void viewsRemoveOnlyWhatTheyHaveSeen() {
        for (int i = 0; i < 6; i++) {
            map.put("k" + i, i);
        }
        assertThat(map.values().removeIf(value -> value % 2 == 0)).isTrue();
        assertThat(map.keySet()).containsExactlyInAnyOrder("k1", "k3", "k5");
        assertThat(map.values().remove(3)).isTrue();
        assertThat(map.values().remove(33)).isFalse();
        assertThat(map.entrySet().removeIf(each -> {
                    // It changes after it was seen.
                    in.put(each.getKey(), 50);
                    return true;
                }))
                .isFalse();
        assertThat(map).containsOnly(entry("k1", 50), entry("k5", 50));
        map.replaceAll((key, value) -> value + 1);
        assertThat(map).containsOnly(entry("k1", 51), entry("k5", 51));
        map.keySet().clear();
        assertThat(map).isEmpty();
    }

    @Test
    void view_belongsToItsScope() {
        map.put("k", 1);
        cache.in(Shop.user("acme", 1)).put("k", 2);
        cache.in(Shop.org("other")).put("k", 3);
        assertThat(map).containsOnly(entry("k", 1));
        map.clear();
        assertThat(cache.in(Shop.user("acme", 1)).asMap()).containsOnly(entry("k", 2));
        assertThat(cache.in(Shop.org("other")).asMap()).containsOnly(entry("k", 3));
    }

    @Test
    void mapOfAnEmptyScope_makesNothing() {
        ConcurrentMap<String, Integer> empty = cache.in(Shop.org("nobody")).asMap();
        long nodes = Audit.nodes(cacheado);
        assertThat(empty.get("k")).isNull();
        assertThat(empty.remove("k")).isNull();
        assertThat(empty.replace("k", 1)).isNull();
        assertThat(empty.computeIfPresent("k", (key, there) -> 1)).isNull();
        assertThat(empty.compute("k", (key, there) -> null)).isNull();
        assertThat(empty).isEmpty();
        cacheado.cleanUp();
        assertThat(Audit.nodes(cacheado)).isEqualTo(nodes);
    }

    @Test
    void closed_refusesAll() {
        Cacheado closed = Shop.deterministic().maximumSize(10).build();
        ConcurrentMap<String, Integer> of = closed.cache("c", String.class, Integer.class)
                .build()
                .in(Shop.org("acme"))
                .asMap();
        of.put("k", 1);
        closed.close();
        for (Runnable each : List.<Runnable>of(
                () -> of.get("k"),
                () -> of.put("k", 2),
                () -> of.remove("k"),
                () -> of.containsKey("k"),
                () -> of.compute("k", (key, there) -> 3),
                () -> of.computeIfAbsent("k", key -> 3),
                of::size,
                of::clear,
                () -> of.entrySet().iterator())) {
            assertThatThrownBy(each::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }
}
