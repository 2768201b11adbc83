package io.cacheado.internal.evict;

import org.jspecify.annotations.Nullable;

/**
 * The share of a queue that its small part gets, which follows what comes back soon after it left.
 *
 * <p><b>Which part is short.</b> For each part it remembers the same number of those that left it last: a sixteenth of the queue. One
 * that comes back while it is remembered would have been there still, had its part been that much longer. Since each part's memory
 * is pushed out by what leaves that part only, both answer for the same number of places, however seldom one of them evicts. Each
 * that comes back moves the share by four places of the queue, and by at most 1/64, so that small queues do not follow noise.
 * Much recency makes the small part nearly all of the queue, which then acts like a FIFO with a second chance; much frequency
 * makes it tiny.
 *
 * <p><b>When nearly all come back.</b> Of what misses, most is new in nearly every workload. Where it is not, the same keys go
 * round and do not all fit, as in a loop, and any exchange is for the worse. Then the least share holds at once.
 *
 * <p>Source: the balance of two ghost lists is that of Megiddo and Modha, <i>ARC</i>, FAST 2003; that shadow queues of equal
 * length measure what a place more is worth is from Cidon, Eisenman, Alizadeh and Katti, <i>Cliffhanger</i>, NSDI 2016. The
 * constants are by measurement. Guarded by the lock of its queue.
 */
final class SmallShare {
    /** The length of a queue from which on it adapts. */
    static final int ADAPTS_FROM = 16;

    private static final double FIRST = 0.1;
    private static final double LEAST = 0.01;
    private static final double MOST = 0.95;
    /** Below this share newcomers have to be better than what they replace. */
    private static final double STRICT = 0.05;

    private static final int REMEMBERED = 16;
    private static final int REMEMBERED_LEAST = 4;
    private static final double STEP = 4;
    private static final int STEP_OF_LEAST = 256;

    /** Less than this share of news among what misses is a set of keys that goes round. */
    private static final double ROUND = 0.4;

    private static final int NEWS_OF_LEAST = 64;
    private static final int NEWS_OF = 16;
    private static final int COUNTED = 1_024;

    private @Nullable BucketGhost leftSmall;
    private @Nullable BucketGhost leftMain;
    private double share = FIRST;
    private double news = 1;
    private int backToSmall;
    private int backToMain;

    /** Follows the length of the queue, forgetting what left when it has changed much. */
    void follow(int size) {
        int length = leftSmall == null ? 0 : leftSmall.length();
        int wanted = Math.max(REMEMBERED_LEAST, Integer.highestOneBit(size / REMEMBERED));
        if (size < ADAPTS_FROM) {
            leftSmall = null;
            leftMain = null;
        } else if (wanted > length || wanted < length / 4) {
            leftSmall = new BucketGhost(wanted);
            leftMain = new BucketGhost(wanted);
        }
    }

    /** An entry was evicted. */
    void left(int hash, boolean fromSmall) {
        BucketGhost ghost = fromSmall ? leftSmall : leftMain;
        if (ghost != null) {
            ghost.add(hash, 0);
        }
    }

    /**
     * An entry came in place of one that was evicted.
     *
     * @param known whether it was evicted itself, not too long ago
     */
    void came(int hash, boolean known, int size) {
        if (leftSmall == null || leftMain == null) {
            return;
        }
        boolean shortSmall = leftSmall.take(hash) >= 0;
        boolean shortMain = leftMain.take(hash) >= 0;
        double step = STEP / Math.max(size, STEP_OF_LEAST);
        if (shortSmall) {
            share = Math.min(MOST, share + step);
            backToSmall++;
        }
        if (shortMain) {
            share = Math.max(LEAST, share - step);
            backToMain++;
        }
        if (backToSmall + backToMain >= COUNTED) {
            backToSmall /= 2;
            backToMain /= 2;
        }
        double isNew = known || shortMain ? 0 : 1;
        news += (isNew - news) / Math.max(size / NEWS_OF, NEWS_OF_LEAST);
    }

    /** The share of the small part now. */
    double share() {
        return goesRound() ? LEAST : share;
    }

    /** Whether newcomers have to be better than what they replace. */
    boolean isStrict() {
        return share() < STRICT;
    }

    /** Whether nearly all that misses has been here lately. */
    boolean goesRound() {
        return news < ROUND;
    }

    /** The share of what misses that has not been here lately. */
    double news() {
        return news;
    }

    /** How many came back soon after they had left the small part; old ones count less and less. */
    int backToSmall() {
        return backToSmall;
    }

    /** As {@link #backToSmall}, of the main part. */
    int backToMain() {
        return backToMain;
    }
}
