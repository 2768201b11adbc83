package io.cacheado.internal.event;

import io.cacheado.event.ChangeEvent;
import io.cacheado.event.ChangeListener;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.context.Ambient;
import io.cacheado.internal.log.Logs;
import io.cacheado.scope.Scope;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Hands events, of removals and of changed settings, to their listeners: in the order of arrival, on the executor, one batch
 * at a time.
 *
 * <p>While a listener runs, the scope of the entry is current, and no other; the global one for a change.
 *
 * <p>Nobody who removes an entry waits for a listener; the reclaimer alone, which may remove a million at once, pauses while
 * {@link #isCrowded}. What the executor refuses, or is left when the cacheado is closed, is counted as undelivered.
 */
public final class Removals {
    private static final int BATCH = 128;
    private static final int CROWDED = 4096;

    /** One event and its listener. */
    private interface Delivery {
        /** That which is current while the listener runs. */
        Scope scope();

        void run();

        void failed(Logs logs, Throwable failure);
    }

    private record Removal<K, V>(RemovalListener<? super K, ? super V> listener, RemovalEvent<K, V> event)
            implements Delivery {
        @Override
        public Scope scope() {
            return event.scope();
        }

        @Override
        @SuppressWarnings("unchecked")
        public void run() {
            // A listener of wider types may be given an event of narrower ones: it only reads.
            ((RemovalListener<K, V>) listener).onRemoval(event);
        }

        @Override
        public void failed(Logs logs, Throwable failure) {
            logs.of(event.cache()).listenerFailed(event.scope(), event.key(), event.cause(), failure);
        }
    }

    private record Change(ChangeListener listener, ChangeEvent event, Scope scope) implements Delivery {
        @Override
        public void run() {
            listener.onChange(event);
        }

        @Override
        public void failed(Logs logs, Throwable failure) {
            logs.changeListenerFailed(failure);
        }
    }

    private final Executor executor;
    private final Logs logs;
    private final Runnable caughtUp;
    private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile @Nullable Thread delivering;
    private volatile boolean again;
    private final LongAdder undelivered = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** @param caughtUp told, after each batch, when few events are left */
    public Removals(Executor executor, Logs logs, Runnable caughtUp) {
        this.executor = executor;
        this.logs = logs;
        this.caughtUp = caughtUp;
    }

    /** Queues an event for a listener; {@link #schedule} has it delivered. */
    public <K, V> void add(RemovalListener<? super K, ? super V> listener, RemovalEvent<K, V> event) {
        add(new Removal<>(listener, event));
    }

    /** As {@link #add(RemovalListener, RemovalEvent)}, for a change of a setting. */
    public void add(ChangeListener listener, ChangeEvent event, Scope global) {
        add(new Change(listener, event, global));
    }

    private void add(Delivery delivery) {
        waiting.add(delivery);
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
                logs.refused("events", t);
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
            Delivery next = waiting.poll();
            if (next == null) {
                return;
            }
            queued.decrementAndGet();
            Ambient inside = Ambient.enter(next.scope());
            try {
                next.run();
            } catch (Throwable t) {
                // Whatever a listener throws concerns no one else; the next event is handed over all the same.
                failures.increment();
                next.failed(logs, t);
            } finally {
                inside.exit();
            }
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
