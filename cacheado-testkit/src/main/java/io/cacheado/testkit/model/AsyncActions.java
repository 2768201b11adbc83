package io.cacheado.testkit.model;

import io.cacheado.LoadingScopedCache;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Loads that end later, when the runner says so. */
final class AsyncActions {
    private AsyncActions() {}

    static void getAsync(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        Slot slot = target.slot();
        if (session.stale().isOpen(slot, true) && session.flights().renewing(slot) != null) {
            ReadActions.read(session, target);
            return;
        }
        session.renewals().meet(slot);
        Flight before = session.renewals().joinable(slot);
        if (before != null && session.flights().outOfDate(before)) {
            session.flights().fence(slot);
            session.tally().count(Tally.OVERTAKEN);
        } else if (session.stack().contains(slot)) {
            ReadActions.read(session, target);
            return;
        }
        Flight open = session.renewals().joinable(slot);
        Entry entry = session.stale().served(slot, true);
        AsyncLoad load = new AsyncLoad(session, slot, op, false);
        CompletableFuture<@Nullable ModelValue> future = call(session, target, op, load);
        session.rethrow();
        if (load.wasCalled()) {
            if (open != null) {
                throw new Violation("getAsync of " + slot + " loaded what was being loaded");
            }
            Flight flight = load.flight();
            boolean waits = flight.renewed() == null || flight.awaited();
            began(session, load, waits ? future : null, flight.awaited() ? Pending.Kind.OWN : Pending.Kind.COUNTED);
            if (!waits) {
                Outcome served = session.stale().answer(flight, Outcome.of(null), Outcome.of(null));
                Pending.requireOutcome(future, served, slot);
            }
        } else if (entry != null) {
            session.renewals().requireNone(slot);
            session.stale().hit(entry, true);
            if (entry.failure() != null) {
                session.tally().count(Tally.FAILURE_SERVED);
            }
            Pending.requireOutcome(future, entry.outcome(), slot);
        } else if (open != null) {
            session.model().met(slot);
            session.stale().pass(slot);
            boolean atOnce = open.renewed() == null;
            if (atOnce) {
                session.ledger().count(slot, Metric.MISSES, 1);
                session.ledger().count(slot, Metric.COALESCED, 1);
            }
            pending(session, open).join(future, atOnce ? Pending.Kind.COUNTED : Pending.Kind.JOINED);
            session.tally().count("joined load");
        } else {
            throw new Violation("getAsync of " + slot + " loaded nothing");
        }
    }

    private static CompletableFuture<@Nullable ModelValue> call(Session session, Target target, Op op, AsyncLoad load) {
        LoadingScopedCache<ModelKey, ModelValue> loading = target.loading();
        return loading != null && op.chance(3, 60)
                ? session.loader().during(load, () -> loading.getAsync(target.key()))
                : target.handle().getAsync(target.key(), load::begin);
    }

    /** @param future whose caller waits, or null */
    private static void began(
            Session session,
            AsyncLoad load,
            @Nullable CompletableFuture<@Nullable ModelValue> future,
            Pending.Kind kind) {
        Outcome atOnce = load.endedAtOnce();
        Pending pending = new Pending(load.flight(), load.stage());
        if (atOnce == null) {
            if (future != null) {
                pending.join(future, kind);
            }
            session.pendings().add(pending);
        } else {
            session.arrivals().complete(load.flight(), atOnce, load.keeping());
            if (future != null) {
                pending.joinEnded(future, kind);
                pending.ended(session, atOnce);
            }
        }
    }

    /** A new value for what may have one: asked for, or on its way already. */
    static void refresh(Session session, Op op) {
        Target target = session.target(op);
        LoadingScopedCache<ModelKey, ModelValue> loading = target == null ? null : target.loading();
        if (target == null || loading == null) {
            return;
        }
        Slot slot = target.slot();
        Entry held = session.model().held(slot);
        boolean computed = held != null && held.isHeld();
        if (computed || session.stack().contains(slot)) {
            ReadActions.read(session, target);
            return;
        }
        session.model().met(slot);
        Flight running = session.flights().renewing(slot);
        Flight open = running == null ? session.flights().open(slot) : running;
        if (open != null && session.flights().outOfDate(open)) {
            session.flights().fence(slot);
            session.tally().count(Tally.OVERTAKEN);
            open = null;
        }
        session.tally().count(Tally.REFRESH);
        AsyncLoad load = new AsyncLoad(session, slot, op, true);
        CompletableFuture<@Nullable ModelValue> future =
                session.loader().during(load, () -> loading.refresh(target.key()));
        session.rethrow();
        if (load.wasCalled() == (open != null)) {
            throw new Violation("refresh of " + slot + (open == null ? " loaded nothing" : " did not join a load"));
        }
        if (open == null) {
            began(session, load, future, Pending.Kind.COUNTED);
        } else {
            pending(session, open).join(future, Pending.Kind.COUNTED);
            session.tally().count("joined load");
        }
    }

    private static Pending pending(Session session, Flight flight) {
        return session.pendings().stream()
                .filter(pending -> pending.flight() == flight)
                .findFirst()
                .orElseThrow(() -> new Violation("nobody holds the load of " + flight.slot()));
    }

    /** One of the loads that are held open ends. */
    static void complete(Session session, Op op) {
        List<Pending> pendings = session.pendings();
        if (pendings.isEmpty()) {
            return;
        }
        Pending pending = pendings.remove(Math.floorMod(op.key(), pendings.size()));
        pending.requireWaiting();
        Outcome outcome = Load.draw(session, op, 50, true, pending.flight());
        if (outcome.failure() == null) {
            pending.stage().complete(outcome.value());
        } else {
            pending.stage().completeExceptionally(outcome.failure());
        }
        session.arrivals().complete(pending.flight(), outcome);
        pending.ended(session, outcome);
    }

    /** One caller of the loads that are held open stops waiting. */
    static void cancel(Session session, Op op) {
        List<Pending> pendings = session.pendings();
        if (!pendings.isEmpty()) {
            pendings.get(Math.floorMod(op.key(), pendings.size())).cancel(op.pick(0, 8));
        }
    }
}
