package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import io.cacheado.stats.CacheStats;
import java.util.ArrayList;
import java.util.List;

/** The end of a session: a last look at every value, the figures of the run, and the close. */
final class Ending {
    private final Session session;

    Ending(Session session) {
        this.session = session;
    }

    void run() {
        session.comparison().all();
        values();
        UpkeepActions.cleanUp(session);
        session.comparison().all();
        session.jitter().requireSpread();
        session.early().requireLikely();
        tally();
        close();
    }

    /** Every value, read through the front door. */
    private void values() {
        List<Entry> entries = new ArrayList<>(session.model().entries());
        for (Entry entry : entries) {
            if (!session.model().expired(entry)) {
                Slot slot = entry.slot();
                var handle = session.cache(slot.cache()).in(slot.place().scope());
                Background background = session.background(slot);
                Outcome actual = session.capture(
                        () -> session.loader().during(background, () -> handle.getIfPresent(slot.key())));
                Outcome.of(ReadActions.lookUp(slot, background, actual.value() != null))
                        .require(actual, slot);
            }
        }
        session.settlement().rest();
    }

    private void tally() {
        CacheStats stats = session.engine().stats();
        for (RemovalCause cause : RemovalCause.values()) {
            session.tally().add(cause.name(), stats.removalCount(cause));
        }
        session.tally().add("hit", stats.hitCount());
        session.tally().add("miss", stats.missCount());
        session.tally().add("load", stats.loadCount());
    }

    private void close() {
        session.pendings().forEach(Pending::requireWaiting);
        session.engine().close();
        session.engine().close();
        session.pendings().forEach(Pending::requireClosed);
        for (Pending pending : session.pendings()) {
            pending.stage().complete(null);
        }
        Place global = session.setup().forest().global();
        requireClosed(session.capture(() -> {
            session.engine().stats(global.scope());
            return null;
        }));
        List<Place> eligible =
                session.setup().forest().eligible(session.setup().caches().get(0));
        if (!eligible.isEmpty()) {
            ModelKey key = session.setup().key(0);
            requireClosed(session.capture(
                    () -> session.cache(0).in(eligible.get(0).scope()).getIfPresent(key)));
        }
    }

    private static void requireClosed(Outcome outcome) {
        if (!(outcome.failure() instanceof IllegalStateException)) {
            throw new Violation("a call after close gave " + outcome + ", not IllegalStateException");
        }
    }
}
