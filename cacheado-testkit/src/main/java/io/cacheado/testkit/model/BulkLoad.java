package io.cacheado.testkit.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a bulk loader does: it leaves keys out, brings keys that nobody asked for, or fails. */
final class BulkLoad implements ScriptedLoader.Script {
    private final Session session;
    private final Target target;
    private final Op op;
    private final List<ModelKey> keys;
    private final Map<ModelKey, @Nullable ModelValue> found = new HashMap<>();
    private final Map<ModelKey, Flight> flights = new LinkedHashMap<>();
    private final Map<ModelKey, Flight> due = new LinkedHashMap<>();
    private final Extras extras;
    private final Map<ModelKey, @Nullable ModelValue> brought = new LinkedHashMap<>();
    private @Nullable Exception failure;
    private boolean called;
    private boolean lookedUp;
    private @Nullable Map<ModelKey, ModelValue> renewed;
    private @Nullable RuntimeException notRenewed;

    BulkLoad(Session session, Target target, Op op, List<ModelKey> keys) {
        this.session = session;
        this.target = target;
        this.op = op;
        this.keys = keys;
        this.extras = new Extras(session, target);
    }

    @Override
    public Place place() {
        return target.slot().place();
    }

    @Override
    public Map<ModelKey, ModelValue> loadAll(Set<? extends ModelKey> asked) throws Exception {
        if (isRenewal(asked)) {
            return renew(true);
        }
        run(asked, true);
        if (failure != null) {
            throw failure;
        }
        return brought;
    }

    Map<ModelKey, ModelValue> loadUnchecked(Set<? extends ModelKey> asked) {
        if (isRenewal(asked)) {
            return renew(false);
        }
        run(asked, false);
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return brought;
    }

    /** Whether it is the call that renews what was due; counts the requests first. */
    private boolean isRenewal(Set<? extends ModelKey> asked) {
        if (lookedUp) {
            return false;
        }
        session.beforeLoad();
        lookUp(asked);
        if (!due.isEmpty() && !asked.equals(due.keySet())) {
            throw session.violation("the bulk loader of " + target.slot() + " was called for " + asked
                    + ", though what is due is " + due.keySet());
        }
        return !due.isEmpty();
    }

    private Map<ModelKey, ModelValue> renew(boolean mayThrowChecked) {
        renewed = new LinkedHashMap<>();
        if (op.chance(7, 20)) {
            RuntimeException unchecked = (RuntimeException) Outcome.failure(false);
            notRenewed = unchecked;
            throw unchecked;
        }
        for (ModelKey key : due.keySet()) {
            if (!op.chance(200 + key.id(), 20)) {
                renewed.put(key, session.value(op, 1_000 + key.id()));
            }
        }
        return renewed;
    }

    /** Settles what the renewals leave, which ended before anything was loaded. */
    private void endRenewals() {
        Map<ModelKey, ModelValue> values = renewed;
        if (values == null) {
            if (!due.isEmpty()) {
                throw session.violation("getAll of " + target.slot() + " did not renew " + due.keySet());
            }
            return;
        }
        renewed = null;
        due.forEach((key, flight) -> session.arrivals()
                .complete(flight, notRenewed == null ? Outcome.of(values.get(key)) : Outcome.failed(notRenewed)));
        due.clear();
    }

    private void run(Set<? extends ModelKey> asked, boolean mayThrowChecked) {
        session.beforeLoad();
        endRenewals();
        if (called || !asked.equals(flights.keySet())) {
            throw session.violation("the bulk loader of " + target.slot() + " was called for " + asked + ", not for "
                    + flights.keySet() + (called ? ", and twice" : ""));
        }
        called = true;
        extras.watch(op, keys);
        session.stack().during(flights.values(), true, () -> session.nested(op.inner()));
        session.early().takeTime(op, target.slot());
        if (op.chance(4, 12)) {
            failure = Outcome.failure(mayThrowChecked && op.chance(5, 50));
        }
        for (ModelKey key : flights.keySet()) {
            if (!op.chance(200 + key.id(), 20)) {
                brought.put(key, session.value(op, 1_000 + key.id()));
            }
        }
        brought.putAll(extras.bring(op));
    }

    /** Counts the requests, and begins the loads of what is missing. */
    private void lookUp(Set<? extends ModelKey> asked) {
        lookedUp = true;
        for (ModelKey key : keys) {
            Slot slot = target.slot(key);
            Entry entry = session.stale().served(slot, true);
            Entry candidate = session.renewals().candidate(slot);
            if (candidate != null && (candidate.due().must(session.now()) || asked.contains(key))) {
                found.put(key, candidate.value());
                Flight flight = session.renewals().begin(candidate, false);
                due.put(key, flight);
                session.stale().answer(flight, Outcome.of(null), Outcome.of(null));
            } else if (entry != null) {
                found.put(key, entry.value());
                session.stale().hit(entry, true);
            } else {
                flights.put(key, session.renewals().called(slot, false));
            }
        }
    }

    /** The call is over: settles what it leaves, and compares what it gave. */
    void ended(Map<ModelKey, ModelValue> actual, Outcome outcome) {
        if (!lookedUp) {
            lookUp(Set.of());
        }
        if (!called) {
            endRenewals();
            if (!flights.isEmpty()) {
                throw new Violation("getAll of " + target.slot() + " did not load " + flights.keySet());
            }
        }
        if (failure != null) {
            Outcome failed = Outcome.failed(failure);
            flights.values().forEach(flight -> session.arrivals().complete(flight, failed));
            extras.forget();
            if (isExcused(outcome)) {
                flights.forEach((key, flight) -> brought.put(
                        key,
                        session.stale()
                                .answer(flight, failed, Outcome.of(actual.get(key)))
                                .value()));
                Outcome.of(null).require(outcome, "getAll of " + target.slot());
                requireResult(actual);
                return;
            }
            flights.values().forEach(session.stale()::abandoned);
            failed.wrapped().require(outcome, "getAll of " + target.slot());
            return;
        }
        Outcome.of(null).require(outcome, "getAll of " + target.slot());
        // What nobody asked for is stored first.
        extras.store();
        flights.forEach((key, flight) -> {
            Outcome loaded = Outcome.of(brought.get(key));
            session.arrivals().complete(flight, loaded);
            session.stale().answer(flight, loaded, loaded);
        });
        requireResult(actual);
    }

    /** Whether there is an old value to be served of each key that could not be loaded. */
    private boolean isExcused(Outcome outcome) {
        boolean perhaps = outcome.failure() == null;
        return flights.values().stream()
                .allMatch(flight -> session.stale().servable(flight)
                        || (perhaps
                                && flight.awaited()
                                && flight.fenced()
                                && session.model().kept(flight.slot()) != null));
    }

    private void requireResult(Map<ModelKey, ModelValue> actual) {
        Map<ModelKey, ModelValue> expected = new LinkedHashMap<>();
        for (ModelKey key : new ArrayList<>(new LinkedHashSet<>(keys))) {
            ModelValue value = found.containsKey(key) ? found.get(key) : brought.get(key);
            if (value != null) {
                expected.put(key, value);
            }
        }
        ReadActions.requireSame(expected, actual, "getAll of " + target.slot());
    }
}
