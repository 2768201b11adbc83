package io.cacheado.internal.table;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of the engine's elementary steps, so that a test can show that the cost of a call does not follow the size of the
 * state, without measuring time.
 *
 * <p>Counting in hot places costs nothing unless the system property {@code io.cacheado.steps} was {@code true} when this
 * class was loaded: {@link #ON} is a constant that the compiler folds away. Counts are those of the whole process.
 */
public enum Steps {
    /** Slots of a table looked at. */
    SLOTS("table.slots", true),
    /** Entries moved because a table grew, shrank or split. */
    MOVES("table.moves", true),
    /** Tables split into sub-tables. */
    SPLITS("table.splits", false),
    /** Entries put into the overflow map. */
    OVERFLOWS("table.overflows", false),
    /** Scope nodes walked. */
    NODES("scope.nodes", true),
    /** Entries looked at by a policy that seeks a victim. */
    PICKS("evict.picks", true),
    /** Shares looked at to find the one that pays. */
    SHARES("evict.shares", true),
    /** Slots compacted in queues and wheels. */
    COMPACTED("evict.compacted", true),
    /** Entries looked at by the timer wheel. */
    WHEEL("wheel.steps", true),
    /** Entries moved from a coarser level of a wheel to a finer one. */
    CASCADES("wheel.cascades", false),
    /** Dropped entries and nodes reclaimed. */
    RECLAIMED("scope.reclaimed", true);

    /** Whether the hot places count. */
    public static final boolean ON = Boolean.getBoolean("io.cacheado.steps");

    private final String text;
    private final boolean hot;
    private final LongAdder count = new LongAdder();

    Steps(String text, boolean hot) {
        this.text = text;
        this.hot = hot;
    }

    /** Counts {@code n} steps of this kind, if it is a rare one or counting is on. */
    public void add(int n) {
        if (ON || !hot) {
            count.add(n);
        }
    }

    /** The steps counted so far in this process. */
    public long sum() {
        return count.sum();
    }

    @Override
    public String toString() {
        return text;
    }
}
