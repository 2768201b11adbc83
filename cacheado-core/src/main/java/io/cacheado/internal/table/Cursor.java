package io.cacheado.internal.table;

import org.jspecify.annotations.Nullable;

/**
 * Walks over a table in the order of hashes, one leaf at a time: what is there from beginning to end is met once, what comes
 * or goes meanwhile may be met or not. Holds no lock between calls. Not safe for use by many threads.
 *
 * <p>A leaf that splits or collapses meanwhile covers another range of hashes; only those of the range that is next are taken.
 */
public final class Cursor {
    private static final long END = 1L << 32;

    private final Walk table;
    private @Nullable Hashed[] some = new Hashed[0];
    private int next;
    private long from;
    private long to;

    public Cursor(Walk table) {
        this.table = table;
    }

    /** The next element, dead or alive; null at the end. O(1) on average. */
    public @Nullable Hashed next() {
        for (; ; ) {
            while (next < some.length) {
                Hashed element = some[next++];
                if (element != null && isInRange(element)) {
                    return element;
                }
            }
            if (from > END) {
                return null;
            }
            turn();
        }
    }

    private boolean isInRange(Hashed element) {
        long hash = Integer.toUnsignedLong(element.hash);
        return to > END || (hash >= from && hash < to);
    }

    /** Takes what the next leaf holds, and last what found no slot in one. */
    private void turn() {
        from = to;
        next = 0;
        if (from >= END) {
            Overflow overflow = table.overflow();
            some = overflow == null ? new Hashed[0] : overflow.elements().toArray(new Hashed[0]);
            from = END + 1;
            to = from;
            return;
        }
        int bits;
        do {
            bits = table.leafBits((int) from);
            some = table.leafContent((int) from);
        } while (bits != table.leafBits((int) from));
        to = (from & -(END >>> bits)) + (END >>> bits);
    }
}
