package io.cacheado.testkit.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that a bulk loader brings though nobody asked for them: stored unless something has changed them meanwhile. */
final class Extras {
    private final Session session;
    private final Target target;
    private final Map<ModelKey, Flight> watches = new LinkedHashMap<>();
    private final Map<ModelKey, ModelValue> brought = new LinkedHashMap<>();
    private int dropsBefore;

    Extras(Session session, Target target) {
        this.session = session;
        this.target = target;
    }

    /** The bulk load begins: chooses keys that were not asked for, and watches what becomes of them. */
    void watch(Op op, List<ModelKey> asked) {
        dropsBefore = session.drops().count();
        for (int i = 0; i < op.pick(6, 3); i++) {
            ModelKey key = session.setup().key(op.key() + op.pick(30 + i, 40));
            Slot slot = target.slot(key);
            if (!asked.contains(key)
                    && !watches.containsKey(key)
                    && session.flights().open(slot) == null
                    && session.flights().renewing(slot) == null
                    && !session.stack().contains(slot)) {
                watches.put(key, session.flights().watch(slot, session.now()));
            }
        }
    }

    /** The values that the loader brings for them. */
    Map<ModelKey, ModelValue> bring(Op op) {
        watches.forEach((key, watch) -> {
            // What another load stored or is loading meanwhile: nobody promised who wins.
            if (!watch.disputed()) {
                brought.put(key, session.value(op, 1_000 + key.id()));
            }
        });
        return brought;
    }

    /** The bulk load has failed, and brought nothing. */
    void forget() {
        watches.values().forEach(session.flights()::unwatch);
    }

    /** The bulk load has ended: settles what they leave. */
    void store() {
        watches.forEach((key, watch) -> {
            session.flights().unwatch(watch);
            ModelValue value = brought.get(key);
            if (value != null) {
                store(target.slot(key), watch, value);
            }
        });
    }

    private void store(Slot slot, Flight watch, ModelValue value) {
        session.flights().dispute(slot);
        if (watch.fenced()) {
            session.arrivals().leave(watch, value, Keeping.NONE);
        } else if (lostATag(slot)) {
            session.arrivals().comesTooLate(slot, value);
        } else {
            session.settlement().store(session.fresh().entry(slot, value, 0));
        }
    }

    /** Whether a tag of what stands there was dropped while the load ran. */
    private boolean lostATag(Slot slot) {
        Entry held = session.model().held(slot);
        return held != null && held.dropped() && session.drops().concern(slot, held.tags(), dropsBefore);
    }
}
