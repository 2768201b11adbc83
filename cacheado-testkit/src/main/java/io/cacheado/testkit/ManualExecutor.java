package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An executor that keeps its tasks until a test runs them, on the test's own thread. Safe for use by many threads.
 *
 * <p>An executor that runs each task at once is {@code Runnable::run}, which is what {@code deterministic(seed)} uses.
 */
public final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean rejecting;
    private long rejected;

    /** Creates an executor without tasks, which accepts what it is given. */
    public ManualExecutor() {}

    /**
     * Keeps a task.
     *
     * @throws RejectedExecutionException after {@link #rejectFromNowOn}
     */
    @Override
    public synchronized void execute(Runnable task) {
        requireNonNull(task, "task");
        if (rejecting) {
            rejected++;
            throw new RejectedExecutionException("told to reject");
        }
        tasks.add(task);
    }

    /** Refuses every later task, as an executor that is full or shut down does. Tasks that were kept stay. */
    public synchronized void rejectFromNowOn() {
        rejecting = true;
    }

    /** Accepts tasks again. */
    public synchronized void acceptFromNowOn() {
        rejecting = false;
    }

    /** The number of tasks that wait to be run. */
    public synchronized int pending() {
        return tasks.size();
    }

    /** The number of tasks that were refused. */
    public synchronized long rejected() {
        return rejected;
    }

    /**
     * Runs the oldest task on this thread, without holding a lock. What it throws reaches the caller.
     *
     * @return whether there was one
     */
    public boolean runNext() {
        Runnable task = poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /**
     * Runs tasks on this thread, oldest first, until there is none, those included that they add.
     *
     * @return how many were run
     */
    public int runAll() {
        int run = 0;
        while (runNext()) {
            run++;
        }
        return run;
    }

    private synchronized @Nullable Runnable poll() {
        return tasks.poll();
    }

    @Override
    public String toString() {
        return "ManualExecutor[pending=" + pending() + "]";
    }
}
