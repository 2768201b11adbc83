package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The drop of a region, from before the engine does it until after. */
final class Drop {
    private final Session session;
    private final RemovalCause cause;
    private final Predicate<Slot> region;
    private final List<Entry> entries;

    Drop(Session session, RemovalCause cause, Predicate<Slot> region) {
        this.session = session;
        this.cause = cause;
        this.region = region;
        this.entries = session.model().in(region);
    }

    /** The engine has done it. */
    void done() {
        session.flights().drop(region);
        for (Entry entry : entries) {
            session.model().remove(entry, Set.of(cause));
        }
    }

    /** The engine has done it, and says how many entries were charged. */
    void done(long count, String what) {
        if (count != entries.size()) {
            throw new Violation(what + " said " + count + " entries, not " + entries.size());
        }
        done();
    }
}
