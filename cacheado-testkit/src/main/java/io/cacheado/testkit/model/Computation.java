package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a function does that a map runs on one key, and what is left of it. */
final class Computation {
    private final Session session;
    private final Slot slot;
    private final Op op;
    private final boolean counts;
    private @Nullable Entry before;
    private @Nullable Flight flight;
    private @Nullable Outcome outcome;

    /** @param counts whether it is a request, which is a miss if it computes */
    Computation(Session session, Slot slot, Op op, boolean counts) {
        this.session = session;
        this.slot = slot;
        this.op = op;
        this.counts = counts;
    }

    /** The function. */
    @Nullable
    ModelValue of(ModelKey key, @Nullable ModelValue there) {
        if (wasCalled() || !key.equals(slot.key())) {
            throw session.violation("a function on " + slot + " was called for " + key + (wasCalled() ? " again" : ""));
        }
        Flight begun = begin();
        session.beforeLoad();
        if (!Objects.equals(there, before == null ? null : before.value())) {
            throw session.violation("a function on " + slot + " was given " + there + ", not " + before);
        }
        // Where the victim is told: one that is computed on is passed over, and then stands elsewhere in the queue.
        if (before == null || !session.model().order().isExact()) {
            session.stack().during(begun, true, () -> session.nested(op.inner()));
        }
        Outcome drawn = Load.draw(session, op, 50, false);
        outcome = drawn;
        return drawn.giveUnchecked();
    }

    /** No function of the caller's was run: the value was given. */
    void endAtOnce(ModelValue value) {
        begin();
        outcome = Outcome.of(value);
    }

    private Flight begin() {
        Model model = session.model();
        Entry held = model.held(slot);
        Entry live = model.live(slot);
        if (live != null && live.value() != null) {
            before = live;
        } else if (held != null) {
            model.remove(held, Set.of(model.cause(held, RemovalCause.REPLACED)));
        }
        if (counts) {
            model.miss(slot);
        }
        if (session.flights().renewing(slot) != null) {
            session.flights().fence(slot);
        }
        Flight begun = session.flights().beginComputation(slot, session.now());
        flight = begun;
        if (before != null) {
            model.hold(before);
        }
        return begun;
    }

    void requireGiven(ModelValue wanted, ModelValue given) {
        if (wanted != given) {
            throw session.violation("a merge of " + slot + " gave its function " + given + ", not " + wanted);
        }
    }

    boolean wasCalled() {
        return flight != null;
    }

    /** The call is over. */
    void end(Outcome actual) {
        Flight own = Objects.requireNonNull(flight);
        Outcome wanted = Objects.requireNonNull(outcome);
        if (before != null) {
            session.model().release(before);
        }
        session.arrivals().countLoad(own, wanted);
        ModelValue value = wanted.value();
        if (value != null) {
            boolean dropped = !own.fenced() && before != null && before.dropped();
            session.tally().count(own.fenced() || dropped ? Tally.COMPUTED_IN_VAIN : "computed value");
            if (own.fenced() || dropped) {
                session.arrivals().comesTooLate(slot, value);
            } else {
                session.settlement().beforeStore();
                Entry fresh = session.fresh().entry(slot, value, 0).loadedIn(session.now() - own.start());
                session.settlement().store(before == null ? fresh : fresh.makeRenewable());
            }
        } else if (wanted.failure() == null && before != null && !own.fenced()) {
            // Nobody promised which it is if the value was out of date meanwhile.
            session.model()
                    .remove(
                            before,
                            EnumSet.of(RemovalCause.EXPLICIT, session.model().cause(before, RemovalCause.EXPLICIT)));
        }
        session.flights().end(own);
        session.ledger().left(slot);
        wanted.require(actual, "a computation on " + slot);
    }
}
