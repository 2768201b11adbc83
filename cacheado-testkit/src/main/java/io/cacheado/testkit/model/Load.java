package io.cacheado.testkit.model;

import io.cacheado.LoadContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the loader of one key does when the engine calls it: what the operation says, and then it ends as that says. */
final class Load implements ScriptedLoader.Script {
    private final Session session;
    private final Slot slot;
    private final Op op;
    private final boolean mayThrowChecked;
    private @Nullable Flight flight;
    private @Nullable Outcome outcome;
    private Keeping keeping = Keeping.NONE;
    private boolean decides;

    Load(Session session, Slot slot, Op op, boolean mayThrowChecked) {
        this.session = session;
        this.slot = slot;
        this.op = op;
        this.mayThrowChecked = mayThrowChecked;
    }

    /** As {@link #draw(Session, Op, int, boolean)}; the renewal of what is kept fails often, so that one sees what is served then. */
    static Outcome draw(Session session, Op op, int choice, boolean mayThrowChecked, Flight flight) {
        boolean kept = flight.renewed() != null
                && session.spec(flight.slot()).resilience().kept() > 0;
        return kept && op.chance(choice + 300, 50)
                ? Outcome.failed(Outcome.failure(mayThrowChecked && op.chance(choice + 301, 50)))
                : draw(session, op, choice, mayThrowChecked);
    }

    /** How a load ends that an operation describes. */
    static Outcome draw(Session session, Op op, int choice, boolean mayThrowChecked) {
        int draw = op.pick(choice, 100);
        if (draw < 72) {
            return Outcome.of(session.value(op, choice + 1));
        }
        return draw < 86 ? Outcome.of(null) : Outcome.failed(Outcome.failure(mayThrowChecked && draw < 93));
    }

    @Override
    public Place place() {
        return slot.place();
    }

    @Override
    public @Nullable ModelValue load(ModelKey key) throws Exception {
        return run(key).give();
    }

    @Override
    public @Nullable ModelValue function(ModelKey key) {
        return loadUnchecked(key);
    }

    @Nullable
    ModelValue loadUnchecked(ModelKey key) {
        return run(key).giveUnchecked();
    }

    @Override
    public @Nullable ModelValue loadWith(LoadContext<ModelKey, ModelValue> context) throws Exception {
        ModelValue value = decide(context);
        if (keeping.stays()) {
            session.tally().count(Tally.OWN_NOT_MODIFIED);
        }
        return value;
    }

    /** Loads and says how the value is to be kept. */
    @Nullable
    ModelValue decide(LoadContext<ModelKey, ModelValue> context) throws Exception {
        decides = true;
        Outcome drawn = run(context.key());
        Decision decision = Decision.of(session, op, 60, context, slot, flight().renewed(), drawn);
        keeping = decision.keeping();
        outcome = decision.outcome();
        return decision.outcome().give();
    }

    private Outcome run(ModelKey key) {
        if (wasCalled() || !key.equals(slot.key())) {
            throw session.violation("the loader of " + slot + " was called for " + key + (wasCalled() ? " again" : ""));
        }
        session.beforeLoad();
        Flight begun = session.renewals().called(slot, decides);
        flight = begun;
        session.stack().during(begun, true, () -> session.nested(op.inner()));
        session.early().takeTime(op, slot);
        Outcome drawn = draw(session, op, 50, mayThrowChecked, begun);
        outcome = drawn;
        return drawn;
    }

    boolean wasCalled() {
        return flight != null;
    }

    Flight flight() {
        return Objects.requireNonNull(flight);
    }

    /** How it said that its value is to be kept. */
    Keeping keeping() {
        return keeping;
    }

    Outcome outcome() {
        return Objects.requireNonNull(outcome);
    }
}
