package io.cacheado.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private final Workers workers = new Workers();
    private final CountDownLatch held = new CountDownLatch(1);

    @AfterEach
    void close() {
        workers.close();
    }

    private void hold() {
        workers.execute(() -> {
            try {
                held.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void awaitIdle_whenNothingIsDone_returnsAtOnce() {
        assertThat(workers.awaitIdle(Duration.ZERO)).isTrue();
    }

    @Test
    void awaitIdle_waitsForATaskThatEnds() {
        hold();
        Thread waiting = Thread.currentThread();
        new Thread(() -> {
                    while (waiting.getState() != Thread.State.TIMED_WAITING) {
                        Thread.onSpinWait();
                    }
                    held.countDown();
                })
                .start();

        assertThat(workers.awaitIdle(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void awaitIdle_ofATaskThatDoesNotEnd_givesUp() {
        hold();

        assertThat(workers.awaitIdle(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void awaitIdle_interrupted_givesUpAndKeepsTheStatus() {
        hold();
        Thread.currentThread().interrupt();

        assertThat(workers.awaitIdle(Duration.ofSeconds(10))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void task_afterTheEnd_isRefusedAndNotAwaited() {
        workers.close();

        assertThatThrownBy(() -> workers.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(workers.awaitIdle(Duration.ZERO)).isTrue();
    }

    @Test
    void task_thatThrows_isDone() {
        workers.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
            throw new IllegalStateException("told to");
        });

        assertThat(workers.awaitIdle(Duration.ofSeconds(10))).isTrue();
    }
}
