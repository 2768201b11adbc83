package io.cacheado.internal.engine;

import io.cacheado.event.ChangeEvent;
import io.cacheado.event.ChangeListener;
import io.cacheado.internal.event.Removals;
import io.cacheado.internal.log.Logs;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes of settings one after the other, and has each told to the listeners and logged, in that order; a change that
 * changes nothing is told to nobody.
 *
 * <p>No user code runs under its lock. It is the first of all locks: what makes a change may take any other.
 */
final class Changes {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ChangeListener> listeners;
    private final Removals events;
    private final Logs logs;
    private final Scope global;

    Changes(List<ChangeListener> listeners, Removals events, Logs logs, Scope global) {
        this.listeners = listeners;
        this.events = events;
        this.logs = logs;
        this.global = global;
    }

    /** What was in force before a change, and what is now; null and 0 nanoseconds for nothing. */
    record Changed(@Nullable Object before, @Nullable Object after) {
        static Changed times(long before, long after) {
            return new Changed(duration(before), duration(after));
        }

        private static @Nullable Duration duration(long nanos) {
            return nanos == 0 ? null : Duration.ofNanos(nanos);
        }
    }

    /** Puts a change in force. It calls no user code; if it throws, nothing has changed. */
    interface Step {
        Changed make();
    }

    /** Changes a setting of a scope; the global one for the whole cacheado. */
    void ofScope(ChangeEvent.Setting setting, Scope scope, Step step) {
        make(setting, null, scope, step);
    }

    /** Changes a setting of a cache. */
    void ofCache(ChangeEvent.Setting setting, String cache, Step step) {
        make(setting, cache, null, step);
    }

    private void make(ChangeEvent.Setting setting, @Nullable String cache, @Nullable Scope scope, Step step) {
        ChangeEvent event;
        lock.lock();
        try {
            Changed changed = step.make();
            String before = text(changed.before());
            String after = text(changed.after());
            if (before.equals(after)) {
                return;
            }
            event = new ChangeEvent(setting, cache, scope, before, after);
            for (ChangeListener listener : listeners) {
                events.add(listener, event, global);
            }
        } finally {
            lock.unlock();
        }
        events.schedule();
        logs.changed(event);
    }

    private static String text(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }
}
