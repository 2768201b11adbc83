package io.cacheado;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads that take too long, and keys that everyone asks for at once. No test asserts how long something took. */
class LoadTimeoutTest {
    private static final Duration SOON = Duration.ofMillis(30);
    private static final Duration NEVER = Duration.ofHours(1);

    private final TestTime time = new TestTime();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Cacheado cacheado = Shop.threaded()
            .maximumSize(1_000)
            .ticker(time)
            .executor(executor)
            .loadLimit("organization", LoadLimit.of(3).waitAtMost(Duration.ofSeconds(20)))
            .build();
    private final CountDownLatch hanging = new CountDownLatch(1);

    private ScopedCache<String, String> scoped(UnaryOperator<CacheBuilder<String, String>> settings) {
        return settings.apply(cacheado.cache("c", String.class, String.class))
                .build()
                .in(Shop.org("acme"));
    }

    private String hang(String key) {
        Threads.await(hanging);
        return "late";
    }

    @AfterEach
    void nothingIsLeft() {
        hanging.countDown();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        // A value is there a moment before its load has ended, and whoever waited is answered before the place is given
        // back.
        Threads.awaitTrue(() -> cacheado.stats().loadsInFlight() == 0);
        Threads.awaitTrue(() -> Audit.bulkheads(cacheado) == 0);
        executor.shutdownNow();
    }

    // ---- the hard time-out ---------------------------------------------------------------------------------------

