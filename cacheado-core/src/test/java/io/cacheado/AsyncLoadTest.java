package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** L1 to L3 for asynchronous callers. */
class AsyncLoadTest {
    private final Scope scope = Shop.user("acme", 42);
    private final TaskQueue tasks = new TaskQueue();
    private final Cacheado cacheado =
            Shop.threaded().maximumSize(1000).executor(tasks).build();
    private final ScopedCache<String, String> cache =
            cacheado.cache("c", String.class, String.class).build().in(scope);

    @Test
    void loader_runsOnTheExecutor_andTheFutureEndsThere() {
        AtomicReference<Thread> loaded = new AtomicReference<>();
        AtomicReference<Thread> answered = new AtomicReference<>();
        CompletableFuture<String> future = cache.getAsync("k", key -> {
            loaded.set(Thread.currentThread());
            return CompletableFuture.completedFuture(key + "'s");
        });
        future.thenRun(() -> answered.set(Thread.currentThread()));
        assertThat(loaded.get()).isNull();
        Thread worker = new Thread(tasks::runAll);
        worker.start();
        assertThat(catchThrowable(worker::join)).isNull();

        assertThat(loaded.get()).isSameAs(worker);
        assertThat(answered.get()).isSameAs(worker);
        assertThat(future).isCompletedWithValue("k's");
        assertThat(cache.getAsync("k", key -> null)).isCompletedWithValue("k's");
    }

    @Test
    void syncLoad_endsOnItsThread_butAsyncWaitersAreAnsweredOnTheExecutor() {
        AtomicReference<CompletableFuture<String>> joined = new AtomicReference<>();
        AtomicReference<Thread> answered = new AtomicReference<>();
        cache.get("k", key -> {
            FutureTask<CompletableFuture<String>> other = Threads.start(() -> cache.getAsync("k", again -> null));
            joined.set(Threads.join(other));
            joined.get().thenRun(() -> answered.set(Thread.currentThread()));
            return "v";
        });
        assertThat(joined.get()).isNotDone();
        Thread worker = new Thread(tasks::runAll);
        worker.start();
        assertThat(catchThrowable(worker::join)).isNull();

        assertThat(joined.get()).isCompletedWithValue("v");
        assertThat(answered.get()).isSameAs(worker);
    }

    @Test
    void eachCaller_getsAFutureOfItsOwn_thatNobodyElseCanEnd() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> first = cache.getAsync("k", key -> stage);
        CompletableFuture<String> second = cache.getAsync("k", key -> stage);
        tasks.runAll();
        first.complete("forged");
        assertThat(second).isNotDone();
        assertThat(cache.getIfPresent("k")).isNull();
        second.completeExceptionally(new IllegalStateException("forged"));
        CompletableFuture<String> third = cache.getAsync("k", key -> stage);
        stage.complete("v");
        tasks.runAll();

