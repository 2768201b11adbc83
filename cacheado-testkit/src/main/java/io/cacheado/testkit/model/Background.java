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

    /**
     * One key was read: the entry that the reader must get, or null. Counts the request, and settles the renewal.
     *
     * @param given whether the reader got a value
     */
    @Nullable
    Entry read(Slot slot, boolean given) {
        boolean loads = session.spec(slot).loading() != CacheSpec.Loading.NONE;
        Entry entry = session.stale().served(slot, loads);
        Outcome end = ends.remove(slot.key());
        if (end == null) {
            if (loads) {
                session.renewals().requireNone(slot);
            }
            if (entry == null || (!given && session.stale().isOpen(slot, loads))) {
                session.renewals().meet(slot);
                session.stale().pass(slot);
                session.model().miss(slot);
                return null;
            }
            session.stale().hit(entry, loads);
            return entry;
        }
        if (entry == null || session.renewals().candidate(slot) != entry) {
            throw session.violation("a read had " + slot + " renewed, which is " + entry);
        }
        session.beforeLoad();
        Flight flight = session.renewals().begin(entry, false);
        session.complete(flight, end);
        session.stale().answer(flight, end, Outcome.of(entry.value()));
        return entry;
    }

    /** All was read: nothing else was renewed. */
    void requireNoOther() {
        if (!ends.isEmpty()) {
            throw session.violation("a read had " + ends.keySet() + " renewed, which nobody asked for");
        }
    }
}
