package io.cacheado.internal.load;

import java.util.ArrayList;
import java.util.List;

/** The places that a load has taken in bulkheads; given back once, whoever ends it. */
public final class Pass {
    /** Gives one place back. */
    public interface Place {
        void giveBack();

        /** Whether it is one of the same bulkhead. */
        boolean isOf(Object bulkhead);
    }

    private final List<Place> places = new ArrayList<>(2);
    private boolean closed;

    /** Takes a place; gives it back at once if the load has ended already. */
    public void add(Place place) {
        synchronized (this) {
            if (!closed) {
                places.add(place);
                return;
            }
        }
        place.giveBack();
    }

    /** Whether a load with this pass has a place in the bulkhead. */
    public synchronized boolean covers(Object bulkhead) {
        return places.stream().anyMatch(place -> place.isOf(bulkhead));
    }

    /** Gives all places back; with no lock held, since others are let in. */
    public void close() {
        List<Place> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(places);
            places.clear();
        }
        all.forEach(Place::giveBack);
    }
}
