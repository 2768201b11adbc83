package io.cacheado.internal.log;

import io.cacheado.LoadRejectedException;
import io.cacheado.LoadTimeoutException;
import io.cacheado.event.RemovalCause;
import io.cacheado.scope.Scope;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The logs of one cache; as {@link Logs} otherwise. */
public final class CacheLogs {
    private final Logs logs;
    private final String cache;
    private final ConcurrentHashMap<LogEvent, Floodgate> gates = new ConcurrentHashMap<>();

    CacheLogs(Logs logs, String cache) {
        this.logs = logs;
        this.cache = cache;
    }

    private Floodgate gate(LogEvent event) {
        return gates.computeIfAbsent(event, any -> new Floodgate());
    }

    public void created(@Nullable String level, String keyType, String valueType) {
        if (LogEvent.CACHE_CREATED.isOn()) {
            logs.write(
                    LogEvent.CACHE_CREATED,
                    line -> line.with("cache", cache)
                            .with("level", level == null ? "any" : level)
                            .with("keys", keyType)
                            .with("values", valueType));
        }
    }

    /** A call went past the cache, since there was no scope. */
    public void bypassed(@Nullable String level) {
        if (LogEvent.CACHE_BYPASSED.isOn()) {
            logs.write(
                    LogEvent.CACHE_BYPASSED,
                    line -> line.with("cache", cache).with("level", level == null ? "any" : level));
        }
    }

    /** @param entries how many there were, or -1 if nobody counted */
    public void dropped(Scope scope, long entries) {
        if (LogEvent.CACHE_DROPPED.isOn()) {
            logs.write(LogEvent.CACHE_DROPPED, line -> {
                line.with("cache", cache).scope(scope);
                if (entries >= 0) {
                    line.with("entries", entries);
                }
            });
        }
    }

    /** @param renews whether there was a value, which stays */
    public void loadFailed(Scope scope, Object key, Throwable failure, long nanos, boolean renews) {
        LogEvent event = failure instanceof LoadRejectedException
                ? LogEvent.LOAD_REJECTED
                : failure instanceof LoadTimeoutException
                        ? LogEvent.LOAD_TIMED_OUT
                        : renews ? LogEvent.REFRESH_FAILED : LogEvent.LOAD_FAILED;
        if (event.isOn()) {
            logs.limited(
                    event,
                    gate(event),
                    line -> line.with("cache", cache)
                            .scope(scope)
                            .id("key", key)
                            .failure(failure)
                            .with("micros", nanos / 1_000));
        }
    }

    /** A caller was served an expired value, since its load took longer than the soft time-out. */
    public void slow(Scope scope, Object key) {
        if (LogEvent.LOAD_SLOW.isOn()) {
            logs.limited(
                    LogEvent.LOAD_SLOW,
                    gate(LogEvent.LOAD_SLOW),
                    line -> line.with("cache", cache).scope(scope).id("key", key));
        }
    }

    public void listenerFailed(Scope scope, Object key, RemovalCause cause, Throwable failure) {
        if (LogEvent.LISTENER_FAILED.isOn()) {
            logs.limited(
                    LogEvent.LISTENER_FAILED,
                    gate(LogEvent.LISTENER_FAILED),
                    line -> line.with("listener", "removal")
                            .with("cache", cache)
                            .scope(scope)
                            .id("key", key)
                            .with("cause", cause)
                            .failure(failure));
        }
    }

    /** Whether {@link #removed} writes anything. */
    public boolean writesRemovals() {
        return LogEvent.ENTRY_REMOVED.isOn();
    }

    public void removed(Scope scope, Object key, RemovalCause cause) {
        if (LogEvent.ENTRY_REMOVED.isOn()) {
            logs.write(
                    LogEvent.ENTRY_REMOVED,
                    line -> line.with("cache", cache)
                            .scope(scope)
                            .id("key", key)
                            .with("cause", cause));
        }
    }

    /** Whether {@link #requested} writes anything. */
    public boolean writesRequests() {
        return LogEvent.REQUEST_HIT.isOn();
    }

    public void requested(Scope scope, boolean hit) {
        LogEvent event = hit ? LogEvent.REQUEST_HIT : LogEvent.REQUEST_MISS;
        if (event.isOn()) {
            logs.write(event, line -> line.with("cache", cache).scope(scope));
        }
    }
}
