package io.cacheado.internal.evict;

/**
 * Hashes of entries that left lately, each with a small count, in buckets of four: 2 bytes for each.
 *
 * <p>A bucket is one long of four tags of 14 bits and counts of 2; what is added shifts out the oldest of its bucket. So what is
 * remembered are the latest, with a sharper border than in a table where any newer hash overwrites an older one. One in
 * about 4,000 that were never here is taken for one that was.
 */
final class BucketGhost {
    /** The largest count that is kept. */
    static final int MOST = 3;
    /** What {@link #take} says of a hash that is not here. */
    static final int UNKNOWN = -1;

    private static final int IN_BUCKET = 4;
    private static final int TAG_BITS = 14;
    private static final int COUNT_BITS = 2;
    private static final int LANE_BITS = TAG_BITS + COUNT_BITS;
    private static final long LANE = (1L << LANE_BITS) - 1;

    private final long[] buckets;
    private int added;

    /** @param length how many it remembers: a power of two from 4 on */
    BucketGhost(int length) {
        buckets = new long[length / IN_BUCKET];
    }

    /** How many hashes it has room for. */
    int length() {
        return buckets.length * IN_BUCKET;
    }

    /** Whether at least half of what it has room for was added. */
    boolean isHalfNew() {
        return added >= length() / 2;
    }

    void add(int hash, int count) {
        int bucket = bucket(hash);
        buckets[bucket] = buckets[bucket] << LANE_BITS | lane(hash, count);
        if (!isHalfNew()) {
            added++;
        }
    }

    /** The count that the hash was added with last, or {@link #UNKNOWN}; it is forgotten. */
    int take(int hash) {
        int bucket = bucket(hash);
        long all = buckets[bucket];
        long wanted = lane(hash, 0) >>> COUNT_BITS;
        for (int shift = 0; shift < Long.SIZE; shift += LANE_BITS) {
            long lane = all >>> shift & LANE;
            if (lane >>> COUNT_BITS == wanted) {
                buckets[bucket] = all & ~(LANE << shift);
                return (int) lane & MOST;
            }
        }
        return UNKNOWN;
    }

    private static long lane(int hash, int count) {
        // An empty lane is 0, so no tag is.
        int tag = hash >>> Integer.SIZE - TAG_BITS;
        return (long) Math.max(1, tag) << COUNT_BITS | Math.min(count, MOST);
    }

    // Not the bits that chose the queue's stripe: a queue's hashes would crowd in a sixteenth of the buckets.
    private int bucket(int hash) {
        return (hash * 0x9e3779b9 >>> 5) & (buckets.length - 1);
    }
}
