package io.cacheado.testkit.model;

import java.time.Duration;
import java.util.List;

/** Requests for what is due to be renewed, which seldom meet by chance. */
final class DueActions {
    private static final OpKind[] KINDS = {
        OpKind.GET,
        OpKind.GET_WITH,
        OpKind.GET_WITH,
        OpKind.GET_ASYNC,
        OpKind.GET_ALL,
        OpKind.GET_CHECKED,
        OpKind.GET_IF_PRESENT,
        OpKind.GET_ALL_PRESENT,
        OpKind.CALL
    };

    /** More would be no time that passes, but one that never comes. */
    private static final long MOST_AHEAD = Long.MAX_VALUE / 4;

    private DueActions() {}

    /** Lets time pass until an entry is due, or nearly so, and asks for it. */
    static void request(Session session, Op op) {
        if (session.setup().caches().stream().noneMatch(CacheSpec::renews)) {
            return;
        }
        List<Entry> candidates = session.model().in(slot -> session.spec(slot).renews()).stream()
                .filter(entry -> (entry.due().earliest() < entry.deadline() && !entry.expired(session.now()))
                        || (session.early().scale(entry) > 0 && entry.fresh(session.now())))
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        List<Entry> failed = candidates.stream()
                .filter(entry -> session.stale().isExcused(entry))
                .toList();
        List<Entry> choice = !failed.isEmpty() && op.chance(206, 75) ? failed : candidates;
        Entry entry = choice.get(op.pick(200, choice.size()));
        long ahead = moment(session, op, entry) - session.now() - op.pick(201, 2) + op.pick(202, 2);
        if (ahead > 0 && ahead < MOST_AHEAD) {
            session.advance(Duration.ofNanos(ahead));
        }
        Slot slot = entry.slot();
        OpKind kind = KINDS[op.pick(203, KINDS.length)];
        Op request = new Op(kind, slot.place().index(), slot.cache(), slot.key().id(), op.arg(), op.inner());
        kind.action().run(session, request);
    }

    /** When something about an entry changes for its readers. */
    private static long moment(Session session, Op op, Entry entry) {
        CacheSpec spec = session.spec(entry.slot());
        if (session.early().scale(entry) > 0 && entry.fresh(session.now()) && op.chance(208, 85)) {
            return entry.expiry() - (long) (session.early().scale(entry) * op.pick(209, 250) / 100.0);
        }
        if (entry.due().earliest() >= entry.deadline()) {
            return entry.expiry();
        }
        if (entry.due().failures() > 0 && op.chance(207, 65)) {
            return session.now();
        }
        return switch (spec.resilience().kept() == 0 || entry.expiry() == Entry.NEVER ? 0 : op.pick(204, 5)) {
            case 1 -> entry.expiry();
            case 2 -> entry.expiry() + spec.resilience().revalidate();
            case 3 ->
                entry.expiry()
                        + op.pick(205, (int)
                                Math.min(Integer.MAX_VALUE, spec.resilience().kept()));
            case 4 -> entry.deadline();
            default -> entry.due().earliest();
        };
    }
}
