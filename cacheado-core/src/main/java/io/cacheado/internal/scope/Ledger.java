package io.cacheado.internal.scope;

/** Takes a charge at every limit above an entry, from the whole budget down, or nothing at all. */
public final class Ledger {
    private Ledger() {}

    /** Charges a new entry ({@code entries} 1) or more weight of one that is there (0); false if any limit refuses. */
    public static boolean charge(Region region, long weight, int entries, Budget budget) {
        if (!budget.tryCharge(weight)) {
            return false;
        }
        if (region.node().charge(weight, entries, budget) != null) {
            budget.release(weight);
            return false;
        }
        if (entries == 0) {
            return true;
        }
        if (region.cache().tryCharge()) {
            if (region.tryCharge()) {
                return true;
            }
            region.cache().release();
        }
        region.node().release(weight, entries, budget);
        budget.release(weight);
        return false;
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
