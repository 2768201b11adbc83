package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The departures that are owed: of values and absences that the model knows to have left. */
final class Dues {
    private final Map<Long, Due> bySerial = new HashMap<>();
    /** Absences are told apart by where they were; one may leave where another was to come. */
    private final List<Due> absences = new ArrayList<>();

    private final Ledger ledger;

    private record Due(Slot slot, @Nullable ModelValue value, Set<RemovalCause> causes) {}

    Dues(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Something left for one cause, which the caller has counted, or for one of several, which is counted when known. */
    void owe(Slot slot, @Nullable ModelValue value, Collection<RemovalCause> causes) {
        Due due = new Due(slot, value, EnumSet.copyOf(causes));
        if (value == null) {
            absences.add(due);
        } else {
            bySerial.put(value.serial(), due);
        }
    }

    /** Settles a departure, if it is owed. */
    boolean settle(Departure departure) {
        ModelValue value = departure.value();
        Due due = value == null ? absence(departure) : bySerial.remove(value.serial());
        if (due == null) {
            return false;
        }
        requireSame(departure, due.slot());
        if (!due.causes().contains(departure.cause())) {
            throw new Violation("event of " + due.slot() + "=" + due.value() + ": cause is " + departure.cause()
                    + ", not " + due.causes());
        }
        if (due.causes().size() > 1) {
            ledger.countAbove(due.slot(), Metric.of(departure.cause()), 1);
        }
        return true;
    }

    private @Nullable Due absence(Departure departure) {
        for (Iterator<Due> all = absences.iterator(); all.hasNext(); ) {
            Due due = all.next();
            if (due.slot().equals(departure.slot()) && due.causes().contains(departure.cause())) {
                all.remove();
                return due;
            }
        }
        return null;
    }

    static void requireSame(Departure departure, Slot slot) {
        if (!departure.slot().equals(slot)) {
            throw new Violation("event of " + slot + " names " + departure.slot());
        }
    }

    /** After a call: all must have been told. */
    void requireNone() {
        if (!bySerial.isEmpty() || !absences.isEmpty()) {
            throw new Violation("removals without an event: " + bySerial.values() + absences);
        }
    }
}
