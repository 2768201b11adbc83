package io.cacheado.testkit.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the loader of a cache does while keys are only read: it renews what is due. */
final class Background implements ScriptedLoader.Script {
    private final Session session;
    private final Place place;
    private final Op op;
    private final Map<ModelKey, Outcome> ends = new HashMap<>();

    Background(Session session, Place place, Op op) {
        this.session = session;
        this.place = place;
        this.op = op;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public @Nullable ModelValue load(ModelKey key) throws Exception {
        Outcome drawn = Load.draw(session, op, 2_000 + 8 * key.id(), true);
        if (ends.put(key, drawn) != null) {
            throw session.violation("a read had " + key + " renewed twice");
        }
        return drawn.give();
    }

    /** One key was read: the entry that the reader got, or null. Counts the request, and settles the renewal. */
    @Nullable
    Entry read(Slot slot) {
        Model model = session.model();
        Entry entry = model.live(slot);
        Outcome end = ends.remove(slot.key());
        if (end == null) {
            if (session.spec(slot).loading() != CacheSpec.Loading.NONE) {
                session.renewals().requireNone(slot);
            }
            if (entry == null) {
                session.renewals().meet(slot);
                model.miss(slot);
            } else {
                model.hit(entry);
            }
            return entry;
        }
        if (entry == null || session.renewals().candidate(slot) != entry) {
            throw session.violation("a read had " + slot + " renewed, which is " + entry);
        }
        session.beforeLoad();
        session.complete(session.renewals().begin(entry, false), end);
        session.ledger().count(slot, Metric.HITS, 1);
        return entry;
    }

    /** All was read: nothing else was renewed. */
    void requireNoOther() {
        if (!ends.isEmpty()) {
            throw session.violation("a read had " + ends.keySet() + " renewed, which nobody asked for");
        }
    }
}
