package io.cacheado.internal.scope;

import org.jspecify.annotations.Nullable;

/**
 * Takes a charge at every limit above an entry, from the whole budget down, or nothing at all; gives it back from the entry
 * up; and hands what a victim was charged with over to the one that made room with it, see {@link Credit}.
 */
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

    /**
     * Charges a new entry ({@code entries} 1) or more weight of one that is there (0).
     *
     * @param credit what is charged already; the caller still has it with {@link Taken#FULL}, else it is used up, or what
     *     was not used has been given back
     */
    public static Taken charge(Region region, long weight, int entries, Budget budget, long credit) {
        long used = Math.min(weight, Credit.units(credit));
        if (weight > used && !budget.tryCharge(weight - used)) {
            return Taken.FULL;
        }
        ScopeNode node = region.node();
        ScopeNode.Charge charge = node.charge(weight, entries, budget, credit);
        if (charge == ScopeNode.Charge.TAKEN && entries != 0 && !takesOneMore(region)) {
            charge = node.release(weight, entries, budget, credit) ? ScopeNode.Charge.FULL : ScopeNode.Charge.LOST;
        }
        if (charge != ScopeNode.Charge.TAKEN) {
            budget.release(weight - used);
        }
        switch (charge) {
            case TAKEN -> giveBack(region, Credit.less(credit, used), budget);
            case GONE -> giveBack(region, credit, budget);
            case LOST -> {
                budget.release(used);
                giveBack(region, Credit.less(credit, used), budget);
            }
            case FULL -> {}
        }
        return switch (charge) {
            case TAKEN -> Taken.CHARGED;
            case FULL -> Taken.FULL;
            case GONE, LOST -> Taken.GONE;
        };
    }

    private static boolean takesOneMore(Region region) {
        if (!region.cache().tryCharge()) {
            return false;
        }
        if (!region.tryCharge()) {
            region.cache().release();
            return false;
        }
        return true;
    }

    /** Gives back what an entry, or some of its weight, was charged with. */
    public static void release(Region region, long weight, int entries, Budget budget) {
        if (entries > 0) {
            region.release();
            region.cache().release();
        }
        region.node().release(weight, entries, budget, Credit.NONE);
        budget.release(weight);
    }

    /**
     * Gives back what a victim was charged with, but for what its heir can use.
     *
     * @param common the deepest node above both; null if they have none, since everything was dropped in between
     * @return what stays charged for the heir
     */
    public static long bequeath(Region victim, long weight, @Nullable ScopeNode common, Budget budget) {
        victim.release();
        victim.cache().release();
        boolean counted = victim.node().releaseBelow(common, weight, budget);
        return counted && common != null ? Credit.of(weight, common.depth()) : Credit.ofBudget(weight);
    }

    /** Gives a credit back. */
    public static void giveBack(Region heir, long credit, Budget budget) {
        long units = Credit.units(credit);
        if (units > 0) {
            ScopeNode deepest = heir.node().atDepth(Credit.depth(credit));
            if (deepest != null) {
                deepest.release(units, 0, budget, Credit.NONE);
            }
            budget.release(units);
        }
    }

    /** Two credits of one heir as one, as deep as the less deep one; what that cannot tell is given back. */
    public static long join(Region heir, long one, long other, Budget budget) {
        if (Credit.units(one) == 0 || Credit.units(other) == 0) {
            return one | other;
        }
        boolean oneIsDeeper = Credit.depth(one) > Credit.depth(other);
        long deeper = oneIsDeeper ? one : other;
        int depth = Credit.depth(oneIsDeeper ? other : one);
        ScopeNode from = heir.node().atDepth(Credit.depth(deeper));
        ScopeNode common = heir.node().atDepth(depth);
        if (from != null && !from.releaseBelow(common, Credit.units(deeper), budget, 0)) {
            // A node between them was dropped, and took this one from those above. The heir is dead too.
            budget.release(Credit.units(deeper));
            return oneIsDeeper ? other : one;
        }
        return Credit.of(Credit.units(one) + Credit.units(other), depth);
    }

    /** How many entries the region has too many for one more. */
    public static long excess(Region region) {
        return region.excess();
    }
}
