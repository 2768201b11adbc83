package io.cacheado.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ManualExecutorTest {
    private final ManualExecutor executor = new ManualExecutor();
    private final List<String> ran = new ArrayList<>();

    @Test
    void execute_runsNothing() {
        executor.execute(() -> ran.add("a"));

        assertThat(ran).isEmpty();
        assertThat(executor.pending()).isEqualTo(1);
        assertThat(executor).hasToString("ManualExecutor[pending=1]");
    }

    @Test
    void runNext_runsTheOldest() {
        executor.execute(() -> ran.add("a"));
        executor.execute(() -> ran.add("b"));

        assertThat(executor.runNext()).isTrue();
        assertThat(ran).containsExactly("a");
        assertThat(executor.runNext()).isTrue();
        assertThat(executor.runNext()).isFalse();
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void runAll_runsTasksThatTasksAdd() {
        executor.execute(() -> {
            ran.add("a");
            executor.execute(() -> ran.add("b"));
        });

        assertThat(executor.runAll()).isEqualTo(2);
        assertThat(ran).containsExactly("a", "b");
        assertThat(executor.runAll()).isZero();
    }

    @Test
    void rejectFromNowOn_keepsEarlierTasks() {
        executor.execute(() -> ran.add("a"));
        executor.rejectFromNowOn();

        assertThatThrownBy(() -> executor.execute(() -> ran.add("b"))).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.rejected()).isEqualTo(1);
        executor.acceptFromNowOn();
        executor.execute(() -> ran.add("c"));
        executor.runAll();
        assertThat(ran).containsExactly("a", "c");
    }

    @Test
    void runNext_passesOnWhatATaskThrows() {
        executor.execute(() -> {
            throw new IllegalStateException("task");
        });

        assertThatThrownBy(executor::runNext).hasMessage("task");
        assertThat(executor.pending()).isZero();
    }
}
