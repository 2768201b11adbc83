package io.cacheado.testkit.model;

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

    CompletionStage<@Nullable ModelValue> begin(ModelKey key) {
        Entry due = refreshes ? session.model().live(slot) : session.renewals().candidate(slot);
        if (wasCalled() || !key.equals(slot.key())) {
            throw session.violation("the loader of " + slot + " was called for " + key + (wasCalled() ? " again" : ""));
        }
        session.beforeLoad();
        Flight begun = due == null
                ? session.flights().begin(slot, session.now())
                : refreshes
                        ? session.renewals().start(due, false)
                        : session.renewals().begin(due, false);
        if (refreshes && due == null) {
            session.ledger().count(slot, Metric.REFRESHES, 1);
        } else if (due == null) {
            session.model().miss(slot);
        }
        flight = begun;
        session.stack().during(begun, false, () -> session.nested(op.inner()));
        if (op.chance(4, 70)) {
            return stage;
        }
        Outcome outcome = Load.draw(session, op, 50, true);
        endedAtOnce = outcome;
        if (outcome.failure() instanceof RuntimeException unchecked && op.chance(5, 50)) {
            throw unchecked;
        }
        return outcome.failure() == null
                ? CompletableFuture.completedFuture(outcome.value())
                : CompletableFuture.failedFuture(outcome.failure());
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

    CompletableFuture<@Nullable ModelValue> stage() {
        return stage;
    }
}
