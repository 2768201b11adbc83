package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that meet: old values, tags, drops, failures, interrupts and a close, each overtaking another. */
class OvertakenTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestTime time = new TestTime();
    private final TaskQueue tasks = new TaskQueue();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(100).ticker(time).executor(tasks).build();

    @AfterEach
    void invariantsHold() {
        threads.shutdownNow();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    private CacheBuilder<String, String> settings() {
        return cacheado.cache("c", String.class, String.class).expireAfterWrite(HOUR);
    }

    private static ScopedCache<String, String> in(CacheBuilder<String, String> settings) {
        return settings.build().in(Shop.user("acme", 1));
    }

    // ---- a value that is still right -----------------------------------------------------------------------------

    /** Its life would be shorter, so another entry takes its place: with the tags of the value. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void valueThatIsStillRight_keepsItsTags(double jitter) {
        CacheBuilder<String, String> settings = settings().refreshAfterWrite(MINUTE);
        ScopedCache<String, String> cache = in(jitter > 0 ? settings.jitter(jitter) : settings);
        for (int i = 0; i < 10; i++) {
            String key = "k" + i;
            cache.getWith(key, load -> load.tags("t") == null ? null : "v");
        }
        time.advance(MINUTE);
        for (int i = 0; i < 10; i++) {
            cache.getWith("k" + i, load -> {
                if (jitter == 0) {
                    load.expireAfterWrite(Duration.ofMinutes(10));
                }
                return load.notModified();
            });
        }
        tasks.runAll();
        cache.invalidateTag("t");
        for (int i = 0; i < 10; i++) {
            assertThat(cache.getIfPresent("k" + i)).isNull();
        }
    }

    @Test
    void valueThatIsStillRight_getsTheTagsThatItsLoadGives() {
        ScopedCache<String, String> cache = in(settings().refreshAfterWrite(MINUTE));
        cache.put("k", "v", EntryOptions.tags("old"));
        cache.put("l", "v", EntryOptions.tags("old"));
        time.advance(MINUTE);
        for (String key : List.of("k", "l")) {
            cache.getWith(key, load -> {
                load.tags("new");
                return load.notModified();
            });
        }
        tasks.runAll();
        cache.invalidateTag("new");
        assertThat(cache.getIfPresent("k")).isNull();
        cache.put("l", "v", EntryOptions.tags("x"));
        assertThat(cache.getIfPresent("l")).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void valueThatIsStillRight_isNotStoredIfItsTagWasDroppedMeanwhile(boolean evicted) {
        ScopedCache<String, String> cache = in(
                settings().refreshAfterWrite(MINUTE).eviction(Eviction.fifo()).maximumSize(2));
        cache.put("k", "v", EntryOptions.tags("t"));
        time.advance(MINUTE);
        cache.getWith("k", load -> {
            String old = load.notModified();
            if (evicted) {
                List.of("l", "m", "n").forEach(other -> cache.put(other, "x"));
            }
            load.expireAfterWrite(Duration.ofMinutes(10));
            cache.invalidateTag("t");
            return old;
        });
        tasks.runAll();
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void valueWhoseTagWasDropped_isNoPreviousOne() throws Exception {
        LoadingCache<String, String> loading = settings()
                .refreshAfterWrite(MINUTE)
                .build(new CacheLoader<>() {
                    @Override
                    public String load(io.cacheado.scope.Scope scope, String key) {
                        return "new";
                    }

                    @Override
                    public String load(LoadContext<String, String> context) {
                        return context.previous().isPresent() ? context.notModified() : "new";
                    }
                });
        LoadingScopedCache<String, String> cache = loading.in(Shop.user("acme", 1));
        cache.put("k", "old", EntryOptions.tags("t"));
        cache.invalidateTag("t");
        CompletableFuture<String> refreshed = cache.refresh("k");
        tasks.runAll();
        assertThat(refreshed.get()).isEqualTo("new");
        assertThat(cache.getIfPresent("k")).isEqualTo("new");
    }

    // ---- drops ---------------------------------------------------------------------------------------------------

    @Test
    void renewalByALoaderWithoutTags_isFencedByADropOfTheOldValuesTag() {
        ScopedCache<String, String> cache = in(settings().refreshAfterWrite(MINUTE));
        cache.put("k", "old", EntryOptions.tags("t"));
        time.advance(MINUTE);
        cache.get("k", key -> {
            cache.invalidateTag("t");
            return "old row";
        });
        tasks.runAll();
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void extraOfABulkLoad_isFencedByADropOfTheOldValuesTag() {
        ScopedCache<String, String> cache = in(settings());
        cache.put("extra", "old", EntryOptions.tags("t"));
        cache.getAll(List.of("k"), keys -> {
            cache.invalidateTag("t");
            return Map.of("k", "v", "extra", "old row");
        });
        assertThat(cache.getIfPresent("extra")).isNull();
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scope", "ancestor", "cache", "scoped", "all", "key", "tag"})
    void staleValue_isNotServedOnceItWasDropped_thoughItsLoadFails(String what) {
        try (Cacheado real = Shop.threaded()
                .maximumSize(100)
                .ticker(time)
                .executor(tasks)
                .preciseClock()
                .build()) {
            Cache<String, String> cache = real.cache("c", String.class, String.class)
                    .expireAfterWrite(MINUTE)
                    .staleIfError(HOUR)
                    .build();
            ScopedCache<String, String> scoped = cache.in(Shop.user("acme", 1));
            scoped.put("k", "old", EntryOptions.tags("t"));
            time.advance(MINUTE.plusSeconds(1));
            Map<String, Runnable> drops = Map.of(
                    "scope", () -> real.evict(Shop.user("acme", 1)),
                    "ancestor", () -> real.evict(Shop.org("acme")),
                    "cache", cache::invalidateAll,
                    "scoped", scoped::invalidateAll,
                    "all", real::evictAll,
                    "key", () -> scoped.invalidate("k"),
                    "tag", () -> scoped.invalidateTag("t"));
            assertThatThrownBy(() -> scoped.get("k", key -> {
                        drops.get(what).run();
                        throw new IllegalStateException("down");
                    }))
                    .hasMessage("down");
        }
    }

    // ---- failures ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rememberedFailure_isNotServedBeyondItsTime(boolean whileRevalidate) {
        CacheBuilder<String, String> settings =
                settings().expireFailureAfter(RuntimeException.class, Duration.ofSeconds(1));
        ScopedCache<String, String> cache =
                in(whileRevalidate ? settings.staleWhileRevalidate(HOUR) : settings.staleIfError(HOUR));
        assertThatThrownBy(() -> cache.get("k", key -> {
                    throw new IllegalStateException("1");
                }))
                .hasMessage("1");
        time.advance(Duration.ofMinutes(30));
        assertThatThrownBy(() -> cache.get("k", key -> {
                    throw new IllegalStateException("2");
                }))
                .hasMessage("2");
        time.advance(Duration.ofMinutes(30));
        assertThat(cache.get("k", key -> "good")).isEqualTo("good");
    }

    @Test
    void rememberedAbsence_isNotServedBeyondItsTime() {
        ScopedCache<String, String> cache =
                in(settings().expireAbsentAfter(Duration.ofSeconds(1)).staleWhileRevalidate(HOUR));
        assertThat(cache.get("k", key -> null)).isNull();
        time.advance(Duration.ofSeconds(2));
        assertThat(cache.get("k", key -> "there")).isEqualTo("there");
    }

    /** Each request counts, also when the failure of the first has ended the call. */
    @Test
    void bulkLoadWithATimeout_thatFails_countsEachKey() {
        try (Cacheado real =
                Shop.threaded().maximumSize(100).ticker(time).executor(threads).build()) {
            ScopedCache<String, String> cache = real.cache("c", String.class, String.class)
                    .expireAfterWrite(MINUTE)
                    .staleIfError(HOUR)
                    .hardLoadTimeout(HOUR)
                    .build()
                    .in(Shop.org("acme"));
            cache.putAll(Map.of("a", "v", "b", "v", "d", "v"));
            time.advance(MINUTE.plusSeconds(1));
            assertThat(catchThrowable(() -> cache.getAll(List.of("a", "b", "d"), keys -> {
                        throw new AssertionError("x");
                    })))
                    .hasMessage("x");
            assertThat(real.stats().hitCount() + real.stats().missCount()).isEqualTo(3);
        }
    }

    // ---- changes by maps -----------------------------------------------------------------------------------------

    /** The same instance was put again while the user's expiry was asked: it is no longer absent. */
    @ParameterizedTest
    @ValueSource(strings = {"expired", "dropped"})
    void putIfAbsent_whereTheSameValueCameBack_seesIt(String how) {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        ScopedCache<String, Boolean> cache = cacheado.cache("flags", String.class, Boolean.class)
                .expireAfter((scope, key, value) -> {
                    meanwhile.getAndSet(() -> {}).run();
                    return MINUTE;
                })
                .staleIfError(HOUR)
                .build()
                .in(Shop.org("acme"));
        cache.put("k", true, EntryOptions.tags("t"));
        if (how.equals("expired")) {
            time.advance(MINUTE.plusSeconds(1));
        } else {
            cache.invalidateTag("t");
        }
        meanwhile.set(() -> cache.put("k", true));
        assertThat(cache.asMap().putIfAbsent("k", false)).isTrue();
        assertThat(cache.getIfPresent("k")).isTrue();
    }

    @Test
    void putByAMap_whoseWeigherThrows_leavesNoScopeBehind() {
        try (Cacheado weighted = Shop.deterministic().maximumWeight(100).build()) {
            Cache<String, String> cache = weighted.cache("c", String.class, String.class)
                    .weigher((key, value) -> {
                        throw new IllegalStateException("weigher");
                    })
                    .build();
            long before = Audit.nodes(weighted);
            for (int user = 0; user < 10; user++) {
                ScopedCache<String, String> scoped = cache.in(Shop.user("acme", user));
                assertThatThrownBy(() -> scoped.asMap().put("k", "v")).hasMessage("weigher");
                assertThatThrownBy(() -> scoped.asMap().merge("k", "v", String::concat))
                        .hasMessage("weigher");
            }
            assertThat(Audit.nodes(weighted)).isEqualTo(before);
        }
    }

    // ---- waiting for a place -------------------------------------------------------------------------------------

    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private Cacheado limited() {
        return Shop.threaded()
                .maximumSize(100)
                .executor(threads)
                .loadLimit("organization", LoadLimit.of(1).waitAtMost(HOUR))
                .build();
    }

    private FutureTask<String> holder(Cache<String, String> cache) {
        FutureTask<String> holder =
                Threads.start(() -> cache.in(Shop.user("acme", 1)).get("h", key -> {
                    inside.countDown();
                    Threads.await(go);
                    return "held";
                }));
        Threads.await(inside);
        return holder;
    }

    private static <T> Thread waiting(FutureTask<T> task) {
        Thread thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        Threads.awaitTrue(
                () -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    /** It has a place of its own scope already when it is interrupted while it waits for one above. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void loadWhoseCallerIsInterrupted_goesOnForTheOthers(boolean inBulk) {
        try (Cacheado real = limited()) {
            Cache<String, String> cache = real.cache("c", String.class, String.class)
                    .loadLimitPerScope(LoadLimit.of(1).waitAtMost(HOUR))
                    .expireFailureAfter(RuntimeException.class, HOUR)
                    .build();
            FutureTask<String> holder = holder(cache);
            ScopedCache<String, String> second = cache.in(Shop.user("acme", 2));
            Callable<Object> asks = inBulk
                    ? () -> second.getAll(List.of("k"), keys -> Map.of("k", "v"))
                    : () -> second.get("k", key -> "v");
            FutureTask<Throwable> first = new FutureTask<>(() -> catchThrowable(asks::call));
            Thread interrupted = waiting(first);
            FutureTask<String> other = new FutureTask<>(() -> second.get("k", key -> "v"));
            waiting(other);
            interrupted.interrupt();
            assertThat(Threads.join(first)).isInstanceOf(CompletionException.class);
            go.countDown();

            assertThat(Threads.join(holder)).isEqualTo("held");
            assertThat(Threads.join(other)).isEqualTo("v");
            assertThat(second.getIfPresent("k")).isEqualTo("v");
        }
    }

    @Test
    void close_letsNobodyWaitForAPlace_andRunsNoLoader() {
        Cacheado real = limited();
        Cache<String, String> cache =
                real.cache("c", String.class, String.class).build();
        FutureTask<String> holder = holder(cache);
        AtomicBoolean ran = new AtomicBoolean();
        List<Consumer<ScopedCache<String, String>>> asks = List.of(
                scoped -> scoped.get("k", key -> {
                    ran.set(true);
                    return "v";
                }),
                scoped -> scoped.getAll(List.of("l"), keys -> {
                    ran.set(true);
                    return Map.of();
                }),
                scoped -> scoped.getAsync("m", key -> {
                            ran.set(true);
                            return CompletableFuture.completedFuture("v");
                        })
                        .join());
        List<FutureTask<Throwable>> waiters = asks.stream()
                .map(ask -> new FutureTask<>(() -> catchThrowable(() -> ask.accept(cache.in(Shop.user("acme", 2))))))
                .toList();
        waiters.forEach(OvertakenTest::waiting);
        real.close();

        for (FutureTask<Throwable> each : waiters) {
            Throwable failure = Threads.join(each);
            assertThat(failure instanceof CompletionException ? failure.getCause() : failure)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
        go.countDown();
        Threads.join(holder);
        assertThat(ran).isFalse();
    }
}
