package io.cacheado.testkit.model;

import io.cacheado.EntryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes of values that the caller has. */
final class WriteActions {
    /** More than a table holds without splitting. */
    private static final int FILL = 4_200;

    private WriteActions() {}

    static void put(Session session, Op op) {
        Target target = session.target(op);
        if (target != null) {
            ModelValue value = session.value(op, 0);
            target.handle().put(target.key(), value);
            written(session, target.slot(), value, 0);
        }
    }

    static void putTtl(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        ModelValue value = session.value(op, 0);
        boolean forever = op.chance(1, 10);
        Duration ttl = forever ? Durations.FOREVER : Duration.ofNanos(Durations.ttl(op, 2));
        switch (op.pick(5, 3)) {
            case 0 -> target.handle().put(target.key(), value, ttl);
            case 1 -> target.handle().put(target.key(), value, EntryOptions.ttl(ttl));
            default -> {
                target.handle().put(target.key(), value, EntryOptions.none());
                written(session, target.slot(), value, 0);
                return;
            }
        }
        written(session, target.slot(), value, forever ? Long.MAX_VALUE : ttl.toNanos());
    }

    static void putAsync(Session session, Op op) {
        Target target = session.target(op);
        if (target != null) {
            ModelValue value = session.value(op, 0);
            var stored = target.handle().putAsync(target.key(), value, EntryOptions.none());
            written(session, target.slot(), value, 0);
            requireDone(stored.isDone() && !stored.isCompletedExceptionally(), "putAsync", target.slot());
        }
    }

    static void requireDone(boolean done, String what, Object slot) {
        if (!done) {
            throw new Violation(what + " of " + slot + " is not done, though the executor runs at once");
        }
    }

    private static void written(Session session, Slot slot, ModelValue value, long ttl) {
        session.flights().fence(slot);
        session.settlement().store(session.fresh().entry(slot, value, ttl));
    }

    static void putAll(Session session, Op op) {
        putAll(session, op, ReadActions.keys(session, op, 1 + op.pick(10, 6)));
    }

    /** Stores so many entries at once that their table splits. */
    static void fill(Session session, Op op) {
        // Into empty tables, so that each fill splits one.
        DropActions.evictAll(session, op);
        session.settlement().rest();
        List<ModelKey> keys = new ArrayList<>();
        int count = FILL + op.pick(10, Math.max(1, session.setup().keys() - FILL));
        for (int i = 0; i < Math.min(count, session.setup().keys()); i++) {
            keys.add(session.setup().key(op.key() + i));
        }
        putAll(session, op, keys);
    }

    private static void putAll(Session session, Op op, List<ModelKey> keys) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        Map<ModelKey, ModelValue> values = new LinkedHashMap<>();
        for (ModelKey key : keys) {
            values.put(key, session.value(op, 1_000 + key.id()));
        }
        target.handle().putAll(values);
        values.forEach((key, value) -> written(session, target.slot(key), value, 0));
    }

    /** Writes of which nothing may be left: null, and what a weigher or an expiry must not say. */
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // The null is on purpose.
    static void putRefused(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        ModelValue value = session.value(op, 0);
        ModelValue nonsense = new ModelValue(value.serial(), -op.pick(1, 2), -op.pick(2, 2));
        boolean senseless = target.spec().weighed() || target.spec().ttlOfEntry();
        Class<? extends RuntimeException> wanted = IllegalArgumentException.class;
        Outcome outcome;
        switch (op.pick(3, 3)) {
            case 0 ->
                outcome = session.capture(() -> {
                    target.handle().put(target.key(), value, Duration.ofNanos(-op.pick(4, 2)));
                    return null;
                });
            case 1 -> {
                wanted = senseless ? wanted : NullPointerException.class;
                outcome = session.capture(() -> {
                    target.handle().put(target.key(), senseless ? nonsense : null);
                    return null;
                });
            }
            default -> {
                wanted = NullPointerException.class;
                outcome = session.capture(() -> {
                    target.handle().put(null, value);
                    return null;
                });
            }
        }
        if (!wanted.isInstance(outcome.failure())) {
            throw new Violation("a senseless put of " + target.slot() + " gave " + outcome + ", not " + wanted);
        }
    }
}
