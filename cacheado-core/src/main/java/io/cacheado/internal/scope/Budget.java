package io.cacheado.internal.scope;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all entries may use together, live and dropped but not yet reclaimed: a drop does not lower it, the reclaiming does,
 * so that both together never exceed the maximum.
 */
public final class Budget {
    private final boolean weighted;
    private final AtomicLong used = new AtomicLong();
    private volatile long maximum;

    public Budget(boolean weighted, long maximum) {
        this.weighted = weighted;
        this.maximum = maximum;
    }

    /** Whether weight is counted; otherwise entries are. */
    public boolean isWeighted() {
        return weighted;
    }

    public long used() {
        return used.get();
    }

    public long maximum() {
        return maximum;
    }

    public void maximum(long newMaximum) {
        maximum = newMaximum;
    }

    /** Whether so many units more would exceed the maximum. */
    boolean isShortOf(long units) {
        return used.get() + units > maximum;
    }

    boolean tryCharge(long units) {
        for (; ; ) {
            long before = used.get();
            if (before + units > maximum) {
                return false;
            }
            if (used.compareAndSet(before, before + units)) {
                return true;
            }
        }
    }

    void release(long units) {
        used.addAndGet(-units);
    }
}
