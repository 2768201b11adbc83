package io.cacheado.testkit.model;

import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Changes by a map view that run a function of the caller's. */
final class ComputeActions {
    private ComputeActions() {}

    /** How a map computes. */
    private enum How {
        COMPUTE,
        IF_ABSENT,
        IF_PRESENT,
        MERGE
    }

    static void compute(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        Slot slot = target.slot();
        How how = How.values()[op.pick(10, How.values().length)];
        Flight open = session.flights().open(slot);
        ModelValue there = MapActions.value(session, slot);
        if (open != null && !session.stack().waitsFor(open)) {
            return; // It would wait for ever on a single thread.
        }
        ModelValue merged = session.value(op, 5);
        Computation computation = new Computation(session, slot, op, how == How.IF_ABSENT);
        Outcome actual = session.capture(() -> call(target.handle().asMap(), how, target.key(), merged, computation));
        if (open != null) {
            MapActions.requireRecursive(session, actual, slot);
            return;
        }
        session.tally().count(Tally.COMPUTATION);
        if (how == How.MERGE && there == null) {
            computation.endAtOnce(merged);
        }
        boolean runs = how == How.IF_ABSENT ? there == null : how != How.IF_PRESENT || there != null;
        if (computation.wasCalled() != runs) {
            throw new Violation(how + " of " + slot + (runs ? " ran no function" : " ran a function") + ", with "
                    + there + " there");
        }
        if (runs) {
            computation.end(actual);
            return;
        }
        if (there != null) {
            session.ledger().count(slot, Metric.HITS, 1);
        }
        Outcome.of(there).require(actual, how + " of " + slot);
    }

    private static @Nullable ModelValue call(
            ConcurrentMap<ModelKey, ModelValue> map,
            How how,
            ModelKey key,
            ModelValue merged,
            Computation computation) {
        return switch (how) {
            case COMPUTE -> map.compute(key, computation::of);
            case IF_ABSENT -> map.computeIfAbsent(key, own -> computation.of(own, null));
            case IF_PRESENT -> map.computeIfPresent(key, computation::of);
            case MERGE ->
                map.merge(key, merged, (there, given) -> {
                    computation.requireGiven(merged, given);
                    return computation.of(key, there);
                });
        };
    }
}
