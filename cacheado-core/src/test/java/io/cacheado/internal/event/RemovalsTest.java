package io.cacheado.internal.event;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.log.Logs;
import io.cacheado.internal.table.Together;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemovalsTest {
    private final Scope scope = ScopeTree.of(level("org", "org_id")).scope("org", "acme");
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger caughtUp = new AtomicInteger();
    private final List<Integer> heard = Collections.synchronizedList(new ArrayList<>());
    private final RemovalListener<Integer, String> listener = event -> heard.add(event.key());

    private RemovalEvent<Integer, String> event(int key) {
        return new RemovalEvent<>(scope, "c", key, "v", RemovalCause.EXPLICIT);
    }

    private Removals on(Executor executor) {
        return new Removals(executor, new Logs(false, () -> 0), caughtUp::incrementAndGet);
    }

    private void add(Removals removals, int from, int to) {
        for (int key = from; key < to; key++) {
            removals.add(listener, event(key));
        }
    }

    private static List<Integer> upTo(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    @Test
    void schedule_withNothingWaiting_submitsNothing() {
        on(tasks::add).schedule();

        assertThat(tasks).isEmpty();
    }

    @Test
    void schedule_ofSome_deliversThemInOrderOnTheExecutor() {
        Removals removals = on(tasks::add);
        add(removals, 0, 5);
        removals.schedule();
        removals.schedule();
        assertThat(heard).isEmpty();
        assertThat(tasks).hasSize(1);
        tasks.poll().run();

        assertThat(heard).isEqualTo(upTo(5));
        assertThat(tasks).isEmpty();
        assertThat(caughtUp).hasValue(1);
        assertThat(removals.undelivered()).isZero();
    }

    @Test
    void schedule_ofMany_deliversThemInBatches() {
        Removals removals = on(tasks::add);
        add(removals, 0, 1_000);
        removals.schedule();
        tasks.poll().run();
        assertThat(heard).hasSize(128);
        assertThat(tasks).hasSize(1);
        int batches = 1;
        for (; !tasks.isEmpty(); batches++) {
            tasks.poll().run();
        }

        assertThat(batches).isEqualTo(8);
        assertThat(heard).isEqualTo(upTo(1_000));
    }

    @Test
    void schedule_onAnExecutorThatRunsInPlace_deliversAnyNumber() throws InterruptedException {
        Removals removals = on(Runnable::run);
        add(removals, 0, 400_000);
        // On a small stack, where a call within a call for each batch would not end well.
        Thread thread = new Thread(null, removals::schedule, "small", 256 << 10);
        thread.start();
        thread.join();

        assertThat(removals.undelivered()).isZero();
        assertThat(heard.size()).isEqualTo(400_000);
        assertThat(removals.failures()).isZero();
    }

    @Test
    void isCrowded_aboveFourThousand_untilDelivered() {
        Removals removals = on(tasks::add);
        add(removals, 0, 4_096);
        assertThat(removals.isCrowded()).isFalse();
        add(removals, 4_096, 4_200);
        assertThat(removals.isCrowded()).isTrue();
        removals.schedule();
        tasks.poll().run();
        assertThat(caughtUp).as("many are left").hasValue(0);
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }

        assertThat(removals.isCrowded()).isFalse();
        assertThat(caughtUp.get()).isPositive();
    }

    @Test
    void listener_thatThrows_isCountedAndCalledAgain() {
        Removals removals = on(Runnable::run);
        RemovalListener<Integer, String> throwing = event -> {
            heard.add(event.key());
            if (event.key() % 4 == 0) {
                throw new AssertionError("an error");
            }
            if (event.key() % 2 == 0) {
                throw new IllegalStateException("no");
            }
        };
        for (int key = 0; key < 10; key++) {
            removals.add(throwing, event(key));
        }
        removals.schedule();

        assertThat(heard).isEqualTo(upTo(10));
        assertThat(removals.failures()).isEqualTo(5);
        assertThat(removals.undelivered()).isZero();
    }

    @Test
    void executor_thatRefuses_isCountedAndTriedAgain() {
        boolean[] refuses = {true};
        Removals removals = on(task -> {
            if (refuses[0]) {
                throw new RejectedExecutionException();
            }
            task.run();
        });
        add(removals, 0, 3);
        removals.schedule();
        assertThat(removals.undelivered()).isEqualTo(3);
        refuses[0] = false;
        add(removals, 3, 5);
        removals.schedule();

        assertThat(heard).containsExactly(3, 4);
        assertThat(removals.undelivered()).isEqualTo(3);
    }

    @Test
    void executor_thatHasNoThreadToGive_isCountedAndTriedAgain() {
        Removals removals = on(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        add(removals, 0, 2);
        removals.schedule();
        add(removals, 2, 3);
        removals.schedule();

        assertThat(removals.undelivered()).isEqualTo(3);
        assertThat(heard).isEmpty();
    }

    @Test
    void discard_ofWhatWaits_isCounted() {
        Removals removals = on(tasks::add);
        add(removals, 0, 7);
        removals.schedule();
        removals.discard();
        tasks.poll().run();

        assertThat(heard).isEmpty();
        assertThat(removals.undelivered()).isEqualTo(7);
        assertThat(removals.isCrowded()).isFalse();
    }

    @Test
    void deliverAll_onTheCallersThread_takesWhatWaits() {
        Removals removals = on(tasks::add);
        add(removals, 0, 1_000);
        removals.schedule();
        tasks.poll().run();
        tasks.clear();
        Removals idle = on(tasks::add);
        add(idle, 128, 1_000);
        idle.deliverAll();

        assertThat(heard).isEqualTo(upTo(1_000));
        idle.deliverAll();
        assertThat(heard).hasSize(1_000);
    }

    @Test
    void listener_thatCausesRemovals_isToldOfThemInTurn() {
        Removals[] removals = new Removals[1];
        removals[0] = on(Runnable::run);
        RemovalListener<Integer, String> causing = new RemovalListener<>() {
            @Override
            public void onRemoval(RemovalEvent<Integer, String> event) {
                heard.add(event.key());
                if (event.key() < 300) {
                    removals[0].add(this, event(event.key() + 1));
                    removals[0].schedule();
                }
            }
        };
        removals[0].add(causing, event(0));
        removals[0].schedule();

        assertThat(heard).isEqualTo(upTo(301));
    }

    @Test
    void threads_addingTogether_areHeardOnceEachInTheirOrder() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        RemovalListener<Integer, String> watching = event -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            heard.add(event.key());
            atOnce.decrementAndGet();
        };
        Removals removals = on(pool);
        Together.run(4, thread -> {
            for (int i = 0; i < 10_000; i++) {
                removals.add(watching, event(thread * 100_000 + i));
                removals.schedule();
                if (i % 1_000 == 0) {
                    removals.deliverAll();
                }
            }
        });
        // What is under way submits the next batch itself.
        while (removals.undelivered() + heard.size() < 40_000) {
            Thread.onSpinWait();
        }
        pool.shutdown();
        pool.awaitTermination(60, TimeUnit.SECONDS);

        assertThat(most).hasValue(1);
        assertThat(heard).hasSize(40_000);
        assertThat(new HashSet<>(heard)).hasSize(40_000);
        for (int thread = 0; thread < 4; thread++) {
            int base = thread * 100_000;
            List<Integer> mine = heard.stream()
                    .filter(key -> key >= base && key < base + 100_000)
                    .toList();
            assertThat(mine).isSorted();
        }
    }
}
