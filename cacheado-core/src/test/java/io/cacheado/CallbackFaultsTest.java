package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R3: a callback that throws, or gives nonsense, harms only its own call. */
class CallbackFaultsTest {
    private final TestTime time = new TestTime();
    private final Cacheado entries =
            Shop.deterministic().maximumSize(100).ticker(time).build();
    private final Cacheado weights =
            Shop.deterministic().maximumWeight(100).ticker(time).build();

    @AfterEach
    void invariantsHold() {
        assertThat(Audit.violations(entries)).isEmpty();
        assertThat(Audit.violations(weights)).isEmpty();
        assertThat(entries.stats().loadsInFlight()).isZero();
        assertThat(weights.stats().loadsInFlight()).isZero();
    }

    // ---- listeners -----------------------------------------------------------------------------------------------

    @Test
    void listener_throws_isCountedAndCalledAgainForTheNextRemoval() {
        List<String> seen = new ArrayList<>();
        ScopedCache<String, String> cache = entries.cache("c", String.class, String.class)
                .removalListener(event -> {
                    seen.add(event.value());
                    throw new IllegalStateException("the listener's");
                })
                .build()
                .in(Shop.org("acme"));
        cache.put("k", "1");
        cache.put("k", "2");
        cache.put("k", "3");
        cache.invalidate("k");

        assertThat(seen).containsExactly("1", "2", "3");
        assertThat(entries.stats().listenerFailureCount()).isEqualTo(3);
        assertThat(entries.stats().undeliveredCount()).isZero();
        assertThat(entries.stats().removalCount()).isEqualTo(3);
    }

    @Test
    void listener_throwsAnError_harmsNeitherTheCallNorOtherListeners() {
        ScopedCache<String, String> bad = entries.cache("bad", String.class, String.class)
                .removalListener(event -> {
                    throw new AssertionError("the listener's");
                })
                .build()
                .in(Shop.org("acme"));
        Recorder<String, String> recorder = new Recorder<>();
        ScopedCache<String, String> good = entries.cache("good", String.class, String.class)
                .removalListener(recorder)
                .build()
                .in(Shop.org("acme"));
        bad.put("k", "1");
        good.put("k", "2");
        assertThat(entries.evict(Shop.org("acme"))).isEqualTo(2);

        assertThat(recorder.values(RemovalCause.SCOPE_EVICTED)).containsExactly("2");
        assertThat(entries.stats().listenerFailureCount()).isEqualTo(1);
    }

    @Test
    void listener_usesTheSameCache_isAnsweredAndToldOfWhatItRemoves() {
        AtomicReference<ScopedCache<String, Integer>> self = new AtomicReference<>();
        List<Integer> seen = new ArrayList<>();
        ScopedCache<String, Integer> cache = entries.cache("c", String.class, Integer.class)
                .removalListener(event -> {
                    seen.add(event.value());
                    if (event.value() < 5) {
                        self.get().put("log", event.value() + 1);
                        self.get().invalidate("log");
                    }
                })
                .build()
                .in(Shop.org("acme"));
        self.set(cache);
        cache.put("k", 1);
        cache.invalidate("k");

        assertThat(seen).containsExactly(1, 2, 3, 4, 5);
        assertThat(cache.estimatedSize()).isZero();
    }

    @Test
    void listener_dropsScopesWhileEntriesAreReclaimed_allIsReclaimed() {
        ScopedCache<String, String> cache = entries.cache("c", String.class, String.class)
                .removalListener(event -> {
                    entries.evict(Shop.org("other"));
                    entries.cleanUp();
                })
                .build()
                .in(Shop.org("acme"));
        for (int i = 0; i < 10; i++) {
            cache.put("k" + i, "v");
        }
        entries.cache("d", String.class, String.class)
                .build()
                .in(Shop.org("other"))
                .put("k", "v");
        entries.evict(Shop.org("acme"));
        entries.cleanUp();

        assertThat(entries.stats().entryCount()).isZero();
        assertThat(entries.stats().removalCount()).isEqualTo(11);
    }

    // ---- weighers ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void weigher_givesNonsense_isRefusedByNameAndValueAndNothingChanges(int weight) {
        ScopedCache<String, Integer> cache = weights.cache("c", String.class, Integer.class)
                .weigher((key, value) -> value)
                .build()
                .in(Shop.org("acme"));
        cache.put("k", 7);

