package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R2: threads come when something needs them, are daemons, and go with the last cacheado; so does the memory. */
class LifecycleTest {
    private static final String CLOCK = "cacheado-clock";

    private static Set<Thread> clocks() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(CLOCK))
                .collect(Collectors.toSet());
    }

    private static void awaitNoClock() {
        await().atMost(Duration.ofSeconds(Threads.PATIENCE_SECONDS)).until(() -> {
            System.gc();
            return clocks().isEmpty();
        });
    }

    @BeforeEach
    void othersAreGone() {
        awaitNoClock();
    }

    @Test
    void cacheado_withoutExpiry_startsNoThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Executor none = task -> {
            throw new AssertionError("no work in the background was due");
        };
        Cacheado cacheado = Shop.threaded().maximumSize(10).executor(none).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(Shop.org("acme"));
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "v");
            cache.get("l" + i, key -> "v");
            cache.invalidate("k" + i);
        }
        cacheado.cleanUp();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().contains("cacheado"));
        cacheado.close();
    }

    @Test
    void clock_startsWithTheFirstEntryThatExpires_isADaemonAndEndsWithClose() {
        Cacheado cacheado = Shop.threaded().maximumSize(10).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(Shop.org("acme"));
        cache.put("k", "never expires");
        assertThat(clocks()).isEmpty();
        cache.put("k", "expires", Duration.ofHours(1));
        assertThat(clocks()).hasSize(1).allMatch(Thread::isDaemon);
        assertThat(clocks()).allMatch(clock -> clock.getContextClassLoader() == null);
        Cacheado second = Shop.threaded().maximumSize(10).build();
        second.cache("c", String.class, String.class)
                .build()
                .in(Shop.org("acme"))
                .put("k", "v", Duration.ofHours(1));
        assertThat(clocks()).hasSize(1);
        cacheado.close();
        second.close();
        awaitNoClock();
        Cacheado third = Shop.threaded().maximumSize(10).build();
        third.cache("c", String.class, String.class)
                .build()
                .in(Shop.org("acme"))
                .put("k", "v", Duration.ofHours(1));
        assertThat(clocks()).hasSize(1);
        third.close();
    }

    @Test
    void cacheado_thatIsMerelyDropped_isCollectedAndItsThreadEnds() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            WeakReference<Cacheado> dropped = use(executor);
            await().atMost(Duration.ofSeconds(Threads.PATIENCE_SECONDS)).until(() -> {
                System.gc();
                return dropped.get() == null;
            });
            awaitNoClock();
        } finally {
            executor.shutdownNow();
        }
    }

    private static WeakReference<Cacheado> use(Executor executor) {
        Cacheado cacheado =
                Shop.threaded().maximumSize(1_000).executor(executor).build();
        Cache<Integer, String> cache = cacheado.cache("c", Integer.class, String.class)
                .expireAfterWrite(Duration.ofHours(1))
                .removalListener(event -> {})
                .build();
        for (int i = 0; i < 2_000; i++) {
            cache.in(Shop.user("acme", i % 5)).put(i, "v");
            cache.in(Shop.user("acme", i % 5)).get(-i, key -> "loaded");
            cache.in(Shop.user("acme", i % 5)).getAsync(i * 7, key -> null);
        }
        cacheado.evict(Shop.user("acme", 1));
        cache.invalidateAll();
        cache.in(Shop.user("acme", 2)).put(1, "v");
        return new WeakReference<>(cacheado);
    }

    @Test
    void expiredEntries_leaveInTheBackgroundThoughNobodyCalls() {
        AtomicInteger told = new AtomicInteger();
        Cacheado cacheado = Shop.threaded().maximumSize(1_000).build();
        Cache<Integer, String> cache = cacheado.cache("c", Integer.class, String.class)
                .expireAfterWrite(Duration.ofMillis(50))
                .removalListener(event -> told.incrementAndGet())
                .build();
        for (int i = 0; i < 500; i++) {
            cache.in(Shop.user("acme", i % 5)).put(i, "v");
        }
        await().atMost(Duration.ofSeconds(Threads.PATIENCE_SECONDS)).untilAtomic(told, org.hamcrest.Matchers.is(500));
        assertThat(cacheado.stats().entryCount()).isZero();
        cacheado.close();
    }

    @Test
    void reclaiming_withAListenerThatIsBehind_goesOnByItself() {
        ExecutorService one = Executors.newSingleThreadExecutor();
        AtomicInteger told = new AtomicInteger();
        Cacheado cacheado = Shop.threaded().maximumSize(100_000).executor(one).build();
        try {
            ScopedCache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                    .removalListener(event -> told.incrementAndGet())
                    .build()
                    .in(Shop.org("acme"));
            for (int i = 0; i < 20_000; i++) {
                cache.put(i, i);
            }
            assertThat(cacheado.evict(Shop.org("acme"))).isEqualTo(20_000);
            await().atMost(Duration.ofSeconds(Threads.PATIENCE_SECONDS))
                    .untilAtomic(told, org.hamcrest.Matchers.is(20_000));
            assertThat(cacheado.toString()).contains("used=0");
        } finally {
            one.shutdownNow();
            cacheado.close();
        }
    }

    @Test
    void clock_survivesAnExecutorThatThrowsAnError() {
        CountDownLatch asked = new CountDownLatch(1);
        Executor broken = task -> {
            asked.countDown();
            throw new OutOfMemoryError("unable to create native thread");
        };
        Cacheado unlucky = Shop.threaded().maximumSize(10).executor(broken).build();
        unlucky.cache("c", String.class, String.class)
                .build()
                .in(Shop.org("acme"))
                .put("k", "v", Duration.ofHours(1));
        Threads.await(asked);
        AtomicInteger told = new AtomicInteger();
        Cacheado lucky = Shop.threaded().maximumSize(10).build();
        lucky.cache("c", String.class, String.class)
                .removalListener(event -> told.incrementAndGet())
                .build()
                .in(Shop.org("acme"))
                .put("k", "v", Duration.ofMillis(20));
        await().atMost(Duration.ofSeconds(Threads.PATIENCE_SECONDS)).untilAtomic(told, org.hamcrest.Matchers.is(1));
        assertThat(clocks()).hasSize(1);
        unlucky.close();
        lucky.close();
    }

    /** Runs on a thread with little stack, so that whatever grows with the number of steps is seen early. */
    private static Thread shallow(Runnable body, AtomicReference<Throwable> thrown) {
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        body.run();
                    } catch (Throwable t) {
                        thrown.set(t);
                    }
                },
                "shallow",
                192 * 1024);
        thread.start();
        return thread;
    }

    @Test
    void manyEvents_behindAListenerThatWaits_doNotDeepenTheStack() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        Cacheado cacheado =
                Shop.threaded().maximumSize(10).executor(Runnable::run).build();
        ScopedCache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .removalListener(event -> {
                    if (told.getAndIncrement() == 0) {
                        entered.countDown();
                        Threads.await(release);
                    }
                })
                .build()
                .in(Shop.org("acme"));
        cache.put(0, 0);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread slow = shallow(() -> cache.put(0, 1), thrown);
        Threads.await(entered);
        for (int i = 0; i < 150_000; i++) {
            cache.put(0, i);
        }
        release.countDown();
        slow.join();
        cache.put(0, -1);
        assertThat(thrown.get()).isNull();
        assertThat(told).hasValue(150_002);
        assertThat(cacheado.stats().undeliveredCount()).isZero();
        cacheado.close();
    }

    @Test
    void reclaimInPlace_ofALargeScope_doesNotDeepenTheStack() throws Exception {
        Cacheado cacheado =
                Shop.threaded().maximumSize(1_000_000).executor(Runnable::run).build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
        for (int i = 0; i < 300_000; i++) {
            cache.put(i, i);
        }
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        shallow(() -> cacheado.evict(Shop.org("acme")), thrown).join();
        assertThat(thrown.get()).isNull();
        assertThat(cacheado.toString()).contains("used=0");
        cacheado.close();
    }
}