    /** Every caller leaves, the permits come back, and neither other keys nor other scopes are touched. */
    @Test
    void loaderThatHangsForEver_holdsNobody() throws Exception {
        ScopedCache<String, String> cache = scoped(c -> c.hardLoadTimeout(SOON));
        AtomicInteger inside = new AtomicInteger();
        List<FutureTask<Throwable>> callers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String key = "k" + i % 3;
            callers.add(Threads.start(() -> catchThrowable(() -> cache.get(key, k -> {
                inside.incrementAndGet();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    inside.decrementAndGet();
                }
                return "late";
            }))));
        }
        callers.forEach(each -> assertThat(Threads.join(each))
                .isInstanceOf(LoadTimeoutException.class)
                .hasMessage("a load of cache c took longer than its hard time-out of 30 ms"));
        CompletableFuture<String> async = cache.getAsync("k9", key -> new CompletableFuture<>());
        assertThat(catchThrowable(() -> async.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(LoadTimeoutException.class);
        assertThatThrownBy(() -> cache.getAll(List.of("k7", "k8"), keys -> Map.of("k7", hang("k7"), "k8", "x")))
                .isInstanceOf(LoadTimeoutException.class);

        Threads.awaitTrue(() -> inside.get() == 0);
        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("k" + i, key -> "v")).isEqualTo("v");
        }
        assertThat(cacheado.stats().loadFailureCount()).isGreaterThanOrEqualTo(4);
    }

    /** Its time was over before it began; or at that moment, when nobody is there to be interrupted yet. */
    @ParameterizedTest
    @ValueSource(strings = {"sync", "staged", "bulk"})
    void loadThatBeginsAfterItsTimeout_isNotBegun(String kind) throws Exception {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        try (Cacheado late =
                Shop.threaded().maximumSize(10).executor(tasks::add).build()) {
            ScopedCache<String, String> cache = late.cache("c", String.class, String.class)
                    .hardLoadTimeout(SOON)
                    .build()
                    .in(Shop.org("acme"));
            AtomicInteger begun = new AtomicInteger();
            FutureTask<Throwable> caller = Threads.start(() -> catchThrowable(() -> {
                switch (kind) {
                    case "sync" -> cache.get("k", key -> "v" + begun.incrementAndGet());
                    case "staged" ->
                        cache.getAsync("k", key -> {
                                    begun.incrementAndGet();
                                    return new CompletableFuture<>();
                                })
                                .get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
                    default -> cache.getAll(Set.of("k", "l"), keys -> Map.of("k", "v" + begun.incrementAndGet()));
                }
            }));
            Runnable load = requireNonNull(tasks.poll(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS));
            Threads.awaitTrue(() -> late.stats().loadsInFlight() == 0);
            while (!caller.isDone()) {
                // A caller's own future is completed on the executor, too.
                Runnable next = tasks.poll(1, TimeUnit.MILLISECONDS);
                if (next != null) {
                    next.run();
                }
            }
            load.run();
            Throwable failure = Threads.join(caller);
            assertThat(failure instanceof ExecutionException ? failure.getCause() : failure)
                    .isInstanceOf(LoadTimeoutException.class);
            assertThat(begun.get()).isZero();
        }
    }

    @Test
    void valueThatComesAfterTheTimeout_isDropped() throws Exception {
        ScopedCache<String, String> cache = scoped(c -> c.hardLoadTimeout(SOON));
        CompletableFuture<String> late = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        // On a busy machine the time may be over before the loader is called: then there is nothing late.
        while (!begun.get()) {
            CompletableFuture<String> asked = cache.getAsync("k", key -> {
                begun.set(true);
                return late;
            });
            assertThat(catchThrowable(() -> asked.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)))
                    .hasCauseInstanceOf(LoadTimeoutException.class);
        }
        late.complete("late");

        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cache.get("k", key -> "v")).isEqualTo("v");
        assertThat(cacheado.stats().insertCount()).isEqualTo(1);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isZero();
    }

    /** Of a load within another, whose own time is not over. */
    @Test
    void timeout_interruptsNoLoadOfAnother() throws Exception {
        ScopedCache<String, String> inner =
                cacheado.cache("inner", String.class, String.class).build().in(Shop.org("acme"));
        CountDownLatch begun = new CountDownLatch(1);
        // On a busy machine the time of the outer load may be over before it asks for the inner one: then with more.
        for (int millis = 30; begun.getCount() > 0; millis *= 2) {
            ScopedCache<String, String> outer = cacheado.cache("outer" + millis, String.class, String.class)
                    .hardLoadTimeout(Duration.ofMillis(millis))
                    .build()
                    .in(Shop.org("acme"));
            assertThatThrownBy(() -> outer.get(
                            "k",
                            key -> inner.get("i", i -> {
                                begun.countDown();
                                return hang(i);
                            })))
                    .isInstanceOf(LoadTimeoutException.class);
        }
        FutureTask<String> waiter = Threads.start(() -> inner.get("i", i -> "not asked"));
        hanging.countDown();

        assertThat(Threads.join(waiter)).isIn("late", "not asked");
    }

    @Test
    void timeout_servesAnExpiredValueWhereThatIsAllowed() {
        ScopedCache<String, String> cache = scoped(c ->
                c.hardLoadTimeout(SOON).expireAfterWrite(Duration.ofMinutes(1)).staleIfError(Duration.ofHours(1)));
        cache.put("k", "old");
        time.advance(Duration.ofMinutes(2));

        assertThat(cache.get("k", this::hang)).isEqualTo("old");
        assertThat(cacheado.stats().staleCount()).isEqualTo(1);
    }

    // ---- the soft time-out ---------------------------------------------------------------------------------------

    @Test
    void slowLoad_servesTheExpiredValueAndGoesOn() throws Exception {
        ScopedCache<String, String> cache = scoped(c ->
                c.softLoadTimeout(SOON).expireAfterWrite(Duration.ofMinutes(1)).staleIfError(Duration.ofHours(1)));
        cache.put("k", "old");
        cache.put("b", "old");
        time.advance(Duration.ofMinutes(2));
        AtomicInteger loads = new AtomicInteger();

        assertThat(cache.get("k", key -> hang(key) + loads.incrementAndGet())).isEqualTo("old");
        assertThat(cache.get("k", key -> "never" + loads.incrementAndGet())).isEqualTo("old");
        assertThat(cache.getAsync("k", key -> new CompletableFuture<>())
                        .get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("old");
        assertThat(cache.getAll(Set.of("b"), keys -> Map.of("b", hang("b")))).containsEntry("b", "old");
        hanging.countDown();
        Threads.awaitTrue(() -> "late1".equals(cache.getIfPresent("k")) && "late".equals(cache.getIfPresent("b")));

        assertThat(cacheado.stats().staleCount()).isEqualTo(4);
        assertThat(cacheado.stats().refreshCount()).isZero();
    }

    @Test
    void slowLoad_ofAKeyWithoutAValue_isWaitedFor() {
        ScopedCache<String, String> cache = scoped(c -> c.softLoadTimeout(Duration.ofNanos(1))
                .expireAfterWrite(Duration.ofMinutes(1))
                .staleIfError(Duration.ofHours(1)));
        FutureTask<String> caller = Threads.start(() -> cache.get("k", this::hang));
        hanging.countDown();

        assertThat(Threads.join(caller)).isEqualTo("late");
    }

    // ---- the herd ------------------------------------------------------------------------------------------------

    /** 1,000 threads ask for one expired key while its only load hangs: nobody waits for it. */
    @Test
    void thousandThreads_onOneExpiredKey_loadOnceAndNobodyWaits() {
        ScopedCache<String, String> cache =
                scoped(c -> c.expireAfterWrite(Duration.ofMinutes(1)).staleWhileRevalidate(Duration.ofHours(1)));
        cache.put("k", "old");
        time.advance(Duration.ofMinutes(2));
        AtomicInteger loads = new AtomicInteger();
        Threads.run(
                1_000,
                me -> assertThat(cache.get("k", key -> {
                            loads.incrementAndGet();
                            return hang(key);
                        }))
                        .isEqualTo("old"));
        assertThat(cacheado.stats().staleCount()).isEqualTo(1_000);
        assertThat(cacheado.stats().missCount()).isZero();
        hanging.countDown();
        Threads.awaitTrue(() -> "late".equals(cache.getIfPresent("k")));

        assertThat(loads.get()).isEqualTo(1);
    }

    /** Without any of it: all wait for the same load. */
    @Test
    void thousandThreads_onOneMissingKey_loadOnce() {
        ScopedCache<String, String> cache = scoped(c -> c.hardLoadTimeout(NEVER));
        AtomicInteger loads = new AtomicInteger();
        Threads.run(1_000, me -> {
            if (me == 999) {
                hanging.countDown();
            }
            assertThat(cache.get("k", key -> hang(key) + loads.incrementAndGet()))
                    .isEqualTo("late1");
        });
        assertThat(loads.get()).isEqualTo(1);
    }
}
