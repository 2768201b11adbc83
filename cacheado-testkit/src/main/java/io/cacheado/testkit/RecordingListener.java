package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import java.util.ArrayList;
import java.util.List;

/**
 * A removal listener that keeps what it is told, in order. Safe for use by many threads.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class RecordingListener<K, V> implements RemovalListener<K, V> {
    private final List<RemovalEvent<K, V>> events = new ArrayList<>();

    /** Creates a listener that has been told nothing. */
    public RecordingListener() {}

    @Override
    public synchronized void onRemoval(RemovalEvent<K, V> event) {
        events.add(requireNonNull(event, "event"));
    }

    /** What it was told so far, oldest first. An unmodifiable snapshot. */
    public synchronized List<RemovalEvent<K, V>> events() {
        return List.copyOf(events);
    }

    /** The values that left for a cause, oldest first. An unmodifiable snapshot. */
    public synchronized List<V> values(RemovalCause cause) {
        return events.stream()
                .filter(event -> event.cause() == cause)
                .map(RemovalEvent::value)
                .toList();
    }

    /**
     * Forgets what it was told.
     *
     * @return what that was, oldest first, unmodifiable
     */
    public synchronized List<RemovalEvent<K, V>> drain() {
        List<RemovalEvent<K, V>> drained = List.copyOf(events);
        events.clear();
        return drained;
    }

    @Override
    public String toString() {
        return "RecordingListener[events=" + events().size() + "]";
    }
}
