package io.cacheado.internal.event;

import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.context.Ambient;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands removal events to their listeners: in the order of arrival, on the executor, one batch at a time.
 *
 * <p>While a listener runs, the scope of the entry is current, and no other.
 *
 * <p>Nobody who removes an entry waits for a listener; the reclaimer alone, which may remove a million at once, pauses while
 * {@link #isCrowded}. What the executor refuses, or is left when the cacheado is closed, is counted as undelivered.
 */
public final class Removals {
    private static final Logger LOG = LoggerFactory.getLogger("io.cacheado.removal");
    private static final int BATCH = 128;
    private static final int CROWDED = 4096;

    private record Delivery<K, V>(RemovalListener<? super K, ? super V> listener, RemovalEvent<K, V> event) {
        @SuppressWarnings("unchecked")
        void run() {
            // A listener of wider types may be given an event of narrower ones: it only reads.
            Ambient inside = Ambient.enter(event.scope());
            try {
                ((RemovalListener<K, V>) listener).onRemoval(event);
            } finally {
                inside.exit();
            }
        }
    }

    private final Executor executor;
    private final Runnable caughtUp;
    private final Queue<Delivery<?, ?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile @Nullable Thread delivering;
    private volatile boolean again;
    private final LongAdder undelivered = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** @param caughtUp told, after each batch, when few events are left */
    public Removals(Executor executor, Runnable caughtUp) {
        this.executor = executor;
        this.caughtUp = caughtUp;
    }

    /** Queues an event for a listener; {@link #schedule} has it delivered. */
    public <K, V> void add(RemovalListener<? super K, ? super V> listener, RemovalEvent<K, V> event) {
        waiting.add(new Delivery<>(listener, event));
        queued.incrementAndGet();
    }

    /** Whether so many events wait that whoever can should pause. */
    public boolean isCrowded() {
        return queued.get() > CROWDED;
    }

    /** Has what is waiting delivered on the executor; with no lock held, since an executor may run tasks in place. */
    public void schedule() {
        if (!waiting.isEmpty() && scheduled.compareAndSet(false, true)) {
            try {
                executor.execute(this::deliverBatch);
            } catch (Throwable t) {
                // Refused, or no thread to be had: what waits is counted, and the next removal tries again.
                scheduled.set(false);
                discard();
            }
        }
    }

    private void deliverBatch() {
        Thread me = Thread.currentThread();
        if (delivering == me) {
            // The executor runs tasks in place: the batch below on the stack goes on instead.
            again = true;
            return;
        }
        delivering = me;
        try {
            do {
                again = false;
                try {
                    deliver(BATCH);
                } finally {
                    scheduled.set(false);
                    schedule();
                }
            } while (again);
        } finally {
            if (delivering == me) {
                delivering = null;
            }
        }
        if (queued.get() < CROWDED / 2) {
            caughtUp.run();
        }
    }

    /** Hands over what is waiting, on this thread, unless a batch is under way. */
    public void deliverAll() {
        while (!waiting.isEmpty() && scheduled.compareAndSet(false, true)) {
            try {
                deliver(Integer.MAX_VALUE);
            } finally {
                scheduled.set(false);
            }
        }
    }

    private void deliver(int most) {
        for (int i = 0; i < most; i++) {
            Delivery<?, ?> next = waiting.poll();
            if (next == null) {
                return;
            }
            queued.decrementAndGet();
            try {
                next.run();
            } catch (Throwable t) {
                // Whatever a listener throws concerns no one else; the next removal is handed over all the same.
                failures.increment();
                log(next, t);
            }
        }
    }

    private static void log(Delivery<?, ?> failed, Throwable failure) {
        try {
            LOG.atWarn()
                    .addKeyValue("cache", failed.event.cache())
                    .addKeyValue("cause", failed.event.cause())
                    .setCause(failure)
                    .log("removal listener failed");
        } catch (Throwable t) {
            // An exception that cannot even be printed, or a logger that fails: it has been counted.
        }
    }

    /** Counts all that is waiting as undelivered. */
    public void discard() {
        while (waiting.poll() != null) {
            queued.decrementAndGet();
            undelivered.increment();
        }
    }

    public long undelivered() {
        return undelivered.sum();
    }

    public long failures() {
        return failures.sum();
    }
}
