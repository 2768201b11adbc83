package io.cacheado.internal.scope;

/**
 * Units of a victim that stay charged for whoever evicted it: to the whole budget, and to the nodes down to a depth of the
 * inserter's path, which are those above the victim too. So nobody else can take the room that was made, a scope that
 * makes room among its own entries keeps what it holds, and nodes above both are not touched at all.
 *
 * <p>It is a number rather than an object because each insert into a full cache has one: the units, and the depth (-1: the
 * budget alone) in the low bits.
 */
public final class Credit {
    public static final long NONE = 0;
    private static final int BUDGET_ALONE = -1;
    private static final int DEPTH_BITS = 11;

    private Credit() {}

    static long of(long units, int depth) {
        return units == 0 ? NONE : units << DEPTH_BITS | depth - BUDGET_ALONE;
    }

    static long ofBudget(long units) {
        return of(units, BUDGET_ALONE);
    }

    static long less(long credit, long units) {
        return of(units(credit) - units, depth(credit));
    }

    /** The units that are still charged to the budget. */
    public static long units(long credit) {
        return credit >>> DEPTH_BITS;
    }

    /** The depth of the deepest node of the inserter's path that is still charged with them; -1 if none is. */
    static int depth(long credit) {
        return (int) (credit & (1 << DEPTH_BITS) - 1) + BUDGET_ALONE;
    }

    /** The units that are still charged to the node of this depth on the inserter's path. */
    public static long unitsAt(long credit, int depth) {
        return depth <= depth(credit) ? units(credit) : 0;
    }
}
