package io.cacheado.testkit.model;

import io.cacheado.LoadContext;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
        return kept && op.chance(choice + 300, 40)
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

    /** Loads and says how the value is to be kept. */
    @Nullable
    ModelValue loadWith(LoadContext<ModelKey, ModelValue> context) throws Exception {
        decides = true;
        if (!context.scope().equals(slot.place().scope())) {
            throw session.violation("the loader of " + slot + " was told of scope " + context.scope());
        }
        Outcome drawn = run(context.key());
        if (op.chance(60, 70)) {
            Set<String> tags = TagActions.tags(op, 61);
            context.tags(tags.toArray(String[]::new));
            keeping = new Keeping(0, tags, false);
        }
        if (op.chance(66, 25)) {
            keeping = new Keeping(Durations.ttl(op, 67), keeping.tags(), false);
            context.expireAfterWrite(Duration.ofNanos(keeping.ttl()));
        }
        ModelValue previous = previous(context);
        if (previous != null && drawn.failure() == null && op.chance(70, 40)) {
            keeping = unchanged(Objects.requireNonNull(flight().renewed()).tags());
            session.tally().count(Tally.NOT_MODIFIED);
            drawn = Outcome.of(context.notModified());
            outcome = drawn;
            if (drawn.value() != previous) {
                throw session.violation("notModified of " + slot + " gave " + drawn + ", not " + previous);
            }
        }
        return drawn.give();
    }

    /** The value keeps its tags; one that is given more is not the one that was there. */
    private Keeping unchanged(Set<String> before) {
        Set<String> all = new TreeSet<>(before);
        boolean same = !all.addAll(keeping.tags());
        return new Keeping(keeping.ttl(), all, same);
    }

    /** What is to be renewed, as the loader is told. */
    private @Nullable ModelValue previous(LoadContext<ModelKey, ModelValue> context) {
        Entry renewed = flight().renewed();
        ModelValue previous = renewed == null ? null : renewed.value();
        ModelValue told = context.previous().orElse(null);
        if (!Objects.equals(told, previous)) {
            throw session.violation("the previous value of " + slot + " is said to be " + told + ", not " + previous);
        }
        if (previous == null && !(Outcome.capture(context::notModified).failure() instanceof IllegalStateException)) {
            throw session.violation("notModified of " + slot + ", which had no value, was not refused");
        }
        return previous;
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
