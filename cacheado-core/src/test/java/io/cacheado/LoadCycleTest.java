package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.internal.engine.Audit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** L4: loads that wait for each other in a circle are found when the circle closes, on threads of their own. */
class LoadCycleTest {
    private final Cacheado cacheado = Shop.threaded().maximumSize(1000).build();
    private final Cache<String, String> cache =
            cacheado.cache("c", String.class, String.class).build();
    private final ScopedCache<String, String> in = cache.in(Shop.org("acme"));

    @AfterEach
    void invariantsHold() {
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().loadsInFlight()).isZero();
        cacheado.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void circle_overThreads_isFoundByTheLastAndEndsAll(int threads) {
        for (int round = 0; round < 50; round++) {
            CyclicBarrier allLoad = new CyclicBarrier(threads);
            List<FutureTask<Throwable>> loads = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String mine = "k" + i;
                String next = "k" + (i + 1) % threads;
                loads.add(Threads.start(() -> catchThrowable(() -> in.get(mine, key -> {
                    catchThrowable(allLoad::await);
                    return in.get(next, other -> "never");
                }))));
            }
            for (FutureTask<Throwable> load : loads) {
                assertThat(Threads.join(load))
                        .isExactlyInstanceOf(RecursiveLoadException.class)
                        .hasMessageContaining("c");
            }
            assertThat(cacheado.stats().entryCount()).isZero();
        }
    }

    @Test
    void circle_brokenByALoaderThatCatches_theOthersAreServed() {
        for (int round = 0; round < 50; round++) {
            AtomicInteger caught = new AtomicInteger();
            CyclicBarrier bothLoad = new CyclicBarrier(2);
            List<FutureTask<String>> loads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                String mine = "k" + i;
                String other = "k" + (1 - i);
                loads.add(Threads.start(() -> in.get(mine, key -> {
                    catchThrowable(bothLoad::await);
                    try {
                        return mine + "+" + in.get(other, again -> "never");
                    } catch (RecursiveLoadException e) {
                        caught.incrementAndGet();
                        return mine;
                    }
                })));
            }
            List<String> values = loads.stream().map(Threads::join).toList();
            assertThat(caught).hasValue(1);
            assertThat(values).containsAnyOf("k0+k1", "k1+k0").containsAnyOf("k0", "k1");
            in.invalidateAll();
        }
    }

    @Test
    void circle_throughNestedLoads_isFound() {
        // a waits inside b (both of one thread) for c, whose thread waits for a.
        CyclicBarrier bothLoad = new CyclicBarrier(2);
        FutureTask<Throwable> one = Threads.start(() -> catchThrowable(() -> in.get(
                "a",
                a -> in.get("b", b -> {
                    catchThrowable(bothLoad::await);
                    return in.get("c", c -> "never");
                }))));
        FutureTask<Throwable> two = Threads.start(() -> catchThrowable(() -> in.get("c", c -> {
            catchThrowable(bothLoad::await);
            return in.get("a", a -> "never");
        })));
        assertThat(Threads.join(one)).isExactlyInstanceOf(RecursiveLoadException.class);
        assertThat(Threads.join(two)).isExactlyInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void circle_overTwoCachesAndScopes_isFound() {
        ScopedCache<String, String> other =
                cacheado.cache("other", String.class, String.class).build().in(Shop.tenant("t"));
        CyclicBarrier bothLoad = new CyclicBarrier(2);
        FutureTask<Throwable> one = Threads.start(() -> catchThrowable(() -> in.get("k", k -> {
            catchThrowable(bothLoad::await);
            return other.get("k", x -> "never");
        })));
        FutureTask<Throwable> two = Threads.start(() -> catchThrowable(() -> other.get("k", k -> {
            catchThrowable(bothLoad::await);
            return in.get("k", x -> "never");
        })));
        assertThat(Threads.join(one)).isExactlyInstanceOf(RecursiveLoadException.class);
        assertThat(Threads.join(two)).isExactlyInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void circle_throughAnAsyncLoader_isFound() {
        CyclicBarrier bothLoad = new CyclicBarrier(2);
        CompletableFuture<String> async = in.getAsync("a", a -> {
            catchThrowable(bothLoad::await);
            return CompletableFuture.completedFuture(in.get("b", b -> "never"));
        });
        FutureTask<Throwable> sync = Threads.start(() -> catchThrowable(() -> in.get("b", b -> {
            catchThrowable(bothLoad::await);
            return in.get("a", a -> "never");
        })));
        assertThat(Threads.join(sync)).isExactlyInstanceOf(RecursiveLoadException.class);
        assertThat(catchThrowable(() -> async.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS)))
                .hasRootCauseInstanceOf(RecursiveLoadException.class);
    }

    @Test
    void circle_overBulkLoaders_isFound() {
        CyclicBarrier bothLoad = new CyclicBarrier(2);
        List<FutureTask<Throwable>> loads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int me = i;
            loads.add(Threads.start(() -> catchThrowable(() -> in.getAll(List.of("a" + me, "b" + me), missing -> {
                catchThrowable(bothLoad::await);
                Map<String, String> values = new HashMap<>();
                values.putAll(in.getAll(List.of("b" + (1 - me)), again -> Map.of()));
                return values;
            }))));
        }
        for (FutureTask<Throwable> load : loads) {
            assertThat(Threads.join(load)).isExactlyInstanceOf(RecursiveLoadException.class);
        }
    }

    @Test
    void waiters_thatFormNoCircle_areNotRefused() {
        // A chain: 0 waits for 1, 1 for 2, ...; the last one loads in peace.
        int length = 8;
        CyclicBarrier allLoad = new CyclicBarrier(length);
        List<FutureTask<String>> loads = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int me = i;
            loads.add(Threads.start(() -> in.get("k" + me, key -> {
                catchThrowable(allLoad::await);
                return me == length - 1 ? "end" : me + "," + in.get("k" + (me + 1), other -> "never");
            })));
        }
        assertThat(Threads.join(loads.get(0))).isEqualTo("0,1,2,3,4,5,6,end");
        loads.forEach(Threads::join);
    }

    @Test
    void randomLoadsInsideLoads_neverHang() {
        Threads.run(4, me -> {
            java.util.Random random = new java.util.Random(me);
            for (int i = 0; i < 2_000; i++) {
                int a = random.nextInt(4);
                int b = random.nextInt(4);
                catchThrowable(() -> in.get("k" + a, key -> {
                    Thread.yield();
                    return in.get("k" + b, other -> "leaf");
                }));
                in.invalidate("k" + random.nextInt(4));
            }
        });
        for (int i = 0; i < 4; i++) {
            in.invalidate("k" + i);
            assertThat(in.get("k" + i, key -> "fine")).isEqualTo("fine");
        }
    }
}
