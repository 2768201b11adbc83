package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The judge of entries that were not stored: because they are heavier than a limit, or because one that was lowered is
 * exceeded by more than one write pays for. Either way the old value is gone.
 */
final class Refusals {
    /** With so many entries one write pays, before it gives up. */
    private static final int LEAST_PAID = 64;

    private final Model model;
    private final Limits limits;
    private final Ledger ledger;
    private final Departures departures;
    private final Tally tally;

    Refusals(Model model, Limits limits, Ledger ledger, Departures departures, Tally tally) {
        this.model = model;
        this.limits = limits;
        this.ledger = ledger;
        this.departures = departures;
        this.tally = tally;
    }

    /** The entry could not be stored if there were nothing else: nobody is told of it, but of the old one. */
    void tooLarge(Entry fresh) {
        tally.count(Tally.REFUSAL);
        Entry old = model.held(fresh.slot());
        ledger.count(fresh.slot(), Metric.INSERTS, 1);
        ledger.count(fresh.slot(), Metric.TOO_LARGE, 1);
        if (old != null) {
            model.remove(old, Set.of(model.cause(old, RemovalCause.TOO_LARGE)));
        }
    }

    /** Whether the next departure is that of an entry that found no room, or of the old one that goes with it. */
    boolean isNext(Entry fresh, @Nullable Entry old) {
        Departure next = departures.next();
        if (next != null && old != null && next.isOf(old)) {
            next = departures.second();
        }
        return next != null && next.isOf(fresh) && next.cause().wasEvicted();
    }

    /**
     * The entry found no room under some limits.
     *
     * @param paid how many entries left to make some
     */
    void noRoom(Entry fresh, @Nullable Entry old, List<Limit> over, int paid) {
        Departure next = departures.next();
        if (next != null && old != null && next.isOf(old)) {
            RemovalCause cause = next.cause();
            departures.take();
            next = departures.next();
            if (next == null || model.cause(old, next.cause()) != cause) {
                throw new Violation(
                        old + " left with cause " + cause + ", and what was to overwrite it did not: " + next);
            }
            model.removed(old, cause);
        }
        if (next == null) {
            throw new Violation("nothing tells of " + fresh + ", which found no room");
        }
        RemovalCause cause = next.cause();
        boolean exceeded =
                over.stream().anyMatch(limit -> limits.draining(limit) && limit.cause(fresh.slot()) == cause);
        boolean held =
                over.stream().anyMatch(limit -> limit.cause(fresh.slot()) == cause && model.allHeldUnder(limit, old));
        if (!held && (!exceeded || paid < LEAST_PAID)) {
            throw new Violation(fresh + " was refused with cause " + cause + " after " + paid
                    + " evictions, though room can be made under " + over);
        }
        departures.take();
        tally.count(Tally.REFUSAL);
        ledger.count(fresh.slot(), Metric.INSERTS, 1);
        ledger.count(fresh.slot(), Metric.of(cause), 1);
    }
}
