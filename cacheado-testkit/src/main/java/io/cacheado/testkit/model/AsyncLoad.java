package io.cacheado.testkit.model;

import io.cacheado.LoadContext;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the asynchronous loader of one key does: mostly it gives a stage that is completed by a later operation. */
final class AsyncLoad implements ScriptedLoader.Script {
    private final Session session;
    private final Slot slot;
    private final Op op;
    private final boolean refreshes;
    private final CompletableFuture<@Nullable ModelValue> stage = new CompletableFuture<>();
    private @Nullable Flight flight;
    private @Nullable Outcome endedAtOnce;
    private Keeping keeping = Keeping.NONE;

    /** @param refreshes whether it is for a new value in any case */
    AsyncLoad(Session session, Slot slot, Op op, boolean refreshes) {
        this.refreshes = refreshes;
        this.session = session;
        this.slot = slot;
        this.op = op;
    }

    @Override
    public Place place() {
        return slot.place();
    }

    @Override
    public CompletionStage<@Nullable ModelValue> asyncLoad(ModelKey key) {
        return begin(key);
    }

    /** On the executor, which runs it at once. */
    @Override
    public @Nullable ModelValue loadWith(LoadContext<ModelKey, ModelValue> context) throws Exception {
        Flight begun = start(context.key(), true);
        Outcome drawn = Load.draw(session, op, 50, true, begun);
        Decision decision = Decision.of(session, op, 60, context, slot, begun.renewed(), drawn);
        endedAtOnce = decision.outcome();
        keeping = decision.keeping();
        if (keeping.stays()) {
            session.tally().count(Tally.OWN_NOT_MODIFIED);
        }
        return decision.outcome().give();
    }

    CompletionStage<@Nullable ModelValue> begin(ModelKey key) {
        Flight begun = start(key, false);
        if (op.chance(4, 70)) {
            return stage;
        }
        Outcome outcome = Load.draw(session, op, 50, true, begun);
        endedAtOnce = outcome;
        if (outcome.failure() instanceof RuntimeException unchecked && op.chance(5, 50)) {
            throw unchecked;
        }
        return outcome.failure() == null
                ? CompletableFuture.completedFuture(outcome.value())
                : CompletableFuture.failedFuture(outcome.failure());
    }

    private Flight start(ModelKey key, boolean decides) {
        if (wasCalled() || !key.equals(slot.key())) {
            throw session.violation("the loader of " + slot + " was called for " + key + (wasCalled() ? " again" : ""));
        }
        session.beforeLoad();
        Flight begun = refreshes ? refresh(decides) : session.renewals().called(slot, decides);
        flight = begun;
        session.stack().during(begun, false, () -> session.nested(op.inner()));
        session.early().takeTime(op, slot);
        return begun;
    }

    private Flight refresh(boolean decides) {
        Entry kept = session.model().kept(slot);
        if (kept != null) {
            return session.renewals().start(kept, decides);
        }
        session.ledger().count(slot, Metric.REFRESHES, 1);
        return session.flights().begin(slot, session.now(), decides);
    }

    boolean wasCalled() {
        return flight != null;
    }

    Flight flight() {
        return Objects.requireNonNull(flight);
    }

    /** How it ended before the call returned, or null if it is held open. */
    @Nullable
    Outcome endedAtOnce() {
        return endedAtOnce;
    }

    /** How it said that its value is to be kept. */
    Keeping keeping() {
        return keeping;
    }

    CompletableFuture<@Nullable ModelValue> stage() {
        return stage;
    }
}
