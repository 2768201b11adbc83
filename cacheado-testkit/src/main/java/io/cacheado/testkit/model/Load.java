package io.cacheado.testkit.model;

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

    Load(Session session, Slot slot, Op op, boolean mayThrowChecked) {
        this.session = session;
        this.slot = slot;
        this.op = op;
        this.mayThrowChecked = mayThrowChecked;
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

    @Nullable
    ModelValue loadUnchecked(ModelKey key) {
        return run(key).giveUnchecked();
    }

    private Outcome run(ModelKey key) {
        if (wasCalled() || !key.equals(slot.key()) || session.model().live(slot) != null) {
            throw session.violation("the loader of " + slot + " was called for " + key + (wasCalled() ? " again" : ""));
        }
        session.settlement().beforeLoad();
        session.model().miss(slot);
        Flight begun = session.flights().begin(slot, session.now());
        flight = begun;
        session.stack().during(begun, true, () -> session.nested(op.inner()));
        Outcome drawn = draw(session, op, 50, mayThrowChecked);
        outcome = drawn;
        return drawn;
    }

    boolean wasCalled() {
        return flight != null;
    }

    Flight flight() {
        return Objects.requireNonNull(flight);
    }

    Outcome outcome() {
        return Objects.requireNonNull(outcome);
    }
}
