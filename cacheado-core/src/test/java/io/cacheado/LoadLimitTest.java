package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.internal.engine.Audit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bounds on the loads that run at once in a scope. No test here asserts a time: what must not wait is shown by latches. */
class LoadLimitTest {
    private static final Duration LONG = Duration.ofSeconds(Threads.PATIENCE_SECONDS);
    private static final LoadLimit TWO = LoadLimit.of(2).waitAtMost(LONG);

    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "executor");
        thread.setDaemon(true);
        return thread;
    });
    private final Cacheado.Builder builder = Shop.threaded().maximumSize(10_000).executor(executor);
    private Cacheado cacheado;

    /** Ways to have one key loaded on some thread. */
    enum Way {
        SYNC {
            @Override
            CompletableFuture<String> load(ScopedCache<String, String> in, String key, CountDownLatch until) {
                return onThread(() -> in.get(key, k -> after(until, k)));
            }
        },
        ASYNC {
            @Override
            CompletableFuture<String> load(ScopedCache<String, String> in, String key, CountDownLatch until) {
                return in.getAsync(key, k -> onThread(() -> after(until, k)));
            }
        },
        BULK {
            @Override
            CompletableFuture<String> load(ScopedCache<String, String> in, String key, CountDownLatch until) {
                return onThread(() -> in.getAll(List.of(key), keys -> Map.of(key, after(until, key)))
                        .get(key));
            }
        };

        abstract CompletableFuture<String> load(ScopedCache<String, String> in, String key, CountDownLatch until);

        private static String after(CountDownLatch until, String key) {
            running.incrementAndGet();
            most.accumulateAndGet(running.get(), Math::max);
            begun.add(key);
            Threads.await(until);
            running.decrementAndGet();
            return key + "!";
        }
    }

    private static final AtomicInteger running = new AtomicInteger();
    private static final AtomicInteger most = new AtomicInteger();
    private static final List<String> begun = Collections.synchronizedList(new ArrayList<>());

    LoadLimitTest() {
        running.set(0);
        most.set(0);
        begun.clear();
    }

    private static <T> CompletableFuture<T> onThread(java.util.concurrent.Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Threads.start(() -> {
            try {
                result.complete(body.call());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
            return null;
        });
        return result;
    }

    private ScopedCache<String, String> in(String org) {
        return cacheado.cache("c", String.class, String.class).build().in(Shop.org(org));
    }

    private static void awaitBegun(int n) {
        Threads.awaitTrue(() -> begun.size() >= n);
    }

    @AfterEach
    void nothingIsLeft() {
        executor.shutdownNow();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().loadsInFlight()).isZero();
        // Whoever waited was answered a moment before the place was given back.
        Threads.awaitTrue(() -> Audit.bulkheads(cacheado) == 0);
    }

    /** A tenant whose back end hangs holds its own places for ever, and nobody else's. */
    @ParameterizedTest
    @EnumSource
    void scopeWhoseBackEndHangs_neverDelaysAnother(Way way) throws Exception {
        cacheado = builder.loadLimit("organization", TWO).build();
        CountDownLatch hanging = new CountDownLatch(1);
        List<CompletableFuture<String>> acme = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            acme.add(way.load(in("acme"), "a" + i, hanging));
        }
        awaitBegun(2);
        CountDownLatch none = new CountDownLatch(0);
        for (int i = 0; i < 20; i++) {
            assertThat(way.load(in("globex"), "g" + i, none).get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo("g" + i + "!");
        }
        assertThat(begun.stream().filter(key -> key.startsWith("a"))).hasSize(2);
        hanging.countDown();
        for (CompletableFuture<String> each : acme) {
            assertThat(each.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void loads_neverPassTheBound(Way way) throws Exception {
        cacheado = builder.loadLimit("organization", TWO).build();
        List<CompletableFuture<String>> all = new ArrayList<>();
        CountDownLatch none = new CountDownLatch(0);
        for (int i = 0; i < 300; i++) {
            all.add(way.load(in("acme"), "k" + i, none));
        }
        for (CompletableFuture<String> each : all) {
            each.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(begun).hasSize(300);
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void waitingLoads_areLetInInTheOrderTheyCame() throws Exception {
        cacheado = builder.loadLimit("organization", LoadLimit.of(1).waitAtMost(LONG))
                .build();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch none = new CountDownLatch(0);
        List<CompletableFuture<String>> all = new ArrayList<>();
        all.add(Way.ASYNC.load(in("acme"), "first", first));
        awaitBegun(1);
        List<String> order = new ArrayList<>(List.of("first"));
        for (int i = 0; i < 20; i++) {
            order.add("k" + i);
            all.add(Way.ASYNC.load(in("acme"), "k" + i, none));
        }
        first.countDown();
        for (CompletableFuture<String> each : all) {
            each.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(begun).isEqualTo(order);
    }

    @ParameterizedTest
    @EnumSource
    void loadThatWaitsTooLong_isRejectedAndLoadsLater(Way way) throws Exception {
        cacheado = builder.loadLimit("organization", LoadLimit.of(1).waitAtMost(Duration.ZERO))
                .build();
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch none = new CountDownLatch(0);
        CompletableFuture<String> first = way.load(in("acme"), "first", hanging);
        awaitBegun(1);
        Throwable thrown = catchThrowable(
                () -> way.load(in("acme"), "second", none).get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        assertThat(thrown.getCause())
                .isInstanceOf(LoadRejectedException.class)
                .hasMessage("a load of cache c waited longer than PT0S for one of 1 places in its scope of level"
                        + " organization");
        assertThat(begun).containsExactly("first");
        hanging.countDown();
        first.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
        // Its place comes back last, after those who wait were answered.
        Threads.awaitTrue(() -> Audit.bulkheads(cacheado) == 0);
        assertThat(way.load(in("acme"), "second", none).get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("second!");
    }

    @Test
    void rejectedLoad_servesAnExpiredValueWhereThatIsAllowed() throws Exception {
        TestTime time = new TestTime();
        cacheado = builder.ticker(time)
                .loadLimit("organization", LoadLimit.of(1).waitAtMost(Duration.ZERO))
                .build();
        ScopedCache<String, String> in = cacheado.cache("s", String.class, String.class)
                .expireAfterWrite(Duration.ofMinutes(1))
                .staleIfError(Duration.ofHours(1))
                .build()
                .in(Shop.org("acme"));
        in.put("k", "old");
        time.advance(Duration.ofMinutes(2));
        CountDownLatch hanging = new CountDownLatch(1);
        CompletableFuture<String> first = Way.SYNC.load(in, "other", hanging);
        awaitBegun(1);

        assertThat(in.get("k", key -> "new")).isEqualTo("old");
        hanging.countDown();
        first.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** A load that asks for another of its scope would wait for itself. */
    @Test
    void loadWithinALoadOfTheSameScope_takesItsPlace() {
        cacheado = builder.loadLimit("organization", LoadLimit.of(1).waitAtMost(LONG))
                .loadLimit("global", LoadLimit.of(1).waitAtMost(LONG))
                .build();
        ScopedCache<String, String> in = in("acme");
        assertThat(in.get("a", a -> in.get("b", b -> in.get("c", c -> "c") + "b") + "a"))
                .isEqualTo("cba");
    }

    /** It holds no place above while it waits for one of its own scope. */
    @Test
    void waitingForTheOwnScope_holdsNoPlaceAbove() throws Exception {
        cacheado = builder.loadLimit("organization", LoadLimit.of(1).waitAtMost(LONG))
                .loadLimit("global", TWO)
                .build();
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch none = new CountDownLatch(0);
        List<CompletableFuture<String>> acme = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            acme.add(Way.SYNC.load(in("acme"), "a" + i, hanging));
        }
        awaitBegun(1);
        assertThat(Way.SYNC.load(in("globex"), "g", none).get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("g!");
        hanging.countDown();
        for (CompletableFuture<String> each : acme) {
            each.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void limitOfOneScope_andOfACachePerScope_holdBesideThatOfTheLevel() throws Exception {
        cacheado = builder.loadLimit("organization", LoadLimit.of(5).waitAtMost(Duration.ZERO))
                .build();
        cacheado.loadLimit(Shop.org("acme"), LoadLimit.of(1).waitAtMost(Duration.ZERO));
        ScopedCache<String, String> perScope = cacheado.cache("p", String.class, String.class)
                .loadLimitPerScope(LoadLimit.of(1).waitAtMost(Duration.ZERO))
                .build()
                .in(Shop.org("globex"));
        CountDownLatch hanging = new CountDownLatch(1);
        List<CompletableFuture<String>> held = List.of(
                Way.SYNC.load(in("acme"), "a", hanging),
                Way.SYNC.load(perScope, "g", hanging),
                Way.SYNC.load(in("globex"), "g", hanging));
        awaitBegun(3);
        assertThatThrownBy(() -> in("acme").get("b", key -> "b")).isInstanceOf(LoadRejectedException.class);
        assertThatThrownBy(() -> perScope.get("b", key -> "b"))
                .isInstanceOf(LoadRejectedException.class)
                .hasMessageContaining("cache p");
        assertThat(in("globex").get("b", key -> "b")).isEqualTo("b");
        cacheado.loadLimit(Shop.org("acme"), TWO);
        assertThat(in("acme").get("b", key -> "b")).isEqualTo("b");
        hanging.countDown();
        for (CompletableFuture<String> each : held) {
            each.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void raisedLimit_letsWaitingLoadsIn() throws Exception {
        cacheado = builder.loadLimit("organization", LoadLimit.of(1).waitAtMost(LONG))
                .build();
        CountDownLatch hanging = new CountDownLatch(1);
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(Way.ASYNC.load(in("acme"), "k" + i, hanging));
        }
        awaitBegun(1);
        cacheado.loadLimit(Shop.org("acme"), LoadLimit.of(4));
        awaitBegun(4);
        hanging.countDown();
        for (CompletableFuture<String> each : all) {
            each.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void interruptedWhileWaiting_leavesTheLoadToTheOthers() throws Exception {
        cacheado = builder.loadLimit("organization", LoadLimit.of(1).waitAtMost(LONG))
                .build();
        CountDownLatch hanging = new CountDownLatch(1);
        CompletableFuture<String> first = Way.SYNC.load(in("acme"), "first", hanging);
        awaitBegun(1);
        FutureTask<Throwable> interrupted =
                new FutureTask<>(() -> catchThrowable(() -> in("acme").get("k", k -> "v")));
        Thread thread = new Thread(interrupted);
        thread.setDaemon(true);
        thread.start();
        Threads.awaitParked(thread);
        FutureTask<String> other = Threads.start(() -> in("acme").get("k", k -> "not this one"));
        thread.interrupt();
        assertThat(Threads.join(interrupted)).hasMessageContaining("interrupted");
        hanging.countDown();
        first.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(Threads.join(other)).isIn("v", "not this one");
    }

    /** 5,000 loads that wait for one place, with an executor that runs them in place. */
    @Test
    void manyWaitingLoads_onAnExecutorInPlace_overflowNoStack() throws Exception {
        cacheado = Shop.threaded()
                .maximumSize(10_000)
                .executor(Runnable::run)
                .loadLimit("organization", LoadLimit.of(1).waitAtMost(LONG))
                .build();
        ScopedCache<String, String> in = in("acme");
        CompletableFuture<String> hanging = new CompletableFuture<>();
        List<CompletableFuture<String>> all = new ArrayList<>();
        all.add(in.getAsync("first", key -> hanging));
        for (int i = 0; i < 5_000; i++) {
            all.add(in.getAsync("k" + i, key -> CompletableFuture.completedFuture("v")));
        }
        hanging.complete("v");
        for (CompletableFuture<String> each : all) {
            assertThat(each.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("v");
        }
    }

    @Test
    void badLimits_areRefused() {
        cacheado = builder.build();
        assertThatThrownBy(() -> LoadLimit.of(0)).hasMessage("loads: 0 (allowed: at least 1)");
        assertThatThrownBy(() -> LoadLimit.of(1).waitAtMost(Duration.ofNanos(-1)))
                .hasMessageStartingWith("wait: PT")
                .hasMessageContaining("allowed: zero or a positive duration");
        assertThatThrownBy(() ->
                        Shop.threaded().maximumSize(1).loadLimit("nowhere", TWO).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
    }
}
