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

    private DueActions() {}

    /** Lets time pass until an entry is due, or nearly so, and asks for it. */
    static void request(Session session, Op op) {
        if (session.setup().caches().stream().noneMatch(CacheSpec::renews)) {
            return;
        }
        List<Entry> candidates = session.model().in(slot -> session.spec(slot).renews()).stream()
                .filter(entry -> entry.renewAt() < entry.deadline() && !entry.expired(session.now()))
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        Entry entry = candidates.get(op.pick(200, candidates.size()));
        long ahead = entry.renewAt() - session.now() - op.pick(201, 2) + op.pick(202, 2);
        if (ahead > 0) {
            session.advance(Duration.ofNanos(ahead));
        }
        Slot slot = entry.slot();
        OpKind kind = KINDS[op.pick(203, KINDS.length)];
        Op request = new Op(kind, slot.place().index(), slot.cache(), slot.key().id(), op.arg(), op.inner());
        kind.action().run(session, request);
    }
}
