package io.cacheado.testkit.model;

import io.cacheado.LoadingScopedCache;
import io.cacheado.RecursiveLoadException;

/** Loads of one key on the caller's thread. */
final class LoadActions {
    private LoadActions() {}

    static void get(Session session, Op op) {
        Target target = session.target(op);
        if (target == null || !mayLoad(session, target)) {
            return;
        }
        LoadingScopedCache<ModelKey, ModelValue> loading = target.loading();
        if (loading != null && op.chance(3, 60)) {
            Load load = new Load(session, target.slot(), op, true);
            Outcome actual = session.capture(() -> session.loader().during(load, () -> loading.get(target.key())));
            ended(session, target, load, actual, true);
        } else {
            Load load = new Load(session, target.slot(), op, false);
            Outcome actual = session.capture(() -> target.handle().get(target.key(), load::loadUnchecked));
            ended(session, target, load, actual, true);
        }
    }

    static void getChecked(Session session, Op op) {
        Target target = session.target(op);
        if (target != null && mayLoad(session, target)) {
            Load load = new Load(session, target.slot(), op, true);
            Outcome actual = session.capture(
                    () -> target.handle().<Exception>getChecked(target.key(), () -> load.load(target.key())));
            ended(session, target, load, actual, false);
        }
    }

    static void getWith(Session session, Op op) {
        Target target = session.target(op);
        if (target != null && mayLoad(session, target)) {
            Load load = new Load(session, target.slot(), op, true);
            Outcome actual = session.capture(() -> target.handle().getWith(target.key(), load::decide));
            ended(session, target, load, actual, true);
        }
    }

    /** Whether a load here would neither wait for ever nor for itself; does what is to be done instead. */
    static boolean mayLoad(Session session, Target target) {
        Slot slot = target.slot();
        if (session.stale().served(slot, true) != null) {
            if (session.stale().isOpen(slot, true) && session.flights().renewing(slot) != null) {
                ReadActions.read(session, target);
                return false;
            }
            return true;
        }
        session.renewals().meet(slot);
        // A function that computes on a value which lost a tag is fenced by whoever meets it.
        session.model().met(slot);
        Flight open = session.renewals().joinable(slot);
        if (open != null && session.flights().outOfDate(open)) {
            session.flights().fence(slot);
            session.tally().count(Tally.OVERTAKEN);
            return true;
        }
        if (open != null && session.stack().waitsFor(open)) {
            recursive(session, target, open);
            return false;
        }
        if (open != null || session.stack().contains(slot)) {
            ReadActions.read(session, target);
            return false;
        }
        return true;
    }

    private static void recursive(Session session, Target target, Flight open) {
        Outcome outcome = session.capture(() -> target.handle().get(target.key(), key -> {
            throw session.violation("the loader of " + target.slot() + " was called within itself");
        }));
        if (!(outcome.failure() instanceof RecursiveLoadException)) {
            throw new Violation(
                    "a load of " + target.slot() + " within itself gave " + outcome + ", not RecursiveLoadException");
        }
        if (open.computes() || open.renewed() != null) {
            // Whether it is a miss would be known at the end.
            session.stale().pass(target.slot());
            session.ledger().perhaps(target.slot(), Metric.MISSES, 1);
        } else {
            session.model().miss(target.slot());
        }
        // Whether one that would have waited for itself counts as waiting is nobody's promise.
        session.ledger().perhaps(target.slot(), Metric.COALESCED, 1);
        session.tally().count("recursive load");
    }

    static void ended(Session session, Target target, Load load, Outcome actual, boolean wraps) {
        Slot slot = target.slot();
        if (load.wasCalled()) {
            Outcome outcome = load.outcome();
            session.arrivals().complete(load.flight(), outcome, load.keeping());
            outcome = session.stale().answer(load.flight(), outcome, actual);
            (wraps ? outcome.wrapped() : outcome).require(actual, "get of " + slot);
            return;
        }
        Entry entry = session.stale().served(slot, true);
        if (entry == null) {
            throw new Violation("get of " + slot + " gave " + actual + " without a load");
        }
        session.renewals().requireNone(slot);
        session.stale().hit(entry, true);
        session.tally().count(entry.failure() == null ? "load not needed" : Tally.FAILURE_SERVED);
        Outcome outcome = entry.outcome();
        (wraps ? outcome.wrapped() : outcome).require(actual, "get of " + slot);
    }
}
