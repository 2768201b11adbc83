package io.cacheado.testkit.model;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** The loads whose loaders are running on this thread, the innermost first. */
final class LoadStack {
    private final Deque<Flight> flights = new ArrayDeque<>();
    private final Deque<Flight> synchronous = new ArrayDeque<>();

    /** Runs what a loader of these loads does. */
    void during(Collection<Flight> loads, boolean waitedFor, Runnable body) {
        loads.forEach(flights::push);
        if (waitedFor) {
            loads.forEach(synchronous::push);
        }
        try {
            body.run();
        } finally {
            for (int i = 0; i < loads.size(); i++) {
                flights.pop();
            }
            for (int i = 0; waitedFor && i < loads.size(); i++) {
                synchronous.pop();
            }
        }
    }

    void during(Flight load, boolean waitedFor, Runnable body) {
        during(List.of(load), waitedFor, body);
    }

    /** Whether a loader of this slot is running. */
    boolean contains(Slot slot) {
        return flights.stream().anyMatch(flight -> flight.slot().equals(slot));
    }

    /** Whether a caller on this thread waits for this load to end, so that waiting for it again would never end. */
    boolean waitsFor(Flight flight) {
        return synchronous.contains(flight);
    }
}
