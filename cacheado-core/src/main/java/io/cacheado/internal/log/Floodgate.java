package io.cacheado.internal.log;

/** Lets one through for each period, and counts the others. */
final class Floodgate {
    static final long PERIOD = 10_000_000_000L;

    private boolean used;
    private long last;
    private long heldBack;

    /** How many were held back since one was let through, if this one may pass; otherwise -1. */
    synchronized long pass(long now) {
        if (used && now - last < PERIOD) {
            heldBack++;
            return -1;
        }
        long before = heldBack;
        used = true;
        last = now;
        heldBack = 0;
        return before;
    }
}
