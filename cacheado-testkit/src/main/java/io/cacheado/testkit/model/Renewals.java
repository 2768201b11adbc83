package io.cacheado.testkit.model;

import org.jspecify.annotations.Nullable;

/** What readers must have renewed in the background, because it was written long ago. */
final class Renewals {
    private final Session session;

    Renewals(Session session) {
        this.session = session;
    }

    /** The entry that a reader who has a loader may have renewed now, or null. */
    @Nullable
    Entry candidate(Slot slot) {
        Entry entry = session.spec(slot).renews() ? session.model().live(slot) : null;
        boolean due = entry != null && !entry.isHeld() && entry.mayBeDue(session.now());
        return due && session.flights().renewing(slot) == null ? entry : null;
    }

    /** Whether it cannot be told if a reader has it renewed. */
    boolean isOpen(Slot slot) {
        Entry entry = candidate(slot);
        return entry != null && !entry.isDue(session.now());
    }

    /** A reader who has a loader did not have anything renewed. */
    void requireNone(Slot slot) {
        Entry entry = candidate(slot);
        if (entry != null && entry.isDue(session.now())) {
            throw session.violation(entry + " was read when it was due, and not renewed");
        }
    }

    /** A reader gets an entry, and has it renewed; the request is counted at the end. */
    Flight begin(Entry entry, boolean decides) {
        session.model().use(entry);
        session.tally().count(Tally.RENEWAL);
        return start(entry, decides);
    }

    /** An entry is renewed. */
    Flight start(Entry entry, boolean decides) {
        session.model().stand(entry);
        Flight flight = session.flights().beginRenewal(entry, session.now(), decides);
        session.ledger().count(entry.slot(), Metric.REFRESHES, 1);
        return flight;
    }

    /** The load that someone who comes now would wait for, or null. */
    @Nullable
    Flight joinable(Slot slot) {
        Entry held = session.model().held(slot);
        boolean over = held != null && session.model().expired(held) && !held.isHeld();
        Flight renewing = over ? session.flights().renewing(slot) : null;
        return renewing == null ? session.flights().open(slot) : renewing;
    }

    /** Someone comes who removes what is there if it has expired. */
    void meet(Slot slot) {
        if (joinable(slot) != session.flights().open(slot)) {
            session.flights().handOver(slot);
        }
    }
}
