package io.cacheado.internal.stats;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one cache in one scope. They can be closed: the sums are taken once, and whoever counts later is told to
 * count elsewhere, so that nothing is counted twice or lost when a scope vanishes.
 *
 * <p>104 bytes, and 112 more once an entry has been removed, or something else rare has happened.
 */
public final class Tally {
    public static final int HITS = 0;
    public static final int MISSES = 1;
    public static final int COALESCED = 2;
    public static final int STARTED = 3;
    public static final int SUCCEEDED = 4;
    public static final int FAILED = 5;
    public static final int LOAD_TIME = 6;
    public static final int INSERTED = 7;
    /** The first of the counters by cause, in the order of the causes. */
    public static final int REMOVED = 8;

    /** Hits that were served beyond their expiry. */
    public static final int STALE = REMOVED + 10;
    /** Renewals begun in the background. */
    public static final int REFRESHED = STALE + 1;

    /** How many counters there are. */
    public static final int ALL = REFRESHED + 1;

    private static final long CLOSED = Long.MIN_VALUE;
    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle RARE;

    static {
        try {
            RARE = MethodHandles.lookup().findVarHandle(Tally.class, "rare", long[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] counts = new long[REMOVED];
    private volatile long @Nullable [] rare;

    /** Adds to a counter; false if the tally was closed, and the caller counts elsewhere. */
    public boolean add(int counter, long n) {
        if (counter < REMOVED) {
            return (long) COUNT.getAndAdd(counts, counter, n) >= 0;
        }
        return (long) COUNT.getAndAdd(rare(), counter - REMOVED, n) >= 0;
    }

    private long[] rare() {
        long[] there = rare;
        if (there == null) {
            long[] fresh = new long[ALL - REMOVED];
            there = RARE.compareAndSet(this, null, fresh) ? fresh : requireNonNull(rare);
        }
        return there;
    }

    /** Adds what was counted to the sums. */
    public void sumInto(long[] sums) {
        for (int i = 0; i < REMOVED; i++) {
            sums[i] += Math.max(0, (long) COUNT.getVolatile(counts, i));
        }
        long[] there = rare;
        for (int i = 0; there != null && i < there.length; i++) {
            sums[REMOVED + i] += Math.max(0, (long) COUNT.getVolatile(there, i));
        }
    }

    /** Takes what was counted, once; later additions are refused. */
    public void closeInto(long[] sums) {
        long[] there = rare();
        for (int i = 0; i < REMOVED; i++) {
            sums[i] += Math.max(0, (long) COUNT.getAndSet(counts, i, CLOSED));
        }
        for (int i = 0; i < there.length; i++) {
            sums[REMOVED + i] += Math.max(0, (long) COUNT.getAndSet(there, i, CLOSED));
        }
    }
}
