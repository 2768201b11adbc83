package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;

/** The judge of departures that need no insert to explain them: those that a caller asked for, and expired entries. */
final class Foreseen {
    private final Model model;
    private final Departures departures;
    private final Dues dues;

    Foreseen(Model model, Departures departures, Dues dues) {
        this.model = model;
        this.departures = departures;
        this.dues = dues;
    }

    /** Takes those in front that are owed. */
    void takeOwed() {
        for (Departure next = departures.next(); next != null && dues.settle(next); next = departures.next()) {
            departures.take();
        }
    }

    /** Takes those in front that are owed, have expired, or have a tag that was dropped. */
    void take() {
        takeExpired();
        for (Departure next = departures.next();
                next != null && next.cause() == RemovalCause.TAG_INVALIDATED;
                next = departures.next()) {
            Entry entry = dropped(next);
            departures.take();
            model.removed(entry, RemovalCause.TAG_INVALIDATED);
            takeExpired();
        }
    }

    /** Takes those in front that are owed or have expired. */
    void takeExpired() {
        takeOwed();
        for (Departure next = departures.next();
                next != null && next.cause() == RemovalCause.EXPIRED;
                next = departures.next()) {
            Entry entry = left(next);
            if (!model.expired(entry)) {
                throw new Violation(entry + " was removed as expired before its time");
            }
            departures.take();
            model.removed(entry, RemovalCause.EXPIRED);
            takeOwed();
        }
    }

    /** The entry of the model that the engine says has left because of a tag. */
    Entry dropped(Departure departure) {
        Entry entry = left(departure);
        if (!entry.dropped() || model.expired(entry)) {
            throw new Violation(entry + " was removed for a tag, though none of it was dropped, or it had expired");
        }
        return entry;
    }

    /** The entry of the model that the engine says has left. */
    Entry left(Departure departure) {
        Entry entry = model.departing(departure);
        if (entry == null) {
            throw new Violation("event of " + departure + ", which is not there: it left before, or was never stored");
        }
        Dues.requireSame(departure, entry.slot());
        return entry;
    }
}
