package io.cacheado.testkit.junit;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Daemon threads, as many as there are tasks, of which it can be awaited that all are done. */
final class Workers implements Executor, AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cacheado-test");
        thread.setDaemon(true);
        return thread;
    });
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int busy;

    @Override
    public void execute(Runnable task) {
        count(1);
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    count(-1);
                }
            });
        } catch (RejectedExecutionException closed) {
            count(-1);
            throw closed;
        }
    }

    private void count(int change) {
        lock.lock();
        try {
            busy += change;
            if (busy == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is being done; false if that takes longer. */
    boolean awaitIdle(Duration most) {
        long nanos = most.toNanos();
        lock.lock();
        try {
            while (busy > 0 && nanos > 0) {
                nanos = idle.awaitNanos(nanos);
            }
            return busy == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts what still runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
