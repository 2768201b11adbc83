package io.cacheado;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An executor that keeps its tasks until a test runs them; one that nobody asks never runs any. */
public final class TaskQueue implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable task) {
        tasks.add(task);
    }

    public synchronized int size() {
        return tasks.size();
    }

    private synchronized Runnable poll() {
        return tasks.poll();
    }

    /** Runs what waits, and what that adds, on this thread. */
    public void runAll() {
        for (Runnable task = poll(); task != null; task = poll()) {
            task.run();
        }
    }
}
