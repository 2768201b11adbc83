package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The removal events that are owed: of values that the model knows to have left. */
final class Dues {
    private final Map<Long, Due> bySerial = new HashMap<>();
    private final Ledger ledger;
    private final Setup setup;

    private record Due(Slot slot, ModelValue value, Set<RemovalCause> causes) {}

    Dues(Setup setup, Ledger ledger) {
        this.setup = setup;
        this.ledger = ledger;
    }

    /** A value left for one cause, which the caller has counted, or for one of several, which is counted when known. */
    void owe(Slot slot, ModelValue value, Collection<RemovalCause> causes) {
        bySerial.put(value.serial(), new Due(slot, value, EnumSet.copyOf(causes)));
    }

    /** Takes an event, if it is owed. */
    boolean settle(RemovalEvent<ModelKey, ModelValue> event) {
        Due due = bySerial.remove(event.value().serial());
        if (due == null) {
            return false;
        }
        requireSame(event, due.slot());
        if (!due.causes().contains(event.cause())) {
            throw new Violation("event of " + due.slot() + "=" + due.value() + ": cause is " + event.cause() + ", not "
                    + due.causes());
        }
        if (due.causes().size() > 1) {
            ledger.countAbove(due.slot(), Metric.of(event.cause()), 1);
        }
        return true;
    }

    void requireSame(RemovalEvent<ModelKey, ModelValue> event, Slot slot) {
        boolean same = event.scope().equals(slot.place().scope())
                && event.cache().equals(setup.caches().get(slot.cache()).name())
                && event.key().equals(slot.key());
        if (!same) {
            throw new Violation("event of " + slot + " names cache " + event.cache() + ", scope " + event.scope()
                    + ", key " + event.key());
        }
    }

    /** After a call: every event must have come. */
    void requireNone() {
        if (!bySerial.isEmpty()) {
            throw new Violation("removals without an event: " + bySerial.values());
        }
    }
}
