package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What loads leave at their slots when they end: a value, an absence, a failure, or nothing because they came too late. */
final class Arrivals {
    private final Session session;

    Arrivals(Session session) {
        this.session = session;
    }

    /** A load has ended: settles what it leaves. */
    void complete(Flight flight, Outcome outcome) {
        complete(flight, outcome, Keeping.NONE);
    }

    /** A load has ended that said how its value is to be kept: settles what it leaves. */
    void complete(Flight flight, Outcome outcome, Keeping keeping) {
        Slot slot = flight.slot();
        countLoad(flight, outcome);
        Entry renewed = session.flights().renewing(slot) == flight ? flight.renewed() : null;
        if (renewed != null && outcome.failure() != null) {
            renewed.due().failed(session.now(), session.spec(slot).resilience());
        } else if (renewed != null
                && outcome.value() == null
                && session.spec(slot).ttlAbsent() == 0) {
            // Nobody promised which it is if the value was out of date meanwhile.
            session.model()
                    .remove(
                            renewed,
                            EnumSet.of(RemovalCause.EXPLICIT, session.model().cause(renewed, RemovalCause.EXPLICIT)));
            session.flights().end(flight);
            session.flights().fence(slot);
        } else if (outcome.failure() == null
                && (outcome.value() != null || session.spec(slot).ttlAbsent() > 0)) {
            leave(flight, outcome.value(), outcome.value() == null ? Keeping.NONE : keeping);
        } else if (outcome.failure() != null && session.spec(slot).ttlFailure() > 0 && flight.renewed() == null) {
            remember(flight, outcome.failure());
        }
        session.flights().end(flight);
        session.ledger().left(slot);
    }

    void countLoad(Flight flight, Outcome outcome) {
        count(flight, Metric.LOAD_NANOS, session.now() - flight.start());
        count(flight, outcome.failure() == null ? Metric.LOADS : Metric.LOAD_FAILURES, 1);
    }

    /** A loaded value, or an absence that is remembered, arrives at its slot. */
    void leave(Flight flight, @Nullable ModelValue value, Keeping keeping) {
        Entry renewed = session.flights().renewing(flight.slot()) == flight ? flight.renewed() : null;
        boolean dropped =
                session.flights().droppedSince(flight, keeping.tags()) || (renewed != null && renewed.dropped());
        if (!flight.fenced() && !dropped) {
            if (renewed == null) {
                // Else one that has expired is written over, and told of as such.
                session.settlement().beforeStore();
            }
            Entry fresh = session.fresh()
                    .entry(flight.slot(), value, keeping.ttl())
                    .tagged(keeping.tags())
                    .loadedIn(session.now() - flight.start());
            if (renewed != null) {
                fresh.makeRenewable();
                if (keeping.unchanged() && session.model().prolong(renewed, fresh)) {
                    return;
                }
            }
            session.settlement().store(flight.decides() ? fresh.makeRenewable() : fresh);
            return;
        }
        if (dropped) {
            session.tally().count(Tally.TAG_FENCE);
        }
        comesTooLate(flight.slot(), value);
    }

    private void remember(Flight flight, Throwable failure) {
        session.tally().count(Tally.FAILURE_REMEMBERED);
        if (flight.fenced()) {
            comesTooLate(flight.slot(), null);
        } else {
            session.settlement().beforeStore();
            Entry fresh = session.fresh().failure(flight.slot(), failure);
            session.settlement().store(flight.decides() ? fresh.makeRenewable() : fresh);
        }
    }

    /** A load has ended that left nothing: what failed is not remembered of it. */
    void abandon(Flight flight, Throwable failure) {
        countLoad(flight, Outcome.failed(failure));
        session.flights().end(flight);
        session.ledger().left(flight.slot());
    }

    /** A value, or an absence that is to be remembered, was computed and is not stored. */
    void comesTooLate(Slot slot, @Nullable ModelValue value) {
        session.ledger().countAbove(slot, Metric.INSERTS, 1);
        session.ledger().countAbove(slot, Metric.FENCED, 1);
        session.dues().owe(slot, value, Set.of(RemovalCause.FENCED));
    }

    private void count(Flight flight, Metric metric, long n) {
        if (flight.fenced()) {
            session.ledger().countAbove(flight.slot(), metric, n);
        } else {
            session.ledger().count(flight.slot(), metric, n);
        }
    }
}
