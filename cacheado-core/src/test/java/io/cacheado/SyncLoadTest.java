package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** L1 to L3: one load for all who ask, on the caller's thread; its failure reaches each; a waiter's fate is its own. */
class SyncLoadTest {
    private final Scope scope = Shop.user("acme", 42);
    private final Cacheado cacheado = Shop.threaded().maximumSize(1000).build();
    private final ScopedCache<String, String> cache =
            cacheado.cache("c", String.class, String.class).build().in(scope);

    @AfterEach
    void invariantsHold() {
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().loadsInFlight()).isZero();
        cacheado.close();
    }

    /** A load that others join before it ends. */
    private final class Joined {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        void hold() {
            entered.countDown();
            Threads.await(release);
        }

        void awaitWaiters(long n) {
            while (cacheado.stats().coalescedCount() < n) {
                Thread.onSpinWait();
            }
            release.countDown();
        }
    }

    @Test
    void callers_ofEveryKind_shareOneFlight() {
        Joined load = new Joined();
        FutureTask<String> first = Threads.start(() -> cache.get("k", key -> {
            load.hold();
            return "v";
        }));
        Threads.await(load.entered);
        List<FutureTask<String>> others = List.of(
                Threads.start(() -> cache.get("k", key -> "other")),
                Threads.start(() -> cache.getChecked("k", () -> "other")),
                Threads.start(() -> cache.getAsync("k", key -> CompletableFuture.completedFuture("other"))
                        .get()),
                Threads.start(() ->
                        cache.getAll(List.of("k"), keys -> Map.of("k", "other")).get("k")));
        load.awaitWaiters(4);

        assertThat(Threads.join(first)).isEqualTo("v");
        assertThat(others).allSatisfy(other -> assertThat(Threads.join(other)).isEqualTo("v"));
        assertThat(cacheado.stats().loadCount()).isEqualTo(1);
        assertThat(cacheado.stats().missCount()).isEqualTo(5);
    }

    @Test
    void loader_ofASyncCaller_runsOnItsThreadAndIsGivenTheKey() {
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        assertThat(cache.get("k", key -> {
                    ranOn.set(Thread.currentThread());
                    return key + "'s";
                }))
                .isEqualTo("k's");
        assertThat(ranOn.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void loader_holdsNoLock_otherKeysOfTheSameBucketAreServed() {
        record Same(int id) {
            @Override
            public int hashCode() {
                return 1;
            }
        }
        ScopedCache<Same, String> same =
                cacheado.cache("same", Same.class, String.class).build().in(scope);
        for (int i = 10; i < 20; i++) {
            same.put(new Same(i), "v");
        }
        String value = same.get(
                new Same(1),
                key -> Threads.join(Threads.start(() -> {
                    same.put(new Same(2), "two");
                    same.invalidate(new Same(10));
                    assertThat(same.get(new Same(3), other -> "three")).isEqualTo("three");
                    assertThat(same.getIfPresent(new Same(2))).isEqualTo("two");
                    assertThat(same.getIfPresent(new Same(1))).isNull();
                    cacheado.evict(Shop.user("acme", 43));
                    cacheado.cleanUp();
                    return "one";
                })));
        assertThat(value).isEqualTo("one");
        assertThat(same.estimatedSize()).isEqualTo(12);
    }

    @Test
    void otherKeys_askedInsideALoad_areLoadedToo() {
        assertThat(cache.get("a", a -> cache.get("b", b -> cache.get("c", c -> "end") + "-b") + "-a"))
                .isEqualTo("end-b-a");
        assertThat(cache.getIfPresent("c")).isEqualTo("end");
        assertThat(cache.getIfPresent("b")).isEqualTo("end-b");
        assertThat(cache.getIfPresent("a")).isEqualTo("end-b-a");
        assertThat(cacheado.stats().loadSuccessCount()).isEqualTo(3);
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalArgumentException("unchecked"),
                new OutOfMemoryError("pretended"),
                new AssertionError("an error"),
                new StackOverflowError(),
                new IOException("checked"),
                new InterruptedException("checked, of the loader's own"),
                new CompletionException(new IOException("wrapped")),
                new CompletionException(new IllegalStateException("wrapped unchecked")),
                new CancellationException("cancelled"),
                new ExecutionException(new IOException("deep")));
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> String fail(Throwable failure) throws X {
        throw (X) failure;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_ofASyncLoad_reachesEachWaiterUnchanged(Throwable failure) throws Exception {
        Joined load = new Joined();
        FutureTask<Throwable> loader = Threads.start(() -> catchThrowable(() -> cache.getChecked("k", () -> {
            load.hold();
            return SyncLoadTest.<RuntimeException>fail(failure);
        })));
        Threads.await(load.entered);
        FutureTask<Throwable> checked = Threads.start(() -> catchThrowable(() -> cache.getChecked("k", () -> "other")));
        FutureTask<Throwable> unchecked = Threads.start(() -> catchThrowable(() -> cache.get("k", key -> "other")));
        FutureTask<Throwable> bulk =
                Threads.start(() -> catchThrowable(() -> cache.getAll(List.of("k"), keys -> Map.of())));
        CompletableFuture<String> async = cache.getAsync("k", key -> CompletableFuture.completedFuture("other"));
        load.awaitWaiters(4);

        assertThat(Threads.join(loader)).isSameAs(failure);
        assertThat(Threads.join(checked)).isSameAs(failure);
        boolean isChecked = !(failure instanceof RuntimeException || failure instanceof Error);
        for (FutureTask<Throwable> each : List.of(unchecked, bulk)) {
            if (isChecked) {
                assertThat(Threads.join(each))
                        .isExactlyInstanceOf(CompletionException.class)
                        .cause()
                        .isSameAs(failure);
            } else {
                assertThat(Threads.join(each)).isSameAs(failure);
            }
        }
        Throwable ofAsync = catchThrowable(async::join);
        Throwable expected = failure instanceof CompletionException ? failure.getCause() : failure;
        assertThat(ofAsync instanceof CompletionException ? ofAsync.getCause() : ofAsync)
                .isSameAs(expected);

        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(1);
        assertThat(cacheado.stats().insertCount()).isZero();
        assertThat(cache.get("k", key -> "the next one")).isEqualTo("the next one");
    }

    @Test
    void checkedFailure_ofTheOwnLoaderOfGet_isNotPossible_butOfALoadingCacheIsWrapped() {
        LoadingCache<String, String> loading = cacheado.cache("loading", String.class, String.class)
                .build((where, key) -> {
                    throw new IOException(key);
                });
        assertThatThrownBy(() -> loading.in(scope).get("k"))
                .isExactlyInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(IOException.class);
        assertThatThrownBy(() -> loading.in(scope).getAll(List.of("k")))
                .isExactlyInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(IOException.class);
        assertThatThrownBy(() -> loading.in(scope).getAsync("k").join())
                .isExactlyInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(IOException.class);
        assertThatThrownBy(() ->
                        loading.in(scope).getChecked("k", () -> SyncLoadTest.<IOException>fail(new IOException())))
                .isExactlyInstanceOf(IOException.class);
    }

    @Test
    void waiter_interrupted_goesAloneAndKeepsItsStatus() {
        Joined load = new Joined();
        FutureTask<String> loader = Threads.start(() -> cache.get("k", key -> {
            load.hold();
            return "v";
        }));
        Threads.await(load.entered);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        FutureTask<Boolean> interrupted = Threads.start(() -> {
            waiting.set(Thread.currentThread());
            assertThatThrownBy(() -> cache.get("k", key -> "other"))
                    .isExactlyInstanceOf(CompletionException.class)
                    .hasCauseExactlyInstanceOf(InterruptedException.class);
            return Thread.interrupted();
        });
        FutureTask<String> patient = Threads.start(() -> cache.get("k", key -> "other"));
        while (cacheado.stats().coalescedCount() < 2) {
            Thread.onSpinWait();
        }
        waiting.get().interrupt();

        assertThat(Threads.join(interrupted)).isTrue();
        assertThat(patient).isNotDone();
        load.release.countDown();
        assertThat(Threads.join(loader)).isEqualTo("v");
        assertThat(Threads.join(patient)).isEqualTo("v");
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
    }

    @Test
    void waiter_ofABulkLoadInterrupted_hasStoredItsOwnKeys() {
        Joined load = new Joined();
        FutureTask<String> loader = Threads.start(() -> cache.get("k", key -> {
            load.hold();
            return "v";
        }));
        Threads.await(load.entered);
        AtomicReference<Thread> waiting = new AtomicReference<>();
        FutureTask<Throwable> bulk = Threads.start(() -> {
            waiting.set(Thread.currentThread());
            return catchThrowable(() -> cache.getAll(List.of("k", "own"), keys -> Map.of("own", "mine")));
        });
        while (cache.getIfPresent("own") == null) {
            Thread.onSpinWait();
        }
        waiting.get().interrupt();
        assertThat(Threads.join(bulk)).hasCauseExactlyInstanceOf(InterruptedException.class);
        load.release.countDown();
        assertThat(Threads.join(loader)).isEqualTo("v");
        assertThat(cache.getIfPresent("own")).isEqualTo("mine");
    }

    @Test
    void loader_whoseThreadIsInterrupted_isNotDisturbed() {
        assertThat(cache.get("k", key -> {
                    Thread.currentThread().interrupt();
                    return "v";
                }))
                .isEqualTo("v");
        assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();
        assertThat(cache.get("k", key -> "x")).isEqualTo("v");
        assertThat(cache.get("l", key -> "own loads need no waiting")).startsWith("own");
        cache.put("m", "v");
        cacheado.cleanUp();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void waiter_thatTimesOut_affectsOnlyItself() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> first = cache.getAsync("k", key -> stage);
        CompletableFuture<String> second = cache.getAsync("k", key -> stage);
        assertThatThrownBy(() -> first.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        first.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(first::join).hasCauseInstanceOf(TimeoutException.class);
        assertThat(stage).isNotDone();
        stage.complete("v");

        assertThat(second.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("v");
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
    }

    @Test
    void loader_whoseThreadDies_letsTheOthersGoOn() {
        Joined load = new Joined();
        Thread dying = new Thread(() -> cache.get("k", key -> {
            load.hold();
            throw new ThreadDeath();
        }));
        dying.setUncaughtExceptionHandler((thread, death) -> {});
        dying.start();
        Threads.await(load.entered);
        FutureTask<Throwable> waiter = Threads.start(() -> catchThrowable(() -> cache.get("k", key -> "other")));
        load.awaitWaiters(1);

        assertThat(Threads.join(waiter)).isInstanceOf(ThreadDeath.class);
        assertThat(cache.get("k", key -> "again")).isEqualTo("again");
    }

    @Test
    void loader_thatPutsItsOwnKey_fencesItself() {
        assertThat(cache.get("k", key -> {
                    cache.put("k", "put");
                    return "loaded";
                }))
                .isEqualTo("loaded");
        assertThat(cache.getIfPresent("k")).isEqualTo("put");
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isEqualTo(1);
    }

    @Test
    void getIfPresent_duringALoad_neverWaits() {
        assertThat(cache.get("k", key -> {
                    assertThat(cache.getIfPresent("k")).isNull();
                    assertThat(cache.getAllPresent(List.of("k"))).isEmpty();
                    assertThat(cache.resolve("k")).isEmpty();
                    assertThat(cache.getIfPresentAsync("k")).isCompletedWithValue(null);
                    assertThat(cache.estimatedSize()).isZero();
                    assertThat(cacheado.stats().loadsInFlight()).isEqualTo(1);
                    assertThat(cache.stats().loadsInFlight()).isEqualTo(1);
                    assertThat(cacheado.stats(Shop.org("acme")).loadsInFlight()).isEqualTo(1);
                    assertThat(cacheado.stats(Shop.org("other")).loadsInFlight())
                            .isZero();
                    assertThat(cacheado.stats().entryCount()).isZero();
                    return "v";
                }))
                .isEqualTo("v");
    }

    @Test
    void expiredEntry_whileItIsLoadedAnew_isNotServed() {
        TestTime time = new TestTime();
        Cacheado own = Shop.deterministic().maximumSize(10).ticker(time).build();
        Recorder<String, String> recorder = new Recorder<>();
        ScopedCache<String, String> expiring = own.cache("c", String.class, String.class)
                .expireAfterWrite(java.time.Duration.ofSeconds(1))
                .removalListener(recorder)
                .build()
                .in(scope);
        expiring.put("k", "old");
        time.advance(java.time.Duration.ofSeconds(1));
        assertThat(expiring.get("k", key -> {
                    assertThat(expiring.getIfPresent("k")).isNull();
                    return "new";
                }))
                .isEqualTo("new");
        assertThat(recorder.values(RemovalCause.EXPIRED)).containsExactly("old");
        assertThat(expiring.getIfPresent("k")).isEqualTo("new");
        assertThat(Audit.violations(own)).isEmpty();
    }
}