        assertThat(third).isCompletedWithValue("v");
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
        assertThat(stage.isCompletedExceptionally()).isFalse();
    }

    @Test
    void stage_thatFails_failsEachCallerWithItsCauseAndStoresNothing() {
        IOException failure = new IOException("checked");
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> first = cache.getAsync("k", key -> stage);
        CompletableFuture<String> second = cache.getAsync("k", key -> stage);
        tasks.runAll();
        FutureTask<Throwable> unchecked = Threads.start(() -> catchThrowable(() -> cache.get("k", key -> "other")));
        FutureTask<Throwable> checked = Threads.start(() -> catchThrowable(() -> cache.getChecked("k", () -> "other")));
        while (cacheado.stats().coalescedCount() < 3) {
            Thread.onSpinWait();
        }
        stage.completeExceptionally(failure);
        tasks.runAll();

        assertThatThrownBy(first::join)
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(failure);
        assertThatThrownBy(second::join).cause().isSameAs(failure);
        assertThat(Threads.join(unchecked))
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(Threads.join(checked)).isSameAs(failure);
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(1);
        CompletableFuture<String> next = cache.getAsync("k", key -> CompletableFuture.completedFuture("again"));
        tasks.runAll();
        assertThat(next).isCompletedWithValue("again");
    }

    @Test
    void stage_ofAChain_failsWithTheCauseNotItsWrapping() {
        IOException failure = new IOException("checked");
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> future = cache.getAsync("k", key -> stage.thenApply(value -> value + "!"));
        tasks.runAll();
        stage.completeExceptionally(failure);
        tasks.runAll();
        assertThatThrownBy(future::join)
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(failure);
    }

    @Test
    void stage_cancelled_failsTheCallersAndFreesTheKey() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> future = cache.getAsync("k", key -> stage);
        tasks.runAll();
        stage.cancel(true);
        tasks.runAll();

        assertThat(future).isCompletedExceptionally();
        assertThat(catchThrowable(future::join).toString()
                        + catchThrowable(future::join).getCause())
                .contains(CancellationException.class.getName());
        assertThat(cache.get("k", key -> "again")).isEqualTo("again");
    }

    @Test
    void loader_thatThrowsOrReturnsNoStage_failsTheCallersAndFreesTheKey() {
        CompletableFuture<String> throwing = cache.getAsync("k", key -> {
            throw new IllegalStateException("boom");
        });
        CompletableFuture<String> noStage = cache.getAsync("l", key -> null);
        tasks.runAll();

        assertThatThrownBy(throwing::join)
                .isExactlyInstanceOf(CompletionException.class)
                .hasRootCauseMessage("boom");
        assertThatThrownBy(noStage::join).hasCauseExactlyInstanceOf(NullPointerException.class);
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(2);
        assertThat(cache.get("k", key -> "again")).isEqualTo("again");
        assertThat(cache.get("l", key -> "again")).isEqualTo("again");
    }

    @Test
    void stage_thatEndsWithNull_isAbsentForAll() {
        CompletableFuture<String> future = cache.getAsync("k", key -> CompletableFuture.completedFuture(null));
        tasks.runAll();
        assertThat(future).isCompletedWithValue(null);
        assertThat(cacheado.stats().entryCount()).isZero();
    }

    @Test
    void stage_completedTwiceInDisguise_isStoredOnce() {
        AtomicReference<CompletionStage<String>> given = new AtomicReference<>();
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> future = cache.getAsync("k", key -> {
            given.set(stage);
            return stage;
        });
        tasks.runAll();
        stage.complete("v");
        stage.obtrudeValue("w");
        tasks.runAll();
        assertThat(future).isCompletedWithValue("v");
        assertThat(cacheado.stats().insertCount()).isEqualTo(1);
    }

    @Test
    void sameKey_askedByTheAsyncLoaderOnItsThread_isARecursiveLoad() {
        CompletableFuture<String> future =
                cache.getAsync("k", key -> CompletableFuture.completedFuture(cache.get("k", again -> "x")));
        CompletableFuture<String> asked =
                cache.getAsync("l", key -> cache.getAsync("l", again -> CompletableFuture.completedFuture("x")));
        CompletableFuture<String> bulk = cache.getAsync(
                "m",
                key -> CompletableFuture.completedFuture(
                        cache.getAll(List.of("m"), again -> Map.of("m", "x")).get("m")));
        tasks.runAll();

        assertThatThrownBy(future::join).hasCauseExactlyInstanceOf(RecursiveLoadException.class);
        assertThatThrownBy(asked::join).hasCauseExactlyInstanceOf(RecursiveLoadException.class);
        assertThatThrownBy(bulk::join).hasCauseExactlyInstanceOf(RecursiveLoadException.class);
        assertThat(cacheado.stats().loadsInFlight()).isZero();
    }

    @Test
    void asyncLoadInsideASyncLoad_ofTheSameKey_isARecursiveLoad() {
        FutureTask<Throwable> caller = Threads.start(() -> catchThrowable(() ->
                cache.get("k", key -> cache.getAsync("k", again -> null).join())));
        Throwable thrown = Threads.join(caller);
        assertThat(thrown instanceof CompletionException ? thrown.getCause() : thrown)
                .isExactlyInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void otherKeys_askedByTheAsyncLoader_areLoaded() {
        CompletableFuture<String> future = cache.getAsync(
                "k",
                key -> cache.getAsync("l", other -> CompletableFuture.completedFuture("l's"))
                        .thenApply(value -> value + " and k's"));
        tasks.runAll();
        assertThat(future).isCompletedWithValue("l's and k's");
        assertThat(cache.getIfPresent("l")).isEqualTo("l's");
    }

    @Test
    void executor_ofOneThread_loadsInsideLoadsWithoutWaitingForItself() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try (Cacheado own = Shop.threaded().maximumSize(100).executor(one).build()) {
            ScopedCache<String, String> single =
                    own.cache("c", String.class, String.class).build().in(scope);
            CompletableFuture<String> future = single.getAsync(
                    "a",
                    a -> single.getAsync(
                            "b", b -> single.getAsync("c", c -> CompletableFuture.completedFuture("end"))));
            assertThat(future.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("end");
            CompletableFuture<String> sync =
                    single.getAsync("d", d -> CompletableFuture.completedFuture(single.get("e", e -> "sync inside")));
            assertThat(sync.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("sync inside");
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void executor_thatRejects_failsTheCallersAndFreesTheKey() {
        AtomicBoolean rejects = new AtomicBoolean(true);
        Executor moody = task -> {
            if (rejects.get()) {
                throw new RejectedExecutionException("full");
            }
            task.run();
        };
        Cacheado own = Shop.threaded().maximumSize(100).executor(moody).build();
        Recorder<String, String> recorder = new Recorder<>();
        ScopedCache<String, String> refused = own.cache("c", String.class, String.class)
                .removalListener(recorder)
                .build()
                .in(scope);
        CompletableFuture<String> future = refused.getAsync("k", key -> CompletableFuture.completedFuture("v"));

        assertThat(future).isCompletedExceptionally();
        assertThatThrownBy(future::join).hasCauseExactlyInstanceOf(RejectedExecutionException.class);
        assertThat(own.stats().loadsInFlight()).isZero();
        assertThat(refused.get("k", key -> "sync needs no executor")).startsWith("sync");
        refused.put("k", "2");
        refused.put("k", "3");
        assertThat(own.evict(scope)).isEqualTo(1);
        assertThat(own.stats().undeliveredCount()).isPositive();
        own.cleanUp();
        assertThat(own.stats().undeliveredCount() + recorder.events().size()).isEqualTo(3);
        assertThat(own.stats().entryCount()).isZero();
        rejects.set(false);
        assertThat(refused.getAsync("k", key -> CompletableFuture.completedFuture("v")))
                .isCompletedWithValue("v");
        refused.invalidate("k");
        assertThat(own.stats().undeliveredCount() + recorder.events().size()).isEqualTo(4);
        assertThat(Audit.violations(own)).isEmpty();
    }

    @Test
    void executor_thatThrowsAnError_harmsNoWrite() {
        AtomicBoolean fails = new AtomicBoolean(true);
        Executor broken = task -> {
            if (fails.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        };
        Cacheado own = Shop.threaded().maximumSize(100).executor(broken).build();
        ScopedCache<String, String> refused = own.cache("c", String.class, String.class)
                .removalListener(event -> {})
                .build()
                .in(scope);
        refused.put("k", "1");
        refused.put("k", "2");
        assertThat(refused.getAsync("x", key -> null)).isCompletedExceptionally();
        assertThat(own.evict(scope)).isEqualTo(1);
        fails.set(false);
        refused.put("k", "3");
        assertThat(own.evict(scope)).isEqualTo(1);
        assertThat(own.stats().entryCount()).isZero();
        assertThat(Audit.violations(own)).isEmpty();
    }

    @Test
    void executor_shutDownBeforeTheEnd_theSyncLoadIsStoredAllTheSame() {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Cacheado own = Shop.threaded().maximumSize(100).executor(pool).build();
        ScopedCache<String, String> shut =
                own.cache("c", String.class, String.class).build().in(scope);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FutureTask<String> sync = Threads.start(() -> shut.get("k", key -> {
            entered.countDown();
            Threads.await(release);
            return "v";
        }));
        Threads.await(entered);
        CompletableFuture<String> async = shut.getAsync("k", key -> null);
        pool.shutdownNow();
        release.countDown();

        assertThat(Threads.join(sync)).isEqualTo("v");
        assertThat(shut.getIfPresent("k")).isEqualTo("v");
        assertThat(catchThrowable(() -> async.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)))
                .as("the caller is told, one way or the other")
                .isNotInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    @Test
    void waitersOfManyKeys_areAnsweredWhenTheStagesEndInAnyOrder() {
        List<CompletableFuture<String>> stages = java.util.stream.Stream.generate(CompletableFuture<String>::new)
                .limit(20)
                .toList();
        List<CompletableFuture<String>> futures = new java.util.ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            int n = i;
            futures.add(cache.getAsync("k" + i, key -> stages.get(n)));
        }
        tasks.runAll();
        for (int i = stages.size() - 1; i >= 0; i--) {
            stages.get(i).complete("v" + i);
            tasks.runAll();
            assertThat(futures.get(i)).isCompletedWithValue("v" + i);
        }
        assertThat(cache.estimatedSize()).isEqualTo(20);
    }
}
