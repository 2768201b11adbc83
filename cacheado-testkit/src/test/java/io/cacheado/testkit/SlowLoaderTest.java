package io.cacheado.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.LoadingCache;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowLoaderTest {
    private final FakeTicker ticker = new FakeTicker();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Cacheado cacheado = Cacheado.builder()
            .scopes(Shop.TREE)
            .maximumSize(100)
            .ticker(ticker)
            .executor(threads)
            .recordStats()
            .build();
    private final Cache<String, String> cache =
            cacheado.cache("c", String.class, String.class).scopedTo("user").build();
    private final SlowLoader<String, String> loader = SlowLoader.held(key -> key + "!");

    @AfterEach
    void close() {
        cacheado.close();
        threads.shutdownNow();
    }

    private Future<String> get(Scope scope, String key) {
        return threads.submit(() -> cache.in(scope).get(key, loader::apply));
    }

    private static <T> T within(Future<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    @Test
    void calls_areHeldUntilTheyAreReleased() throws Exception {
        Future<String> first = get(Shop.ANN, "a");
        Future<String> second = get(Shop.BOB, "a");

        loader.awaitCalled(2);
        assertThat(loader.held()).isEqualTo(2);
        assertThat(loader.counts().running()).isEqualTo(2);
        assertThat(first).isNotDone();
        loader.release();

        assertThat(within(first)).isEqualTo("a!");
        assertThat(within(second)).isEqualTo("a!");
        assertThat(within(get(Shop.ANN, "later"))).isEqualTo("later!");
        assertThat(loader.counts().mostAtOnce()).isEqualTo(2);
        assertThat(loader.counts().of(Shop.BOB, "a")).isEqualTo(1);
    }

    @Test
    void releaseOne_letsTheOldestGo() throws Exception {
        Future<String> first = get(Shop.ANN, "a");
        loader.awaitCalled(1);
        Future<String> second = get(Shop.ANN, "b");
        loader.awaitCalled(2);

        loader.releaseOne();

        assertThat(within(first)).isEqualTo("a!");
        assertThat(second).isNotDone();
        assertThat(loader.held()).isEqualTo(1);
        loader.releaseOne();
        assertThat(within(second)).isEqualTo("b!");
        assertThatThrownBy(loader::releaseOne)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no call is held (allowed: after awaitCalled)");
    }

    @Test
    void hold_closesTheGateAgain() throws Exception {
        loader.release();
        within(get(Shop.ANN, "a"));
        loader.hold();
        Future<String> held = get(Shop.ANN, "b");

        loader.awaitCalled(2);

        assertThat(held).isNotDone();
        loader.release();
        assertThat(within(held)).isEqualTo("b!");
    }

    @Test
    void hundredCallers_ofAHeldLoad_areOneCall() throws Exception {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(get(Shop.ANN, "a"));
        }
        loader.awaitCalled(1).release();

        for (Future<String> answer : answers) {
            assertThat(within(answer)).isEqualTo("a!");
        }
        assertThat(loader.counts().calls()).isEqualTo(1);
    }

    @Test
    void awaitCalled_inVain_saysHowManyCame() {
        loader.patience(Duration.ofMillis(1));

        assertThatThrownBy(() -> loader.awaitCalled(3))
                .isInstanceOf(AssertionError.class)
                .hasMessage("calls of a slow loader: expected 3 within PT0.001S, but were 0");
    }

    @Test
    void awaitCalled_interrupted_keepsTheStatus() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> loader.awaitCalled(1)).isInstanceOf(AssertionError.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void call_thatNobodyReleases_isAnErrorInsteadOfAHang() {
        loader.patience(Duration.ofMillis(1));

        assertThatThrownBy(() -> loader.load(Shop.ANN, "a"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("call 1 of a slow loader was held for PT0.001S, and nobody released it"
                        + " (allowed: release() on another thread)");
        assertThat(loader.held()).isZero();
        assertThat(loader.counts().failures()).isEqualTo(1);
    }

    @Test
    void call_interrupted_isNotHeldAnyLonger() throws Exception {
        Thread waiting = new Thread(() -> catchThrowable(() -> loader.load(Shop.ANN, "a")));
        waiting.start();
        loader.awaitCalled(1);
        waiting.interrupt();
        waiting.join(10_000);

        assertThat(loader.held()).isZero();
        assertThat(loader.counts().running()).isZero();
    }

    @Test
    void async_blocksNoThread_andEndsWhenReleased() {
        CompletableFuture<String> one = loader.applyAsync("a");
        CompletableFuture<String> other = loader.applyAsync("b");
        assertThat(one).isNotDone();
        assertThat(loader.counts().running()).isEqualTo(2);

        loader.releaseOne();
        assertThat(one).isCompletedWithValue("a!");
        assertThat(other).isNotDone();
        assertThat(loader.held()).isEqualTo(1);
        loader.release();

        assertThat(other).isCompletedWithValue("b!");
        assertThat(loader.counts().running()).isZero();
    }

    @Test
    void async_ofADeterministicCacheado_isReleasedOnTheTestsThread() {
        try (Cacheado one = Shop.cacheado(ticker)) {
            List<Scope> seen = new ArrayList<>();
            SlowLoader<String, String> slow = SlowLoader.held((scope, key) -> {
                seen.add(CurrentScope.require("user"));
                return scope.id() + "'s " + key;
            });
            LoadingCache<String, String> own = one.cache("own", String.class, String.class)
                    .scopedTo("user")
                    .build(slow);

            CompletableFuture<String> first = own.in(Shop.ANN).getAsync("a");
            CompletableFuture<String> joined = own.in(Shop.ANN).getAsync("a");
            assertThat(first).isNotDone();
            slow.awaitCalled(1).release();

            assertThat(first).isCompletedWithValue("ann's a");
            assertThat(joined).isCompletedWithValue("ann's a");
            assertThat(seen).containsExactly(Shop.ANN);
        }
    }

    @Test
    void async_whoseLoaderFails_endsWithThatFailure() {
        SlowLoader<String, String> failing = SlowLoader.held((scope, key) -> {
            throw key.equals("checked") ? new IOException("down") : new IllegalStateException("down");
        });
        CompletableFuture<String> checked = failing.applyAsync("checked");
        CompletableFuture<String> unchecked = failing.applyAsync("unchecked");
        failing.release();

        assertThat(catchThrowable(checked::join))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(catchThrowable(unchecked::join)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failing.counts().failures()).isEqualTo(2);
    }

    @Test
    void bulk_isHeldAsOneCall() throws Exception {
        Future<Map<String, String>> all =
                threads.submit(() -> cache.in(Shop.ANN).getAll(Set.of("a", "b"), loader::applyAll));

        loader.awaitCalled(1).release();

        assertThat(within(all)).isEqualTo(Map.of("a", "a!", "b", "b!"));
        assertThat(loader.counts().calls()).isEqualTo(1);
    }

    @Test
    void taking_movesTheTickerForEachCall() {
        SlowLoader<String, String> slow = SlowLoader.taking(Duration.ofSeconds(2), ticker, key -> key);

        assertThat(cache.in(Shop.ANN).get("a", slow::apply)).isEqualTo("a");
        CompletionStage<String> later = slow.applyAsync("b");

        assertThat(later.toCompletableFuture()).isCompletedWithValue("b");
        assertThat(ticker.read()).isEqualTo(Duration.ofSeconds(4).toNanos());
        assertThat(cacheado.stats().totalLoadTime()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void slowAndFaulty_goTogether() {
        FaultyLoader<String, String> faulty = FaultyLoader.of(key -> key);
        SlowLoader<String, String> both = SlowLoader.taking(Duration.ofSeconds(1), ticker, faulty.failOn(1));

        assertThatThrownBy(() -> both.load(Shop.ANN, "a")).isInstanceOf(InjectedFaultException.class);
        assertThat(ticker.read()).isEqualTo(1_000_000_000);
    }

    @Test
    void senselessArguments_areRefused() {
        assertThatThrownBy(() -> loader.patience(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("most: PT0S (allowed: a positive duration)");
        assertThatThrownBy(() -> SlowLoader.taking(Duration.ofNanos(-1), ticker, key -> key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("duration: PT-0.000000001S (allowed: zero or a positive duration)");
    }

    @Test
    void text_saysWhatIsHeld() {
        assertThat(loader).hasToString("SlowLoader[held=0, LoadCounts[calls=0, failures=0, running=0, mostAtOnce=0]]");
    }
}
