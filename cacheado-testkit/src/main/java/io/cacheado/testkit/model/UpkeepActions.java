package io.cacheado.testkit.model;

import io.cacheado.Policy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Time, housekeeping and inspection. */
final class UpkeepActions {
    private UpkeepActions() {}

    static void advance(Session session, Op op) {
        session.advance(Durations.step(op, session.setup(), session.model(), session.now()));
    }

    static void cleanUp(Session session, Op op) {
        cleanUp(session);
    }

    /** After it nothing expired is left, limits that were lowered are kept, and empty scopes have vanished. */
    static void cleanUp(Session session) {
        session.engine().cleanUp();
        session.settlement().rest();
        for (Entry entry : session.model().entries()) {
            if (entry.isHeld() ? entry.dropped() : session.model().expired(entry) || entry.dropped()) {
                throw new Violation(entry + " had expired or lost a tag, and is there after cleanUp()");
            }
        }
        if (session.model().entries().stream().noneMatch(Entry::isHeld)) {
            session.limits().requireDrained();
        }
        for (Place place : session.setup().forest().places()) {
            if (!session.isNested() && !isPinned(session, place)) {
                session.ledger().vanished(place);
            }
        }
    }

    /** A quota keeps a scope, and so does a load that was fenced but still runs. */
    private static boolean isPinned(Session session, Place place) {
        return session.limits().has(session.limits().quota(place))
                || session.flights().running().stream()
                        .anyMatch(flight -> flight.slot().place().isWithin(place));
    }

    static void inspect(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        Place place = target.slot().place();
        Policy<ModelKey, ModelValue> policy =
                session.cache(target.slot().cache()).policy();
        int limit = 1 + op.pick(10, 40);
        List<ModelKey> keys =
                op.chance(11, 50) ? policy.coldest(place.scope(), limit) : policy.hottest(place.scope(), limit);
        Set<ModelKey> different = new HashSet<>(keys);
        List<Entry> own = session.model()
                .in(slot ->
                        slot.place() == place && slot.cache() == target.slot().cache());
        long live = own.stream()
                .filter(entry -> !entry.isAbsence() && session.model().live(entry.slot()) != null)
                .count();
        boolean known = keys.stream()
                .allMatch(key -> session.subject().weight(target.slot(key)) == null
                        || session.model().held(target.slot(key)) != null);
        if (different.size() != keys.size() || keys.size() > limit || keys.size() < Math.min(limit, live) || !known) {
            throw new Violation(
                    "the " + limit + " coldest or hottest of " + place + " are " + keys + ", not of " + own);
        }
        session.comparison().expiry(target.slot());
    }
}
