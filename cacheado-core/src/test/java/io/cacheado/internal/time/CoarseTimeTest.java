package io.cacheado.internal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cacheado.internal.table.Together;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One thread keeps the time of the process; its rounds take a second, so these tests wait for what they expect. */
class CoarseTimeTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Thread keeper() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("cacheado-clock") && each.isAlive())
                .findAny()
                .orElse(null);
    }

    @Test
    void exact_inManyThreads_neverGoesBack() throws InterruptedException {
        Together.run(3, thread -> {
            long before = 0;
            for (int i = 0; i < 200_000; i++) {
                long exact = CoarseTime.exact();
                if (exact < before) {
                    throw new AssertionError("went back by " + (before - exact));
                }
                before = exact;
            }
        });
    }

    @Test
    void now_isNeverAheadOfTheExactTime() {
        for (int i = 0; i < 100_000; i++) {
            long now = CoarseTime.now();
            assertThat(CoarseTime.exact() >= now).isTrue();
        }
    }

    // A starved thread must not hold the time back where something is written: it is raised far below its resolution.
    @Test
    void exact_inManyThreads_raisesTheSharedTime() throws InterruptedException {
        Together.run(3, thread -> {
            for (int i = 0; i < 100_000; i++) {
                long exact = CoarseTime.exact();
                long behind = exact - CoarseTime.now;
                if (behind > CoarseTime.RAISE) {
                    throw new AssertionError("behind by " + behind);
                }
            }
        });
    }

    @Test
    void thread_startsWithTheFirstAndEndsWithTheLastThatIsRegistered() {
        AtomicInteger rounds = new AtomicInteger();
        Runnable due = () -> {
            // Asks for the time, so that it is kept, and fails in both ways.
            CoarseTime.now();
            if (rounds.incrementAndGet() == 1) {
                throw new IllegalStateException("a full executor");
            }
            throw new AssertionError("or worse");
        };
        CoarseTime.register(due);
        Thread keeper = keeper();
        assertThat(keeper.isDaemon()).isTrue();
        assertThat(keeper.getContextClassLoader()).isNull();
        await().atMost(LONG).until(() -> rounds.get() >= 2);
        assertThat(keeper.isAlive()).isTrue();

        CoarseTime.unregister(due);
        Runnable forgotten = new Runnable() {
            @Override
            public void run() {
                rounds.addAndGet(0);
            }
        };
        CoarseTime.register(forgotten);
        forgotten = null;
        await().atMost(LONG).until(() -> {
            System.gc();
            return keeper() == null;
        });
        long now = CoarseTime.now();
        await().atMost(LONG).until(() -> CoarseTime.now() > now);
        Runnable again = () -> {};
        CoarseTime.register(again);
        assertThat(keeper()).isNotNull().isNotSameAs(keeper);
        CoarseTime.unregister(again);
    }

    // What is registered may run an executor's tasks in place, and with them a listener that blocks.
    @Test
    void now_whileSomethingRegisteredBlocks_goesOn() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger rounds = new AtomicInteger();
        Runnable due = () -> {
            if (rounds.incrementAndGet() == 2) {
                blocked.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        CoarseTime.register(due);
        try {
            // Hits ask all the while, so that the thread keeps the time.
            while (!blocked.await(1, TimeUnit.MILLISECONDS)) {
                CoarseTime.now();
            }
            long now = CoarseTime.now();
            await().atMost(Duration.ofSeconds(5)).until(() -> CoarseTime.now() > now + 2_000_000);
        } finally {
            goOn.countDown();
            CoarseTime.unregister(due);
        }
    }
}
