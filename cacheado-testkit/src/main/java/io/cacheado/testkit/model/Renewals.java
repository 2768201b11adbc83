package io.cacheado.testkit.model;

import org.jspecify.annotations.Nullable;

/** What readers must have renewed: in the background what is due, and for themselves what has expired but is kept. */
final class Renewals {
    private final Session session;

    Renewals(Session session) {
        this.session = session;
    }

    /** The entry that a reader who has a loader may have renewed in the background now, or null. */
    @Nullable
    Entry candidate(Slot slot) {
        Entry entry = session.spec(slot).renews() ? session.model().kept(slot) : null;
        if (entry == null || entry.isHeld() || session.flights().renewing(slot) != null) {
            return null;
        }
        boolean served = entry.fresh(session.now()) || session.stale().isRevalidated(entry);
        return served && (entry.due().may(session.now()) || session.early().may(entry)) ? entry : null;
    }

    /** Whether it cannot be told if a reader has it renewed. */
    boolean isOpen(Slot slot) {
        Entry entry = candidate(slot);
        return (entry != null && !entry.due().must(session.now()))
                || session.stale().isOpen(slot, true);
    }

    /** A reader who has a loader did not have anything renewed. */
    void requireNone(Slot slot) {
        Entry entry = candidate(slot);
        if (entry != null && entry.due().must(session.now())) {
            throw session.violation(entry + " was read when it was due, and not renewed");
        }
    }

    /** The loader of a reader was called: the load begins that the reader waits for, or that it need not wait for. */
    Flight called(Slot slot, boolean decides) {
        Entry due = candidate(slot);
        if (due != null) {
            return begin(due, decides);
        }
        Entry kept = session.model().kept(slot);
        if (kept == null) {
            session.model().miss(slot);
            return session.flights().begin(slot, session.now(), decides);
        }
        boolean served = session.stale().served(slot, true) != null;
        if (kept.isHeld() || (served && !session.stale().isOpen(slot, true))) {
            throw session.violation("the loader of " + slot + " was called for a reader, though there is " + kept);
        }
        return beginAwaited(kept, decides);
    }

    /** A reader gets an entry, and has it renewed; the request is counted at the end. */
    Flight begin(Entry entry, boolean decides) {
        session.early().chose(entry, true);
        session.model().use(entry);
        session.tally().count(Tally.RENEWAL);
        boolean stale = !entry.fresh(session.now());
        Flight flight = start(entry, decides);
        return stale ? flight.asServedStale() : flight;
    }

    /** A reader waits for the renewal of what has expired; the request is counted at the end. */
    Flight beginAwaited(Entry entry, boolean decides) {
        session.model().use(entry);
        session.model().stand(entry);
        return session.flights().beginRenewal(entry, session.now(), decides).asAwaited();
    }

    /** An entry is renewed. */
    Flight start(Entry entry, boolean decides) {
        session.model().stand(entry);
        Flight flight = session.flights().beginRenewal(entry, session.now(), decides);
        session.ledger().count(entry.slot(), Metric.REFRESHES, 1);
        return flight;
    }

    /** The load that someone with a loader who comes now would wait for, or null. */
    @Nullable
    Flight joinable(Slot slot) {
        Entry held = session.model().held(slot);
        boolean over = held != null && session.model().expired(held);
        boolean kept = session.model().kept(slot) != null && session.stale().served(slot, true) == null;
        boolean free = held != null && !held.isHeld() && (over || kept);
        Flight renewing = free ? session.flights().renewing(slot) : null;
        return renewing == null ? session.flights().open(slot) : renewing;
    }

    /** Someone comes who removes what is there if nobody may be served it any more. */
    void meet(Slot slot) {
        Entry held = session.model().held(slot);
        if (held != null && session.model().expired(held) && !held.isHeld()) {
            session.flights().handOver(slot);
        }
    }
}
