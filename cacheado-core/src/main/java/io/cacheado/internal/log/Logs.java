package io.cacheado.internal.log;

import io.cacheado.event.ChangeEvent;
import io.cacheado.scope.Scope;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The logs of one cacheado. Each method writes the line of one {@link LogEvent}, or does nothing, and allocates nothing,
 * when its level is off.
 *
 * <p>What may fail a thousand times a second is written as a warning once for each cache and period, with the number of
 * those held back since; these are written at DEBUG. A logger that throws harms nobody. To be called with no lock held: what
 * writes the lines is the user's.
 */
public final class Logs {
    private final Mask mask;
    private final LongSupplier clock;
    private final ConcurrentHashMap<String, CacheLogs> caches = new ConcurrentHashMap<>();
    private final Floodgate refusals = new Floodgate();
    private final Floodgate changeListeners = new Floodgate();
    private final Floodgate overcommitments = new Floodgate();

    /**
     * @param ids whether ids, keys, tags, and the messages of exceptions are written as they are
     * @param clock nanoseconds; it may throw
     */
    public Logs(boolean ids, LongSupplier clock) {
        this.mask = new Mask(ids);
        this.clock = clock;
    }

    /** The logs of a cache. */
    public CacheLogs of(String cache) {
        return caches.computeIfAbsent(cache, name -> new CacheLogs(this, name));
    }

    // ---- writing -------------------------------------------------------------------------------------------------

    void write(LogEvent event, Consumer<Line> body) {
        write(event, event.level(), body);
    }

    private void write(LogEvent event, Level level, Consumer<Line> body) {
        try {
            Line line = new Line(event.logger().makeLoggingEventBuilder(level), mask);
            body.accept(line);
            line.write(event);
        } catch (Throwable t) {
            // A logger that fails, or what it prints does: whoever did the work must not hear of it.
        }
    }

    /** Writes a warning unless there was one lately, and at DEBUG then. */
    void limited(LogEvent event, Floodgate gate, Consumer<Line> body) {
        long heldBack = gate.pass(now());
        if (heldBack >= 0) {
            write(event, line -> {
                body.accept(line);
                line.with("suppressed", heldBack);
            });
        } else if (event.isOn(Level.DEBUG)) {
            write(event, Level.DEBUG, body);
        }
    }

    /** The time, in nanoseconds; 0 if the clock fails. */
    public long now() {
        try {
            return clock.getAsLong();
        } catch (Throwable t) {
            return 0;
        }
    }

    // ---- the whole -----------------------------------------------------------------------------------------------

    /** @param maximum null if there is none */
    public void built(List<String> levels, boolean weighted, @Nullable Long maximum) {
        if (LogEvent.CACHEADO_BUILT.isOn()) {
            write(
                    LogEvent.CACHEADO_BUILT,
                    line -> line.with("levels", String.join(",", levels))
                            .with("maximum", maximum)
                            .with("unit", weighted ? "weight" : "entries"));
        }
    }

    /** Whether {@link #closed} writes anything. */
    public boolean writesClosed() {
        return LogEvent.CACHEADO_CLOSED.isOn();
    }

    /** With what was left. */
    public void closed(long entries, long loads, long undelivered) {
        if (LogEvent.CACHEADO_CLOSED.isOn()) {
            write(
                    LogEvent.CACHEADO_CLOSED,
                    line -> line.with("entries", entries).with("loads", loads).with("undelivered", undelivered));
        }
    }

    public void changed(ChangeEvent event) {
        if (LogEvent.SETTING_CHANGED.isOn()) {
            write(LogEvent.SETTING_CHANGED, line -> {
                line.with("setting", event.setting());
                if (event.cache() != null) {
                    line.with("cache", event.cache());
                }
                line.scope(event.scope()).with("old", event.oldValue()).with("new", event.newValue());
            });
        }
    }

    /** Whether {@link #dropped} writes anything. */
    public boolean writesDrops() {
        return LogEvent.SCOPE_DROPPED.isOn();
    }

    /**
     * A scope was dropped; before what it held is reclaimed.
     *
     * @param entries how many there were, or -1 if nobody counted
     * @param start the time when that began
     */
    public void dropped(Scope scope, long entries, long start) {
        if (LogEvent.SCOPE_DROPPED.isOn()) {
            long nanos = now() - start;
            write(LogEvent.SCOPE_DROPPED, line -> {
                line.scope(scope);
                if (entries >= 0) {
                    line.with("entries", entries);
                }
                line.with("micros", nanos / 1_000);
            });
        }
    }

    /** @param cache the one cache of which it was dropped; null for all */
    public void tagDropped(@Nullable String cache, Scope scope, String tag) {
        if (LogEvent.TAG_DROPPED.isOn()) {
            write(LogEvent.TAG_DROPPED, line -> {
                if (cache != null) {
                    line.with("cache", cache);
                }
                line.scope(scope).id("tag", tag);
            });
        }
    }

    /** @param work what was to be done */
    public void refused(String work, Throwable failure) {
        if (LogEvent.EXECUTOR_REFUSED.isOn()) {
            limited(
                    LogEvent.EXECUTOR_REFUSED,
                    refusals,
                    line -> line.with("work", work).failure(failure));
        }
    }

    /** The first fault of its kind of an eviction policy; the others are only counted. */
    public void policyFailed(String policy, String fault, @Nullable Throwable cause) {
        if (LogEvent.POLICY_FAILED.isOn()) {
            write(LogEvent.POLICY_FAILED, line -> {
                line.with("policy", policy).with("fault", fault);
                if (cause != null) {
                    line.failure(cause);
                }
            });
        }
    }

    /** More is reserved directly below a scope than there is, and all of it is scaled down. */
    public void overcommitted(Scope scope, long reserved, long available) {
        if (LogEvent.QUOTA_OVERCOMMITTED.isOn()) {
            limited(
                    LogEvent.QUOTA_OVERCOMMITTED,
                    overcommitments,
                    line -> line.scope(scope).with("reserved", reserved).with("available", available));
        }
    }

    public void changeListenerFailed(Throwable failure) {
        if (LogEvent.LISTENER_FAILED.isOn()) {
            limited(
                    LogEvent.LISTENER_FAILED,
                    changeListeners,
                    line -> line.with("listener", "change").failure(failure));
        }
    }

    /** Whether {@link #swept} writes anything. */
    public boolean writesSweeps() {
        return LogEvent.EXPIRY_SWEPT.isOn();
    }

    /**
     * A round of expiry in the background that found something.
     *
     * @param start the time when that began
     */
    public void swept(long entries, long start) {
        if (entries > 0 && LogEvent.EXPIRY_SWEPT.isOn()) {
            long nanos = now() - start;
            write(LogEvent.EXPIRY_SWEPT, line -> line.with("entries", entries).with("micros", nanos / 1_000));
        }
    }
}
