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
    private final long ghosts;
    /** Those of the entries that had expired, and may have been removed as such while a loader runs. */
    private final long doubtful;

    Drop(Session session, RemovalCause cause, Predicate<Slot> region) {
        this.session = session;
        this.cause = cause;
        this.region = region;
        this.entries = session.model().in(region);
        this.ghosts = session.ghosts().in(region);
        this.doubtful = session.isNested()
                ? ghosts + entries.stream().filter(session.model()::expired).count()
                : 0;
    }

    /** The engine has done it. */
    void done() {
        session.flights().drop(region);
        session.ghosts().drop(region, cause, !session.isNested());
        for (Entry entry : entries) {
            boolean doubt = session.isNested() && session.model().expired(entry);
            session.model().remove(entry, doubt ? Set.of(cause, RemovalCause.EXPIRED) : Set.of(cause));
        }
    }

    /** The engine has done it, and says how many entries were charged. */
    void done(long count, String what) {
        long most = entries.size() + ghosts;
        if (count > most || count < most - doubtful) {
            throw new Violation(what + " said " + count + " entries, not " + most);
        }
        done();
    }
}
