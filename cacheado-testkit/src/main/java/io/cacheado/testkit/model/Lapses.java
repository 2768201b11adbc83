package io.cacheado.testkit.model;

import java.util.Collection;

/** The entries that are known to have expired and are still there: any may be removed at any moment. */
final class Lapses {
    private final Usage usage;
    private final Ledger ledger;
    /** No entry that is not known to have expired expires before. */
    private long soonest = Entry.NEVER;

    private int count;

    Lapses(Usage usage, Ledger ledger) {
        this.usage = usage;
        this.ledger = ledger;
    }

    boolean any() {
        return count > 0;
    }

    /** Time has passed: notes what has expired. */
    void age(long now, Collection<Entry> entries) {
        if (now < soonest) {
            return;
        }
        soonest = Entry.NEVER;
        for (Entry entry : entries) {
            if (!entry.expired(now)) {
                soonest = Math.min(soonest, entry.deadline());
            } else if (!entry.lapsed()) {
                entry.lapse();
                count++;
                usage.lapse(entry.slot());
                ledger.left(entry.slot());
            }
        }
    }

    void stored(Entry entry) {
        soonest = Math.min(soonest, entry.deadline());
    }

    /** The life of an entry has begun again, which may have expired. */
    void revived(Entry entry) {
        if (entry.lapsed()) {
            entry.revive();
            count--;
            usage.revive(entry.slot());
        }
        stored(entry);
    }

    void left(Entry entry) {
        count -= entry.lapsed() ? 1 : 0;
    }
}
