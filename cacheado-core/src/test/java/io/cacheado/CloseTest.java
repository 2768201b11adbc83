package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** R2: the end of a cacheado. */
class CloseTest {
    private final Scope scope = Shop.user("acme", 42);

    @Test
    void close_twice_isIdempotent() {
        Cacheado cacheado = Shop.threaded().maximumSize(10).build();
        cacheado.close();
        assertThatCode(cacheado::close).doesNotThrowAnyException();
    }

    @Test
    void close_duringLoads_waitersAreToldAndLoadersNotInterrupted() throws Exception {
        Cacheado cacheado = Shop.threaded().maximumSize(10).build();
        Cache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build();
        ScopedCache<String, String> in = cache.in(scope);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(2);
        AtomicBoolean interrupted = new AtomicBoolean();
        FutureTask<Throwable> loader = Threads.start(() -> catchThrowable(() -> in.get("k", key -> {
            entered.countDown();
            Threads.await(release);
            interrupted.set(Thread.currentThread().isInterrupted());
            return "v";
        })));
        FutureTask<Throwable> bulkLoader =
                Threads.start(() -> catchThrowable(() -> in.getAll(List.of("a", "b"), keys -> {
                    entered.countDown();
                    Threads.await(release);
                    return Map.of("a", "1", "extra", "2");
                })));
        Threads.await(entered);
        CompletableFuture<String> pending = in.getAsync("p", key -> new CompletableFuture<>());
        List<FutureTask<Throwable>> waiters = List.of(
                Threads.start(() -> catchThrowable(() -> in.get("k", key -> "other"))),
                Threads.start(() -> catchThrowable(() -> in.get("a", key -> "other"))),
                Threads.start(() -> catchThrowable(() -> in.getAll(List.of("k", "b"), keys -> Map.of()))));
        CompletableFuture<String> async = in.getAsync("k", key -> null);
        while (cacheado.stats().coalescedCount() < 5) {
            Thread.onSpinWait();
        }
        cacheado.close();

        for (FutureTask<Throwable> waiter : waiters) {
            assertThat(Threads.join(waiter))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
        for (CompletableFuture<String> future : List.of(async, pending)) {
            assertThat(catchThrowable(() -> future.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)))
                    .hasCauseExactlyInstanceOf(IllegalStateException.class);
        }
        release.countDown();
        Threads.join(loader);
        Threads.join(bulkLoader);
        assertThat(interrupted).isFalse();
        assertThat(cacheado.toString()).contains("used=0");
        assertThatThrownBy(() -> in.getIfPresent("k")).isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_insideALoad_endsItWithoutAHang() {
        Cacheado cacheado = Shop.threaded().maximumSize(10).build();
        ScopedCache<String, String> in =
                cacheado.cache("c", String.class, String.class).build().in(scope);
        FutureTask<Throwable> caller = Threads.start(() -> catchThrowable(() -> in.get("k", key -> {
            cacheado.close();
            return "v";
        })));
        Throwable thrown = Threads.join(caller);
        assertThat(thrown == null || thrown instanceof IllegalStateException).isTrue();
        assertThat(cacheado.toString()).contains("used=0");
    }

    @Test
    void close_countsWhatIsNotHandedOver_andTellsNoListenerAfterwards() {
        TaskQueue tasks = new TaskQueue();
        Cacheado cacheado = Shop.threaded().maximumSize(100).executor(tasks).build();
        AtomicInteger told = new AtomicInteger();
        ScopedCache<Integer, String> in = cacheado.cache("c", Integer.class, String.class)
                .removalListener(event -> told.incrementAndGet())
                .build()
                .in(scope);
        for (int i = 0; i < 50; i++) {
            in.put(i, "v");
        }
        in.invalidate(0);
        in.getIfPresent(0);
        cacheado.close();
        tasks.runAll();
        assertThat(told).hasValue(0);
        assertThat(cacheado.toString()).contains("used=0");

        CacheStats last = cacheado.stats();
        assertThat(last.undeliveredCount()).isEqualTo(50);
        assertThat(last.insertCount()).isEqualTo(50);
        assertThat(last.removalCount()).isEqualTo(1);
        assertThat(last.missCount()).isEqualTo(1);
        assertThat(last.entryCount()).isZero();
        assertThat(last.weight()).isZero();
        assertThat(last.scopeCount()).isZero();
        assertThat(last.loadsInFlight()).isZero();
        assertThat(cacheado.stats()).hasToString(last.toString());
    }

    @Test
    void close_whileThreadsWrite_leavesNothingReadableAndNothingCharged() {
        for (int round = 0; round < 60; round++) {
            Cacheado cacheado = Shop.threaded().maximumSize(1000).build();
            Cache<Integer, Integer> cache =
                    cacheado.cache("c", Integer.class, Integer.class).build();
            Threads.run(4, me -> {
                ScopedCache<Integer, Integer> in = cache.in(Shop.user("acme", me));
                if (me == 0) {
                    for (int i = 0; i < 200; i++) {
                        Thread.onSpinWait();
                    }
                    cacheado.close();
                    return;
                }
                try {
                    for (int i = 0; ; i++) {
                        in.put(i % 50, i);
                        in.get(i % 70, key -> key);
                    }
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("closed");
                }
            });
            for (int me = 1; me < 4; me++) {
                ScopedCache<Integer, Integer> in = cache.in(Shop.user("acme", me));
                for (int key = 0; key < 70; key++) {
                    int asked = key;
                    assertThatThrownBy(() -> in.getIfPresent(asked)).isExactlyInstanceOf(IllegalStateException.class);
                }
            }
            assertThat(cacheado.toString()).contains("used=0");
        }
    }
}
