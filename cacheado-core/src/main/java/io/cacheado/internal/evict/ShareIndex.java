package io.cacheado.internal.evict;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import io.cacheado.internal.table.Table;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds, among the shares of one limit, the one with the largest excess.
 *
 * <p>Up to {@value #SCANNED} shares are scanned. More stand in buckets by the logarithm of their excess, thirty-two to
 * an octave, with a bitmap over the buckets: finding costs O(1) and errs by at most one bucket, 3.1 %. A seat remembers its
 * bucket, so that a change of excess takes this lock only when it crosses into another. Sampling shares instead would let
 * a hot one grow far beyond the others when there are many.
 */
public final class ShareIndex {
    private static final int SCANNED = 16;
    private static final int PART_BITS = 5;

    /** The least excess told apart from others, 2^-24: one unit for the greatest weight and a factor of 16. */
    private static final int LEAST_EXPONENT = -24;

    private static final int BUCKETS = (1 + 63 - LEAST_EXPONENT << PART_BITS) + 1;

    private volatile Seat[] seats = new Seat[0];
    private volatile @Nullable Buckets buckets;

    /** The place of one share in one index. */
    public static final class Seat {
        private final ShareIndex index;
        private final Share share;
        private volatile int bucket = -1;
        private boolean left;
        private @Nullable Seat before;
        private @Nullable Seat after;

        private Seat(ShareIndex index, Share share) {
            this.index = index;
            this.share = share;
        }

        /** To be called when the excess has changed. */
        public void changed() {
            if (index.buckets != null && bucketOf(share.excess()) != bucket) {
                index.refile(this);
            }
        }

        /** Gives the place up. */
        public void leave() {
            index.remove(this);
        }
    }

    private static final class Buckets {
        final @Nullable Seat[] heads = new Seat[BUCKETS];
        final @Nullable Seat[] tails = new Seat[BUCKETS];
        final long[] used = new long[(BUCKETS + 63) / 64];
    }

    /** Gives the share a place. O(1), but for the one time that the buckets are made. */
    public synchronized Seat join(Share share) {
        Seat seat = new Seat(this, share);
        Buckets all = buckets;
        if (all != null) {
            file(seat, all);
            return seat;
        }
        Seat[] more = Arrays.copyOf(seats, seats.length + 1);
        more[seats.length] = seat;
        if (more.length <= SCANNED) {
            seats = more;
            return seat;
        }
        all = new Buckets();
        // Published first: a change from now on waits for this lock and refiles, instead of being lost.
        buckets = all;
        for (Seat each : more) {
            file(each, all);
        }
        seats = new Seat[0];
        return seat;
    }

    private synchronized void remove(Seat seat) {
        Buckets all = buckets;
        if (all != null) {
            unfile(seat, all);
        } else {
            seats = Arrays.stream(seats).filter(each -> each != seat).toArray(Seat[]::new);
        }
        seat.left = true;
    }

    /**
     * The next to leave from the share with the largest excess. What that counts may not be queued yet, or may just be left
     * out of its queue by the caller: then the next largest are asked, here and in the domains below.
     */
    public @Nullable Entry victim(int hash, @Nullable Table inserter) {
        Entry victim = victim(hash, inserter, null);
        return victim != null ? victim : victim(hash, inserter, new Share.Search());
    }

    /** As {@link Share#victim}, of all shares here. */
    public @Nullable Entry victim(int hash, @Nullable Table inserter, Share.@Nullable Search search) {
        for (int rank = 0; search == null ? rank == 0 : search.goesOn(); rank++) {
            Share payer = largest(rank);
            Entry victim = payer == null ? null : payer.victim(hash, inserter, search);
            if (payer == null || victim != null) {
                return victim;
            }
        }
        return null;
    }

    /** The share that has the largest excess but for so many others, approximately; null if not so many have any. */
    @Nullable
    Share largest(int skip) {
        if (buckets != null) {
            return fromBuckets(skip);
        }
        Seat[] all = seats;
        if (all.length == 1) {
            return skip == 0 && all[0].share.excess() > 0 ? all[0].share : null;
        }
        return scan(all, skip);
    }

    private static @Nullable Share scan(Seat[] all, int skip) {
        double below = Double.POSITIVE_INFINITY;
        int belowAt = -1;
        for (int round = 0; ; round++) {
            int best = -1;
            double most = 0;
            for (int i = 0; i < all.length; i++) {
                Steps.SHARES.add(1);
                double excess = all[i].share.excess();
                boolean left = excess < below || (excess == below && i > belowAt);
                if (left && excess > most) {
                    most = excess;
                    best = i;
                }
            }
            if (best < 0) {
                return null;
            }
            if (round == skip) {
                return all[best].share;
            }
            below = most;
            belowAt = best;
        }
    }

    private synchronized @Nullable Share fromBuckets(int skip) {
        Buckets all = requireNonNull(buckets);
        int passed = 0;
        for (int word = all.used.length - 1; word >= 0; word--) {
            for (long bits = all.used[word]; bits != 0; ) {
                int bit = 63 - Long.numberOfLeadingZeros(bits);
                bits &= ~(1L << bit);
                for (Seat seat = all.heads[word * 64 + bit]; seat != null; seat = seat.after) {
                    Steps.SHARES.add(1);
                    if (seat.bucket > 0 && passed++ == skip) {
                        return seat.share;
                    }
                }
            }
        }
        return null;
    }

    private synchronized void refile(Seat seat) {
        Buckets all = buckets;
        if (all != null && !seat.left) {
            unfile(seat, all);
            file(seat, all);
        }
    }

    private static void file(Seat seat, Buckets all) {
        int bucket = bucketOf(seat.share.excess());
        // Last, so that of those with equal shares the one pays that has had its share for longest, not the newcomer.
        Seat last = all.tails[bucket];
        seat.bucket = bucket;
        seat.before = last;
        seat.after = null;
        if (last == null) {
            all.heads[bucket] = seat;
        } else {
            last.after = seat;
        }
        all.tails[bucket] = seat;
        all.used[bucket >> 6] |= 1L << (bucket & 63);
    }

    private static void unfile(Seat seat, Buckets all) {
        if (seat.bucket < 0) {
            return;
        }
        Seat before = seat.before;
        Seat after = seat.after;
        if (before == null) {
            all.heads[seat.bucket] = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            all.tails[seat.bucket] = before;
        } else {
            after.before = before;
        }
        if (all.heads[seat.bucket] == null) {
            all.used[seat.bucket >> 6] &= ~(1L << (seat.bucket & 63));
        }
        seat.bucket = -1;
        // A seat that was left must not keep those that came later alive.
        seat.before = null;
        seat.after = null;
    }

    /** 0 for none; else by exponent and first bits of the mantissa, as a floating-point number has them. */
    static int bucketOf(double excess) {
        if (!(excess > 0)) {
            return 0;
        }
        long bits = Double.doubleToRawLongBits(excess) >>> 52 - PART_BITS;
        long least = (long) (LEAST_EXPONENT + 1023) << PART_BITS;
        return 1 + (int) Math.min(BUCKETS - 2, Math.max(0, bits - least));
    }

    /** Calls back for each share that has a place, with this locked: the shares must not take other locks than this. */
    public synchronized void forEach(Consumer<Share> body) {
        Buckets all = buckets;
        if (all == null) {
            for (Seat seat : seats) {
                body.accept(seat.share);
            }
            return;
        }
        for (Seat head : all.heads) {
            for (Seat seat = head; seat != null; seat = seat.after) {
                body.accept(seat.share);
            }
        }
    }
}
