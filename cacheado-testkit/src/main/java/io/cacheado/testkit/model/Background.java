package io.cacheado.testkit.model;

import io.cacheado.LoadContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the loader of a cache does while keys are only read: it renews what is due. */
final class Background implements ScriptedLoader.Script {
    private final Session session;
    /** So many numbers of choices belong to each key. */
    private static final int CHOICES = 24;

    private final Place place;
    private final int cache;
    private final Op op;
    private final Map<ModelKey, Decision> ends = new HashMap<>();

    Background(Session session, Place place, int cache, Op op) {
        this.session = session;
        this.place = place;
        this.cache = cache;
        this.op = op;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public @Nullable ModelValue load(ModelKey key) throws Exception {
        return end(key, new Decision(draw(key), Keeping.NONE));
    }

    @Override
    public @Nullable ModelValue loadWith(LoadContext<ModelKey, ModelValue> context) throws Exception {
        ModelKey key = context.key();
        Slot slot = new Slot(place, cache, key);
        Entry renewed = session.model().kept(slot);
        Decision decision = Decision.of(session, op, 2_010 + CHOICES * key.id(), context, slot, renewed, draw(key));
        if (decision.keeping().stays()) {
            session.tally().count(Tally.OWN_NOT_MODIFIED);
        }
        return end(key, decision);
    }

    private Outcome draw(ModelKey key) {
        return Load.draw(session, op, 2_000 + CHOICES * key.id(), true);
    }

    private @Nullable ModelValue end(ModelKey key, Decision decision) throws Exception {
        if (ends.put(key, decision) != null) {
            throw session.violation("a read had " + key + " renewed twice");
        }
        return decision.outcome().give();
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
        Decision end = ends.remove(slot.key());
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
        boolean decides = session.spec(slot).loading() == CacheSpec.Loading.DECIDING;
        Flight flight = session.renewals().begin(entry, decides);
        session.arrivals().complete(flight, end.outcome(), end.keeping());
        session.stale().answer(flight, end.outcome(), Outcome.of(entry.value()));
        return entry;
    }

    /** All was read: nothing else was renewed. */
    void requireNoOther() {
        if (!ends.isEmpty()) {
            throw session.violation("a read had " + ends.keySet() + " renewed, which nobody asked for");
        }
    }
}
