package io.cacheado.testkit.model;

import io.cacheado.event.RemovalEvent;
import org.jspecify.annotations.Nullable;

/** The listener of all caches, and the auditor of absences: it logs what leaves, and throws now and then. */
final class Listening {
    private final Setup setup;
    private final Departures departures;
    private final Verdict verdict;
    private long thrown;

    Listening(Setup setup, Departures departures, Verdict verdict) {
        this.setup = setup;
        this.departures = departures;
        this.verdict = verdict;
    }

    void onRemoval(RemovalEvent<?, ? extends ModelValue> event) {
        departed(event, event.value());
        // Some setups have a listener that throws now and then.
        if (setup.seed() % 3 == 0 && event.value().serial() % 8 == 0) {
            thrown++;
            throw new IllegalStateException("a listener threw, as it was told to");
        }
    }

    void onAbsence(RemovalEvent<?, ?> event) {
        departed(event, null);
    }

    private void departed(RemovalEvent<?, ?> event, @Nullable ModelValue value) {
        Slot slot = setup.slot(event.scope(), event.cache(), event.key());
        if (slot == null) {
            throw verdict.noted(new Violation(
                    "an event names scope " + event.scope() + ", cache " + event.cache() + " and key " + event.key()));
        }
        departures.add(new Departure(slot, value, event.cause()));
    }

    /** How often it threw. */
    long thrown() {
        return thrown;
    }
}
