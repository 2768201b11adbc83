package io.cacheado;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Starts threads of a test, and brings what they throw back to it. */
public final class Threads {
    /** How long a test waits for what must happen before it gives up; no test passes or fails by its length. */
    public static final long PATIENCE_SECONDS = Long.getLong("io.cacheado.patience", 20);

    private Threads() {}

    /** What one of several threads does. */
    public interface Body {
        void run(int thread) throws Exception;
    }

    /** Starts one daemon thread. */
    public static <T> FutureTask<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** What a thread came to; its failure is thrown as the cause of an AssertionError. */
    public static <T> T join(FutureTask<T> task) {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a thread of the test failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new AssertionError("a thread of the test hangs", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs the body on so many threads at once. */
    public static void run(int threads, Body body) {
        CyclicBarrier together = new CyclicBarrier(threads);
        List<FutureTask<Void>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int me = i;
            all.add(start(() -> {
                together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                body.run(me);
                return null;
            }));
        }
        all.forEach(Threads::join);
    }

    /** Waits for a latch that must open. */
    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("a latch did not open");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until something holds that must come to hold. */
    public static void awaitTrue(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("it did not come to hold");
            }
            Thread.onSpinWait();
        }
    }

    /** Waits until a thread waits for something. */
    public static void awaitParked(Thread thread) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            if (System.nanoTime() - until > 0 || thread.getState() == Thread.State.TERMINATED) {
                throw new AssertionError("the thread does not wait, it is " + thread.getState());
            }
            Thread.onSpinWait();
        }
    }
}
