package io.cacheado.internal.evict;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Table;
import org.jspecify.annotations.Nullable;

/** One that may be asked to pay when a limit above it needs room: a queue, or a whole domain below. */
public abstract class Share {
    /** How much it holds beyond what is reserved for it, for its weight; the one with the most pays, one with 0 never. */
    public abstract double excess();

    /**
     * Removes and returns the entry that leaves first from its queues, or null if none was found.
     *
     * @param inserter the table that needs the room; null if none does
     * @param search how many more may be asked after one that had nothing to give; null for none
     */
    public abstract @Nullable Entry victim(int hash, @Nullable Table inserter, @Nullable Search search);

    /** A bound on the shares that one search for a victim asks, over all levels. */
    public static final class Search {
        private static final int MOST_ASKED = 256;

        private int asked;

        boolean goesOn() {
            return asked++ < MOST_ASKED;
        }
    }
}
