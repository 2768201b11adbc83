package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.List;

/** Drops of scopes. */
final class DropActions {
    private DropActions() {}

    static Place place(Session session, Op op) {
        List<Place> places = session.setup().forest().places();
        return places.get(Math.floorMod(op.place(), places.size()));
    }

    static void evict(Session session, Op op) {
        Place place = place(session, op);
        if (place.isGlobal()) {
            evictGlobal(session, op);
            return;
        }
        Drop drop = new Drop(
                session, RemovalCause.SCOPE_EVICTED, slot -> slot.place().isWithin(place));
        drop.done(session.engine().evict(place.scope()), "evict of " + place);
    }

    static void evictAsync(Session session, Op op) {
        Place place = place(session, op);
        if (!place.isGlobal()) {
            Drop drop = new Drop(
                    session, RemovalCause.SCOPE_EVICTED, slot -> slot.place().isWithin(place));
            var dropped = session.engine().evictAsync(place.scope());
            WriteActions.requireDone(dropped.isDone(), "evictAsync", place);
            drop.done(dropped.join(), "evictAsync of " + place);
        }
    }

    static void evictAll(Session session, Op op) {
        Drop drop = new Drop(session, RemovalCause.SCOPE_EVICTED, slot -> true);
        session.engine().evictAll();
        drop.done();
    }

    static void evictGlobal(Session session, Op op) {
        Place global = session.setup().forest().global();
        requireRefused(session, () -> session.engine().evict(global.scope()));
    }

    static void requireRefused(Session session, Runnable call) {
        Outcome outcome = session.capture(() -> {
            call.run();
            return null;
        });
        if (!(outcome.failure() instanceof IllegalArgumentException)) {
            throw new Violation("evict of the global scope gave " + outcome + ", not IllegalArgumentException");
        }
    }
}
