package io.cacheado;

import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import java.util.ArrayList;
import java.util.List;

/** A removal listener that keeps what it is told. */
public final class Recorder<K, V> implements RemovalListener<K, V> {
    private final List<RemovalEvent<K, V>> events = new ArrayList<>();

    @Override
    public synchronized void onRemoval(RemovalEvent<K, V> event) {
        events.add(event);
    }

    public synchronized List<RemovalEvent<K, V>> events() {
        return List.copyOf(events);
    }

    public synchronized List<V> values(RemovalCause cause) {
        return events.stream()
                .filter(event -> event.cause() == cause)
                .map(RemovalEvent::value)
                .toList();
    }
}