        assertThatThrownBy(() -> cache.put("k", weight))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weigher", "c", Integer.toString(weight), "1 to 2147483647");
        assertThatThrownBy(() -> cache.put("new", weight)).isExactlyInstanceOf(IllegalArgumentException.class);

        assertThat(cache.getIfPresent("k")).isEqualTo(7);
        assertThat(cache.getIfPresent("new")).isNull();
        assertThat(weights.stats().weight()).isEqualTo(7);
    }

    @Test
    void weigher_throws_reachesTheWriterAndNothingChanges() {
        ScopedCache<String, Integer> cache = throwingWeigher();
        cache.put("k", 7);
        long scopes = weights.stats().scopeCount();

        assertThatThrownBy(() -> cache.put("k", 13)).isExactlyInstanceOf(Boom.class);
        assertThatThrownBy(() -> cache.putAsync("k", 13, EntryOptions.none()).join())
                .satisfies(e -> assertThat(e instanceof CompletionException ? e.getCause() : e)
                        .isExactlyInstanceOf(Boom.class));
        assertThatThrownBy(() -> weights.cache("c2", String.class, Integer.class)
                        .weigher(CallbackFaultsTest::weigh)
                        .build()
                        .in(Shop.user("nobody", 1))
                        .put("k", 13))
                .isExactlyInstanceOf(Boom.class);

        assertThat(cache.getIfPresent("k")).isEqualTo(7);
        assertThat(weights.stats().scopeCount()).isEqualTo(scopes);
    }

    @Test
    void weigher_throwsAtTheEndOfALoad_reachesTheCallerAndTheNextCallLoadsAgain() {
        ScopedCache<String, Integer> cache = throwingWeigher();
        long scopes = weights.stats().scopeCount();

        assertThatThrownBy(() -> cache.get("k", key -> 13)).isExactlyInstanceOf(Boom.class);
        assertThatThrownBy(() -> cache.getAsync("k", key -> CompletableFuture.completedFuture(13))
                        .join())
                .hasCauseExactlyInstanceOf(Boom.class);
        assertThatThrownBy(() -> cache.getAll(List.of("a", "k"), keys -> Map.of("a", 1, "k", 13)))
                .isExactlyInstanceOf(Boom.class);

        assertThat(weights.stats().loadsInFlight()).isZero();
        assertThat(cache.getIfPresent("k")).isNull();
        cache.invalidateAll();
        assertThat(weights.stats().scopeCount()).isEqualTo(scopes);
        assertThat(cache.get("k", key -> 5)).isEqualTo(5);
    }

    @Test
    void weigher_throwsForAnExtraOfABulkLoad_leavesNothingBehind() {
        ScopedCache<String, Integer> cache = throwingWeigher();

        catchThrowable(() -> cache.getAll(List.of("a"), keys -> Map.of("a", 1, "extra", 13)));

        assertThat(weights.stats().loadsInFlight()).isZero();
        assertThat(cache.getIfPresent("extra")).isNull();
    }

    private ScopedCache<String, Integer> throwingWeigher() {
        return weights.cache("c", String.class, Integer.class)
                .weigher(CallbackFaultsTest::weigh)
                .build()
                .in(Shop.org("acme"));
    }

    private static int weigh(String key, int value) {
        if (value == 13) {
            throw new Boom();
        }
        return value;
    }

    private static final class Boom extends RuntimeException {}

    // ---- expiries ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"null", "zero", "negative", "throws"})
    void expiry_givesNonsense_isRefusedAndNothingChanges(String fault) {
        ScopedCache<String, String> cache = entries.cache("c", String.class, String.class)
                .expireAfter((scope, key, value) -> {
                    switch (value) {
                        case "null":
                            return null;
                        case "zero":
                            return Duration.ZERO;
                        case "negative":
                            return Duration.ofNanos(-1);
                        case "throws":
                            throw new IllegalArgumentException("expireAfter: positive");
                        default:
                            return Duration.ofMinutes(1);
                    }
                })
                .build()
                .in(Shop.org("acme"));
        cache.put("k", "fine");

        for (FutureTask<Throwable> refused : List.of(
                failure(() -> cache.put("k", fault)),
                failure(() -> cache.put("new", fault)),
                failure(() -> cache.get("new", key -> fault)),
                failure(() -> cache.getAll(List.of("new"), keys -> Map.of("new", fault))))) {
            assertThat(Threads.join(refused))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("expireAfter", "positive");
        }
        assertThat(cache.getIfPresent("k")).isEqualTo("fine");
        assertThat(cache.getIfPresent("new")).isNull();
        assertThat(entries.stats().entryCount()).isEqualTo(1);
    }

    private static FutureTask<Throwable> failure(Runnable body) {
        FutureTask<Throwable> task = Threads.start(() -> catchThrowable(body::run));
        Threads.join(task);
        return task;
    }

    @Test
    void expiry_asksForTheKeyBeingLoaded_isARecursiveLoad() {
        AtomicReference<ScopedCache<String, Integer>> self = new AtomicReference<>();
        ScopedCache<String, Integer> cache = entries.cache("c", String.class, Integer.class)
                .expireAfter((scope, key, value) -> {
                    self.get().get(key, again -> 1);
                    return Duration.ofSeconds(1);
                })
                .build()
                .in(Shop.org("acme"));
        self.set(cache);

        assertThat(Threads.join(failure(() -> cache.get("k", key -> 2)))).isInstanceOf(RecursiveLoadException.class);
        assertThat(Threads.join(failure(() -> cache.getAll(List.of("k"), keys -> Map.of("k", 2)))))
                .isInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void weigher_asksForTheKeyBeingLoaded_isARecursiveLoad() {
        AtomicReference<ScopedCache<String, Integer>> self = new AtomicReference<>();
        ScopedCache<String, Integer> cache = weights.cache("c", String.class, Integer.class)
                .weigher((key, value) -> {
                    self.get().get(key, again -> 1);
                    return 1;
                })
                .build()
                .in(Shop.org("acme"));
        self.set(cache);

        assertThat(Threads.join(failure(() -> cache.get("k", key -> 2)))).isInstanceOf(RecursiveLoadException.class);
    }

    // ---- keys ----------------------------------------------------------------------------------------------------

    /** A key whose equals runs something first; all have one hash. */
    private static final class Key {
        private final int id;
        private Runnable beforeEquals = () -> {};
        private Runnable beforeHash = () -> {};

        Key(int id) {
            this.id = id;
        }

        @Override
        public int hashCode() {
            beforeHash.run();
            return 7;
        }

        @Override
        public boolean equals(Object other) {
            beforeEquals.run();
            return other instanceof Key key && key.id == id;
        }
    }

    private static Runnable throwAt(int nth) {
        AtomicInteger left = new AtomicInteger(nth);
        return () -> {
            if (left.decrementAndGet() == 0) {
                throw new Boom();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void equals_throwsAtItsNthCall_nothingChanges(int nth) {
        ScopedCache<Key, String> cache =
                entries.cache("c", Key.class, String.class).build().in(Shop.org("acme"));
        cache.put(new Key(1), "one");
        for (int kind = 0; kind < 5; kind++) {
            int asked = kind;
            Key bad = new Key(2);
            bad.beforeEquals = throwAt(nth);
            Throwable thrown = catchThrowable(() -> {
                switch (asked) {
                    case 0 -> cache.put(bad, "two");
                    case 1 -> cache.get(bad, key -> "two");
                    case 2 -> cache.getAll(List.of(bad), keys -> Map.of());
                    case 3 -> cache.getAsync(bad, key -> CompletableFuture.completedFuture("two"));
                    default -> cache.getIfPresent(bad);
                }
            });
            bad.beforeEquals = () -> {};
            assertThat(thrown == null || thrown instanceof Boom).isTrue();
            assertThat(Audit.violations(entries)).as("kind %s", kind).isEmpty();
            if (thrown != null) {
                assertThat(cache.getIfPresent(bad)).isNull();
            }
            cache.invalidate(bad);
            assertThat(cache.estimatedSize()).isEqualTo(1);
        }
        assertThat(cache.getIfPresent(new Key(1))).isEqualTo("one");
        cache.invalidateAll();
        assertThat(entries.toString()).contains("used=0");
    }

    @Test
    void hashCode_throws_leavesNoScopeBehind() {
        ScopedCache<Key, String> cache =
                entries.cache("c", Key.class, String.class).build().in(Shop.user("acme", 1));
        long before = entries.stats().scopeCount();
        Key bad = new Key(1);
        bad.beforeHash = () -> {
            throw new Boom();
        };

        assertThatThrownBy(() -> cache.put(bad, "v")).isExactlyInstanceOf(Boom.class);
        assertThatThrownBy(() -> cache.get(bad, key -> "v")).isExactlyInstanceOf(Boom.class);
        assertThatThrownBy(() -> cache.getAsync(bad, key -> CompletableFuture.completedFuture("v")))
                .isExactlyInstanceOf(Boom.class);
        assertThat(entries.stats().scopeCount()).isEqualTo(before);
    }

    @Test
    void equals_callsBackIntoTheSameCache_isAnsweredAndHarmsNothing() {
        ScopedCache<Key, String> cache =
                entries.cache("c", Key.class, String.class).build().in(Shop.org("acme"));
        Key one = new Key(1);
        cache.put(one, "one");
        Key two = new Key(2);
        AtomicInteger calls = new AtomicInteger();
        two.beforeEquals = () -> {
            if (calls.incrementAndGet() == 1) {
                cache.put(new Key(3), "three");
                assertThat(cache.getIfPresent(one)).isEqualTo("one");
                assertThat(cache.get(new Key(4), key -> "four")).isEqualTo("four");
                cache.invalidate(one);
                cache.put(one, "one again");
            }
        };
        cache.put(two, "two");
        assertThat(cache.get(two, key -> "never")).isEqualTo("two");

        assertThat(cache.getIfPresent(one)).isEqualTo("one again");
        assertThat(cache.getIfPresent(new Key(3))).isEqualTo("three");
        assertThat(cache.getIfPresent(new Key(4))).isEqualTo("four");
        two.beforeEquals = () -> {};
        assertThat(cache.estimatedSize()).isEqualTo(4);
    }

    @Test
    void equals_putsTheVeryKeyThatIsBeingPut_leavesOneEntry() {
        ScopedCache<Key, String> cache =
                entries.cache("c", Key.class, String.class).build().in(Shop.org("acme"));
        cache.put(new Key(1), "one");
        Key two = new Key(2);
        AtomicInteger calls = new AtomicInteger();
        two.beforeEquals = () -> {
            if (calls.incrementAndGet() <= 3) {
                cache.put(new Key(2), "inner");
            }
        };
        cache.put(two, "outer");
        two.beforeEquals = () -> {};

        assertThat(cache.getIfPresent(two)).isEqualTo("outer");
        assertThat(cache.estimatedSize()).isEqualTo(2);
    }

    @Test
    void equals_throwsAmongManyEqualHashes_harmsOnlyItsOwnCall() {
        ScopedCache<Key, String> cache = entries.cache("c", Key.class, String.class)
                .maximumSize(90)
                .expireAfterWrite(Duration.ofMinutes(1))
                .build()
                .in(Shop.org("acme"));
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            keys.add(new Key(i));
            cache.put(keys.get(i), "v" + i);
        }
        keys.forEach(key -> key.beforeEquals = () -> {
            throw new Boom();
        });
        ScopedCache<String, String> other =
                entries.cache("other", String.class, String.class).build().in(Shop.org("other"));
        for (int i = 0; i < 50; i++) {
            other.put("k" + i, "v");
        }
        time.advance(Duration.ofMinutes(2));
        entries.cleanUp();
        keys.forEach(key -> key.beforeEquals = () -> {});

        assertThat(other.estimatedSize()).isEqualTo(50);
        for (int i = 0; i < 90; i++) {
            Key key = keys.get(i);
            assertThat(Threads.join(Threads.start(() -> cache.getIfPresent(key))))
                    .isNull();
            cache.put(key, "again" + i);
            assertThat(cache.getIfPresent(key)).isEqualTo("again" + i);
        }
        // An entry whose removal threw may stay behind as a dead one, until its key is stored again or its scope goes.
        entries.evict(Shop.org("acme"));
        assertThat(entries.stats().entryCount()).isEqualTo(other.estimatedSize());
    }

    // ---- tickers -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void ticker_throwsAtItsNthReading_leavesNoEntryOutOfItsQueue(int at) {
        AtomicInteger readings = new AtomicInteger(Integer.MIN_VALUE);
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(3)
                .eviction(Eviction.fifo())
                .ticker(() -> {
                    if (readings.getAndIncrement() == at) {
                        throw new IllegalStateException("no time");
                    }
                    return 1_000;
                })
                .build();
        ScopedCache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .expireAfterWrite(Duration.ofHours(1))
                .build()
                .in(Shop.org("acme"));
        for (int key = 0; key < 3; key++) {
            cache.put(key, key);
        }
        readings.set(0);
        catchThrowable(() -> cache.put(100, 100));
        readings.set(Integer.MIN_VALUE);
        assertThat(Audit.violations(cacheado)).isEmpty();
        for (int key = 200; key < 210; key++) {
            cache.put(key, key);
        }
        assertThat(cache.getIfPresent(0)).isNull();
        cacheado.close();
    }
}
