package io.cacheado.internal.stats;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the vanished parts of a scope counted, by cache. Guarded by itself; it is touched when scopes vanish. */
public final class Tallies {
    private long[] @Nullable [] byCache = new long[0][];
    private boolean closed;

    /** Adds sums of one cache; false if this was closed, and the caller adds elsewhere. */
    public synchronized boolean add(int cacheId, long[] sums) {
        if (closed) {
            return false;
        }
        long[] mine = of(cacheId);
        for (int i = 0; i < mine.length; i++) {
            mine[i] += sums[i];
        }
        return true;
    }

    /** Adds to one counter of one cache; false if this was closed. */
    public synchronized boolean add(int cacheId, int counter, long n) {
        if (closed) {
            return false;
        }
        of(cacheId)[counter] += n;
        return true;
    }

    private long[] of(int cacheId) {
        if (cacheId >= byCache.length) {
            byCache = Arrays.copyOf(byCache, Math.max(cacheId + 1, byCache.length * 2));
        }
        long[] mine = byCache[cacheId];
        if (mine == null) {
            mine = new long[Tally.ALL];
            byCache[cacheId] = mine;
        }
        return mine;
    }

    /** Adds what was counted for one cache, or for all if the id is negative. */
    public synchronized void sumInto(int cacheId, long[] sums) {
        for (int id = 0; id < byCache.length; id++) {
            long[] one = byCache[id];
            if (one != null && (cacheId < 0 || cacheId == id)) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += one[i];
                }
            }
        }
    }

    /** Takes what was counted, once, by cache. */
    public synchronized long[] @Nullable [] close() {
        closed = true;
        long[][] all = byCache;
        byCache = new long[0][];
        return all;
    }
}
