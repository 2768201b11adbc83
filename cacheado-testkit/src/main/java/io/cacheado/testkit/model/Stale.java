package io.cacheado.testkit.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which values are served beyond their expiry: while they are renewed, after their load failed, and until the next try. */
final class Stale {
    private final Session session;

    Stale(Session session) {
        this.session = session;
    }

    private long age(Entry entry) {
        return session.now() - entry.expiry();
    }

    /** Whether an expired entry is served at once to who has a loader. */
    boolean isRevalidated(Entry entry) {
        return age(entry) < session.spec(entry.slot()).resilience().revalidate();
    }

    /**
     * The entry that a reader is served without waiting, or perhaps is; null for none.
     *
     * @param loads whether the reader has a loader
     */
    @Nullable
    Entry served(Slot slot, boolean loads) {
        Entry entry = session.model().kept(slot);
        boolean any =
                entry != null && (entry.fresh(session.now()) || (loads && isRevalidated(entry)) || mayBeInPause(entry));
        return any ? entry : null;
    }

    /** Whether it has expired, its load has failed, and it may be served all the same. */
    boolean isExcused(Entry entry) {
        return entry.due().failures() > 0
                && !entry.fresh(session.now())
                && age(entry) < session.spec(entry.slot()).resilience().ifError();
    }

    /** Whether its load has failed, and may not be tried again yet. */
    private boolean mayBeInPause(Entry entry) {
        return entry.due().failures() > 0
                && age(entry) < session.spec(entry.slot()).resilience().ifError()
                && !entry.due().must(session.now());
    }

    /** Whether it cannot be told if a reader is served an expired value, because it depends on the pause's random part. */
    boolean isOpen(Slot slot, boolean loads) {
        Entry entry = served(slot, loads);
        return entry != null
                && !entry.fresh(session.now())
                && !(loads && isRevalidated(entry))
                && entry.due().may(session.now());
    }

    /**
     * A reader was served an entry without having it renewed.
     *
     * @param loads whether the reader has a loader
     */
    void hit(Entry entry, boolean loads) {
        if (loads && session.renewals().candidate(entry.slot()) == entry) {
            session.early().chose(entry, false);
        }
        session.model().use(entry);
        boolean stale = !entry.fresh(session.now());
        count(entry.slot(), stale);
        if (stale && !isRevalidated(entry)) {
            session.tally().count(Tally.SERVED_IN_PAUSE);
        }
    }

    /** A reader came upon what it was not served. */
    void pass(Slot slot) {
        Entry entry = session.model().kept(slot);
        if (entry != null && session.spec(slot).renews()) {
            session.model().use(entry);
        }
    }

    private void count(Slot slot, boolean stale) {
        session.ledger().count(slot, Metric.HITS, 1);
        if (stale) {
            session.ledger().count(slot, Metric.STALE, 1);
            session.tally().count(Tally.STALE);
        }
    }

    /**
     * The load has ended that a reader began: counts the request, unless that was done before, and says what the reader gets.
     *
     * @param actual what the reader got
     */
    Outcome answer(Flight flight, Outcome outcome, Outcome actual) {
        Entry renewed = flight.renewed();
        if (renewed == null) {
            return outcome;
        }
        if (!flight.awaited()) {
            count(flight.slot(), flight.servedStale());
            return renewed.outcome();
        }
        return instead(flight, outcome, actual, false);
    }

    /** As {@link #answer}, for who waited for a load that was to renew something, and perhaps was begun by another. */
    Outcome instead(Flight flight, Outcome outcome, Outcome actual, boolean joined) {
        Slot slot = flight.slot();
        if (outcome.failure() != null && servable(flight)) {
            session.tally().count(Tally.STALE_AFTER_FAILURE);
            count(slot, true);
            return Objects.requireNonNull(flight.renewed()).outcome();
        }
        Entry newer = session.model().kept(slot);
        if (outcome.failure() != null && flight.fenced() && newer != null) {
            // Whether what was put meanwhile is better than a failure is nobody's promise.
            perhaps(slot);
            return actual.failure() == null ? Outcome.of(newer.value()) : outcome;
        }
        session.ledger().count(slot, Metric.MISSES, 1);
        session.ledger().count(slot, Metric.COALESCED, joined ? 1 : 0);
        return outcome;
    }

    /** A load that a reader began was given up before it ran. */
    void abandoned(Flight flight) {
        if (flight.awaited()) {
            session.ledger().count(flight.slot(), Metric.MISSES, 1);
        } else if (flight.renewed() != null) {
            count(flight.slot(), flight.servedStale());
        }
    }

    /** A request that nobody can tell how it was counted. */
    void perhaps(Slot slot) {
        for (Metric metric : new Metric[] {Metric.HITS, Metric.STALE, Metric.MISSES, Metric.COALESCED}) {
            session.ledger().perhaps(slot, metric, 1);
        }
    }

    /** Whether what a load was to renew may be served in its place. */
    boolean servable(Flight flight) {
        Entry renewed = flight.renewed();
        return renewed != null
                && session.model().kept(flight.slot()) == renewed
                && age(renewed) < session.spec(flight.slot()).resilience().ifError();
    }
}
