package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.List;
import java.util.Set;

/** Removals of keys and of caches. */
final class InvalidateActions {
    private InvalidateActions() {}

    static void invalidate(Session session, Op op) {
        Target target = session.target(op);
        if (target != null) {
            target.handle().invalidate(target.key());
            invalidated(session, target.slot());
        }
    }

    static void invalidateAsync(Session session, Op op) {
        Target target = session.target(op);
        if (target != null) {
            var gone = target.handle().invalidateAsync(target.key());
            invalidated(session, target.slot());
            WriteActions.requireDone(
                    gone.isDone() && !gone.isCompletedExceptionally(), "invalidateAsync", target.slot());
        }
    }

    static void invalidateKeys(Session session, Op op) {
        Target target = session.target(op);
        if (target != null) {
            List<ModelKey> keys = ReadActions.keys(session, op, 1 + op.pick(10, 6));
            target.handle().invalidateAll(keys);
            keys.forEach(key -> invalidated(session, target.slot(key)));
        }
    }

    static void invalidated(Session session, Slot slot) {
        session.flights().fence(slot);
        Entry entry = session.model().held(slot);
        if (entry != null) {
            // Nobody promised which it is if the entry had expired.
            session.model()
                    .remove(
                            entry,
                            session.model().expired(entry)
                                    ? Set.of(RemovalCause.EXPLICIT, RemovalCause.EXPIRED)
                                    : Set.of(session.model().cause(entry, RemovalCause.EXPLICIT)));
        }
    }

    /** All keys of one scope and cache. */
    static void invalidateOwn(Session session, Op op) {
        Target target = session.target(op);
        if (target != null) {
            Drop drop = new Drop(
                    session,
                    RemovalCause.EXPLICIT,
                    slot -> slot.place() == target.slot().place()
                            && slot.cache() == target.slot().cache());
            target.handle().invalidateAll();
            drop.done();
        }
    }

    /** All scopes of one cache. */
    static void clearCache(Session session, Op op) {
        int cache = Math.floorMod(op.cache(), session.setup().caches().size());
        Drop drop = new Drop(session, RemovalCause.EXPLICIT, slot -> slot.cache() == cache);
        session.cache(cache).invalidateAll();
        drop.done();
    }

    /** One cache in a subtree. */
    static void evictCache(Session session, Op op) {
        int cache = Math.floorMod(op.cache(), session.setup().caches().size());
        Place place = DropActions.place(session, op);
        if (place.isGlobal()) {
            DropActions.requireRefused(session, () -> session.cache(cache).evict(place.scope()));
            return;
        }
        Drop drop = new Drop(
                session,
                RemovalCause.EXPLICIT,
                slot -> slot.cache() == cache && slot.place().isWithin(place));
        drop.done(session.cache(cache).evict(place.scope()), "evict of cache " + cache + " in " + place);
    }
}
