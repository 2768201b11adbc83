package io.cacheado.testkit.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads that load nothing. */
final class ReadActions {
    private ReadActions() {}

    static void getIfPresent(Session session, Op op) {
        Target target = session.target(op);
        if (target != null) {
            read(session, target);
        }
    }

    /** Reads one key, which is what is done too where a load would wait for ever. */
    static void read(Session session, Target target) {
        Background background = session.background(target.slot());
        Outcome actual = session.capture(() ->
                session.loader().during(background, () -> target.handle().getIfPresent(target.key())));
        Outcome.of(lookUp(target.slot(), background, actual.value() != null)).require(actual, target.slot());
    }

    static void getIfPresentAsync(Session session, Op op) {
        Target target = session.target(op);
        if (target != null) {
            Background background = session.background(target.slot());
            var future =
                    session.loader().during(background, () -> target.handle().getIfPresentAsync(target.key()));
            session.rethrow();
            boolean given = future.isDone() && !future.isCompletedExceptionally() && future.join() != null;
            Pending.requireOutcome(future, Outcome.of(lookUp(target.slot(), background, given)), target.slot());
        }
    }

    /** One request of one key: a hit, perhaps on an absence, or a miss. */
    static @Nullable ModelValue lookUp(Slot slot, Background background, boolean given) {
        Entry entry = background.read(slot, given);
        background.requireNoOther();
        return entry == null ? null : entry.value();
    }

    static void getAllPresent(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        Map<ModelKey, ModelValue> expected = new LinkedHashMap<>();
        List<ModelKey> keys = keys(session, op, 1 + op.pick(10, 6));
        Background background = session.background(target.slot());
        Map<ModelKey, ModelValue> actual =
                session.loader().during(background, () -> target.handle().getAllPresent(keys));
        session.rethrow();
        for (ModelKey key : keys) {
            Entry entry = background.read(target.slot(key), actual.containsKey(key));
            if (entry != null && entry.value() != null) {
                expected.put(key, entry.value());
            }
        }
        background.requireNoOther();
        requireSame(expected, actual, "getAllPresent of " + target.slot());
    }

    /** Different keys, that of the operation first. */
    static List<ModelKey> keys(Session session, Op op, int most) {
        Set<ModelKey> keys = new LinkedHashSet<>();
        keys.add(session.setup().key(op.key()));
        for (int i = 1; i < most; i++) {
            keys.add(session.setup().key(op.key() + op.pick(20 + i, 12)));
        }
        return new ArrayList<>(keys);
    }

    static void requireSame(Map<ModelKey, ModelValue> expected, Map<ModelKey, ModelValue> actual, String what) {
        if (!new ArrayList<>(expected.entrySet()).equals(new ArrayList<>(actual.entrySet()))) {
            throw new Violation(what + " gave " + actual + ", not " + expected);
        }
    }

    static void resolve(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        Slot own = target.slot();
        Optional<ModelValue> actual = target.handle().resolve(target.key());
        for (Place place = own.place(); place != null; place = place.parent()) {
            Entry entry = session.model().live(new Slot(place, own.cache(), own.key()));
            if (entry != null) {
                // An absence is passed over, and that is a use of it.
                session.model().use(entry);
            } else {
                session.model().peeked(new Slot(place, own.cache(), own.key()));
            }
            if (entry != null && entry.value() != null) {
                session.ledger().count(own, Metric.HITS, 1);
                Outcome.of(entry.value()).require(Outcome.of(actual.orElse(null)), "resolve of " + own);
                return;
            }
        }
        Outcome.of(null).require(Outcome.of(actual.orElse(null)), "resolve of " + own);
        session.ledger().count(own, Metric.MISSES, 1);
    }
}
