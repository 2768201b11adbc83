package io.cacheado.testkit.model;

import io.cacheado.LoadContext;
import io.cacheado.LoadingScopedCache;
import io.cacheado.testkit.model.CacheSpec.Loading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads of many keys at once. */
final class BulkActions {
    private BulkActions() {}

    static void getAll(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        // A key that is being loaded would be waited for, for ever on a single thread.
        List<ModelKey> keys = ReadActions.keys(session, op, 1 + op.pick(10, 6)).stream()
                .filter(key -> session.renewals().joinable(target.slot(key)) == null
                        && !session.stale().isOpen(target.slot(key), true)
                        && !session.stack().contains(target.slot(key)))
                .toList();
        LoadingScopedCache<ModelKey, ModelValue> loading = target.loading();
        if (keys.stream().anyMatch(key -> failure(session, target, key) != null)) {
            meetsFailure(session, target, keys);
            return;
        }
        if (loading != null && target.spec().loading() != Loading.BULK && op.chance(3, 60)) {
            keyByKey(session, target, loading, op, keys);
            return;
        }
        BulkLoad load = new BulkLoad(session, target, op, keys);
        Map<ModelKey, ModelValue> actual = new LinkedHashMap<>();
        Outcome outcome = session.capture(() -> {
            actual.putAll(
                    loading != null && op.chance(3, 60) && target.spec().loading() == Loading.BULK
                            ? session.loader().during(load, () -> loading.getAll(keys))
                            : target.handle().getAll(keys, load::loadUnchecked));
            return null;
        });
        load.ended(actual, outcome);
    }

    private static @Nullable Throwable failure(Session session, Target target, ModelKey key) {
        Entry entry = session.model().live(target.slot(key));
        return entry == null ? null : entry.failure();
    }

    /** A failure that is remembered of one key ends the call, and the loads that it began for keys before. */
    private static void meetsFailure(Session session, Target target, List<ModelKey> keys) {
        if (keys.stream().anyMatch(key -> session.renewals().isOpen(target.slot(key)))) {
            return;
        }
        Outcome outcome = session.capture(() -> {
            target.handle().getAll(keys, missing -> {
                throw session.violation("getAll of " + target.slot() + " loaded, though a failure is remembered");
            });
            return null;
        });
        List<Flight> begun = new ArrayList<>();
        for (ModelKey key : keys) {
            Slot slot = target.slot(key);
            Entry entry = session.stale().served(slot, true);
            Throwable failure = failure(session, target, key);
            if (session.renewals().candidate(slot) != null || entry == null) {
                begun.add(session.renewals().called(slot, false));
            } else {
                session.stale().hit(entry, true);
            }
            if (failure != null) {
                session.beforeLoad();
                begun.forEach(flight -> session.arrivals().abandon(flight, failure));
                begun.forEach(flight -> session.stale().abandoned(flight));
                session.tally().count(Tally.FAILURE_SERVED);
                Outcome.failed(failure).wrapped().require(outcome, "getAll of " + target.slot());
                return;
            }
        }
    }

    /** A loading cache without a bulk method asks for one key after the other. */
    private static void keyByKey(
            Session session,
            Target target,
            LoadingScopedCache<ModelKey, ModelValue> loading,
            Op op,
            List<ModelKey> keys) {
        Map<ModelKey, ModelValue> loads = new LinkedHashMap<>();
        for (ModelKey key : keys) {
            if (!op.chance(200 + key.id(), 20)) {
                loads.put(key, session.value(op, 1_000 + key.id()));
            }
        }
        // A value that is being renewed may make room for one before it, and then its load would be waited for, for
        // ever.
        if (keys.stream()
                .anyMatch(key -> session.renewals().isOpen(target.slot(key))
                        || session.flights().renewing(target.slot(key)) != null)) {
            return;
        }
        Set<ModelKey> called = new LinkedHashSet<>();
        Map<ModelKey, ModelValue> actual = session.loader()
                .during(
                        new ScriptedLoader.Script() {
                            @Override
                            public @Nullable ModelValue load(ModelKey key) {
                                called.add(key);
                                return loads.get(key);
                            }

                            @Override
                            public @Nullable ModelValue loadWith(LoadContext<ModelKey, ModelValue> context) {
                                return load(context.key());
                            }

                            @Override
                            public Place place() {
                                return target.slot().place();
                            }
                        },
                        () -> loading.getAll(keys));
        Map<ModelKey, ModelValue> expected = new LinkedHashMap<>();
        Set<ModelKey> missing = new LinkedHashSet<>();
        for (ModelKey key : keys) {
            Slot slot = target.slot(key);
            Entry entry = session.stale().served(slot, true);
            ModelValue value = entry == null ? loads.get(key) : entry.value();
            if (session.renewals().candidate(slot) != null || entry == null) {
                missing.add(key);
                session.beforeLoad();
                Outcome loaded = Outcome.of(loads.get(key));
                boolean decides = target.spec().loading() == Loading.DECIDING;
                Flight flight = session.renewals().called(slot, decides);
                session.arrivals().complete(flight, loaded);
                session.stale().answer(flight, loaded, loaded);
            } else {
                session.stale().hit(entry, true);
            }
            if (value != null) {
                expected.put(key, value);
            }
        }
        if (!called.equals(missing)) {
            throw new Violation("getAll of " + target.slot() + " loaded " + called + ", not " + missing);
        }
        ReadActions.requireSame(expected, actual, "getAll of " + target.slot());
    }
}
