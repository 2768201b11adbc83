package io.cacheado.testkit.model;

import io.cacheado.RecursiveLoadException;
import io.cacheado.event.RemovalCause;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Reads and changes by a map view that run no function. */
final class MapActions {
    private MapActions() {}

    static void read(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        session.tally().count(Tally.MAP_READ);
        ConcurrentMap<ModelKey, ModelValue> map = target.handle().asMap();
        ModelValue other = session.value(op, 0);
        ModelValue there = value(session, target.slot());
        Background background = session.background(target.slot());
        switch (op.pick(10, 5)) {
            case 0 -> {
                Outcome actual =
                        session.capture(() -> session.loader().during(background, () -> map.get(target.key())));
                Outcome.of(ReadActions.lookUp(target.slot(), background, actual.value() != null))
                        .require(actual, target.slot());
            }
            case 1 -> {
                ModelValue actual = session.loader().during(background, () -> map.getOrDefault(target.key(), other));
                session.rethrow();
                ModelValue found = ReadActions.lookUp(target.slot(), background, actual != other);
                require(actual, found == null ? other : found, "getOrDefault", target);
            }
            case 2 -> require(map.containsKey(target.key()), there != null, "containsKey", target);
            case 3 -> {
                if (there != null) {
                    require(map.containsValue(there), true, "containsValue", target);
                }
                require(map.containsValue(other), false, "containsValue", target);
            }
            default -> iterate(session, target, map);
        }
    }

    private static void iterate(Session session, Target target, ConcurrentMap<ModelKey, ModelValue> map) {
        Map<ModelKey, ModelValue> expected = new HashMap<>();
        for (Entry entry : session.model()
                .in(slot -> slot.place() == target.slot().place()
                        && slot.cache() == target.slot().cache())) {
            ModelValue value = value(session, entry.slot());
            if (value != null) {
                expected.put(entry.slot().key(), value);
            }
        }
        Map<ModelKey, ModelValue> actual = new HashMap<>();
        map.forEach(actual::put);
        require(actual, expected, "the entries", target);
        require(map.isEmpty(), expected.isEmpty(), "isEmpty", target);
    }

    /** The value that a map sees, without using it. */
    static @Nullable ModelValue value(Session session, Slot slot) {
        Entry live = session.model().live(slot);
        return live == null ? null : live.value();
    }

    static void change(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        session.tally().count(Tally.MAP_CHANGE);
        Slot slot = target.slot();
        ConcurrentMap<ModelKey, ModelValue> map = target.handle().asMap();
        ModelValue fresh = session.value(op, 0);
        ModelValue there = value(session, slot);
        ModelValue wanted = there != null && op.chance(11, 70) ? there : session.value(op, 5);
        int choice = op.pick(10, 6);
        @Nullable Object[] actual = new Object[1];
        Outcome outcome = session.capture(() -> {
            actual[0] = call(map, choice, target.key(), fresh, wanted);
            return null;
        });
        Flight open = session.flights().open(slot);
        if (open != null && open.computes()) {
            requireRecursive(session, outcome, slot);
            return;
        }
        Outcome.of(null).require(outcome, "a change by a map of " + slot);
        boolean met = switch (choice) {
            case 0 -> true;
            case 1 -> there == null;
            case 2 -> there != null;
            case 3 -> wanted.equals(there);
            case 4 -> true;
            default -> there == null || wanted.equals(there);
        };
        boolean says = choice == 3 || choice == 5;
        require(actual[0], says ? (Object) wanted.equals(there) : there, "a change by a map", target);
        if (met && choice < 4) {
            session.flights().fence(slot);
            session.settlement().store(session.fresh().entry(slot, fresh, 0));
        } else if (met) {
            removed(session, slot);
        }
    }

    private static @Nullable Object call(
            ConcurrentMap<ModelKey, ModelValue> map, int choice, ModelKey key, ModelValue fresh, ModelValue wanted) {
        return switch (choice) {
            case 0 -> map.put(key, fresh);
            case 1 -> map.putIfAbsent(key, fresh);
            case 2 -> map.replace(key, fresh);
            case 3 -> map.replace(key, wanted, fresh);
            case 4 -> map.remove(key);
            default -> map.remove(key, wanted);
        };
    }

    /** What is no value goes too: an absence, or what is out of date. */
    private static void removed(Session session, Slot slot) {
        session.flights().fence(slot);
        Entry entry = session.model().held(slot);
        if (entry != null) {
            session.model().remove(entry, Set.of(session.model().cause(entry, RemovalCause.EXPLICIT)));
        }
    }

    static void requireRecursive(Session session, Outcome outcome, Slot slot) {
        if (!(outcome.failure() instanceof RecursiveLoadException)) {
            throw new Violation("a change by a map of " + slot + ", which this thread computes or loads, gave "
                    + outcome + ", not RecursiveLoadException");
        }
        session.tally().count("recursive computation");
    }

    private static void require(@Nullable Object actual, @Nullable Object wanted, String what, Target target) {
        if (!Objects.equals(actual, wanted)) {
            throw new Violation(what + " of " + target.slot() + " gave " + actual + ", not " + wanted);
        }
    }
}
