package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.List;

/**
 * The judge of departures and inserts, in their order. What left must have had to leave: because a caller asked, because it
 * had expired, or because an insert needed room under a limit that covers it; and what needed room must have got it so.
 */
final class Settlement {
    private final Model model;
    private final Limits limits;
    private final Departures departures;
    private final Foreseen foreseen;
    private final Evictions evictions;
    private final Refusals refusals;

    Settlement(Setup setup, Model model, Limits limits, Ledger ledger, Dues dues, Departures departures, Tally tally) {
        this.model = model;
        this.limits = limits;
        this.departures = departures;
        this.foreseen = new Foreseen(model, departures, dues);
        this.evictions = new Evictions(setup, model);
        this.refusals = new Refusals(model, limits, ledger, departures, tally);
    }

    /** The engine was to store an entry: takes what left to make room for it, and stores it in the model. */
    void store(Entry fresh) {
        foreseen.takeOwed();
        if (limits.tooLarge(fresh)) {
            refusals.tooLarge(fresh);
        } else if (hasRoom(fresh) || roomIsMade(fresh)) {
            model.store(fresh);
        }
    }

    /** If so nothing is removed, not even what has expired: an old value is written over in its place. */
    private boolean hasRoom(Entry fresh) {
        return limits.shortOf(fresh, model.held(fresh.slot())).isEmpty();
    }

    /** Judges what left to make room; false if that did not suffice, and the entry was refused. */
    private boolean roomIsMade(Entry fresh) {
        for (int paid = 0; ; paid++) {
            foreseen.takeExpired();
            Entry old = model.held(fresh.slot());
            List<Limit> over = limits.shortOf(fresh, old);
            if (over.isEmpty()) {
                return true;
            }
            if (refusals.isNext(fresh, old)) {
                refusals.noRoom(fresh, old, over, paid);
                return false;
            }
            Departure next = departures.next();
            boolean dropped = next != null && next.cause() == RemovalCause.TAG_INVALIDATED;
            if (next == null || !(dropped || next.cause().wasEvicted())) {
                throw new Violation(fresh + " was stored without making room under " + over + "; next event: " + next);
            }
            Entry victim = dropped ? foreseen.dropped(next) : foreseen.left(next);
            departures.take();
            evictions.judge(victim, next.cause(), over, old);
        }
    }

    /** Takes what left when a load began, or before it ended. */
    void beforeLoad() {
        foreseen.take();
    }

    /** Takes what left when a load ended; what it stores may have cost some that lost a tag their place. */
    void beforeStore() {
        foreseen.takeExpired();
    }

    /** Judges what is left of the departures when an operation is over. */
    void rest() {
        foreseen.take();
        for (Departure next = departures.next(); next != null; next = departures.next()) {
            Entry victim = foreseen.left(next);
            if (!next.cause().wasEvicted()) {
                throw new Violation(victim + " left with cause " + next.cause() + ", which nobody asked for");
            }
            departures.take();
            evictions.judge(victim, next.cause(), limits.exceeded(victim.slot()), null);
            foreseen.take();
        }
    }
}
