package io.cacheado.internal.scope;

/** Takes a charge at every limit above an entry, from the whole budget down, or nothing at all. */
public final class Ledger {
    private Ledger() {}

    /** How a charge ended; nothing is charged but with {@link #CHARGED}. */
    public enum Taken {
        CHARGED,
        /** A limit refused. */
        FULL,
        /** A node was dropped or has vanished. */
        GONE
    }

    /** Charges a new entry ({@code entries} 1) or more weight of one that is there (0). */
    public static Taken charge(Region region, long weight, int entries, Budget budget) {
        if (!budget.tryCharge(weight)) {
            return Taken.FULL;
        }
        ScopeNode refused = region.node().charge(weight, entries, budget);
        if (refused != null) {
            budget.release(weight);
            return refused.isClosed() ? Taken.GONE : Taken.FULL;
        }
        if (entries == 0) {
            return Taken.CHARGED;
        }
        if (region.cache().tryCharge()) {
            if (region.tryCharge()) {
                return Taken.CHARGED;
            }
            region.cache().release();
        }
        region.node().release(weight, entries, budget);
        budget.release(weight);
        return Taken.FULL;
    }

    /** Gives back what an entry, or some of its weight, was charged with. */
    public static void release(Region region, long weight, int entries, Budget budget) {
        if (entries > 0) {
            region.release();
            region.cache().release();
        }
        region.node().release(weight, entries, budget);
        budget.release(weight);
    }

    /** How many entries the region has too many for one more. */
    public static long excess(Region region) {
        return region.excess();
    }
}
