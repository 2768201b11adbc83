package io.cacheado.testkit.model;

import io.cacheado.policy.Eviction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order in which entries must leave to make room, where the policy can be told: that of the map they stand in. */
final class Order {
    /** As many entries in a row may pass the end of the FIFO queue once more. */
    private static final int MOST_PASSED = 64;

    private final boolean lru;
    private final boolean fifo;
    private final Map<Slot, Entry> entries;

    /** @param entries the one to leave first stands in front */
    Order(Setup setup, Map<Slot, Entry> entries) {
        this.lru = setup.exact() && setup.eviction().equals(Eviction.lru());
        this.fifo = setup.exact() && setup.eviction().equals(Eviction.fifo());
        this.entries = entries;
    }

    /** Whether the victim can be told. */
    boolean isExact() {
        return lru || fifo;
    }

    void used(Entry entry) {
        if (lru) {
            toTheEnd(entry);
        }
    }

    private void toTheEnd(Entry entry) {
        entries.remove(entry.slot());
        entries.put(entry.slot(), entry);
    }

    /** Another entry, of another kind, stands for it from now on, behind all others, and passes no end once more. */
    void enteredAnew(Entry entry) {
        entry.mark(false);
        toTheEnd(entry);
    }

    /** An entry is to take the place of another, or to enter anew: if it shortens a life, or is of another kind. */
    void replaced(Entry old, Entry fresh) {
        fresh.mark(fifo);
        boolean anew = fresh.deadline() < old.deadline() || (fresh.renewable() && !old.renewable());
        if (!anew && old.renewable()) {
            fresh.makeRenewable();
        }
        if (lru || anew) {
            entries.remove(old.slot());
        }
    }

    /** The entry that must leave next, not counting one that is being overwritten. Turns the FIFO queue. */
    @Nullable
    Entry coldest(@Nullable Entry except) {
        int passed = 0;
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry == except) {
                continue;
            }
            if (!entry.marked() || passed++ == MOST_PASSED) {
                return entry;
            }
            enteredAnew(entry);
        }
        // All were marked: none is now, and the first to pass is in front again.
        return entries.values().stream()
                .filter(entry -> entry != except)
                .findFirst()
                .orElse(null);
    }
}
