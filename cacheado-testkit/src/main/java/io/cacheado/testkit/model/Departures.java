package io.cacheado.testkit.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of removals, in the order in which the engine told of them: those yet to be judged, and all of one operation. */
final class Departures {
    private final Deque<Departure> waiting = new ArrayDeque<>();
    private final List<Departure> ofOperation = new ArrayList<>();

    /** Receives one, to be judged when the call that caused it is known. */
    void add(Departure departure) {
        waiting.add(departure);
        ofOperation.add(departure);
    }

    /** The next to be judged, or null. */
    @Nullable
    Departure next() {
        return waiting.peek();
    }

    /** The one behind the next, or null. */
    @Nullable
    Departure second() {
        Iterator<Departure> all = waiting.iterator();
        if (all.hasNext()) {
            all.next();
        }
        return all.hasNext() ? all.next() : null;
    }

    /** The next is judged. */
    void take() {
        waiting.remove();
    }

    /** A new operation begins. */
    void forget() {
        ofOperation.clear();
    }

    /** All since the operation began, for the report of a failure. */
    @Override
    public String toString() {
        return ofOperation.toString();
    }
}
