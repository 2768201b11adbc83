package io.cacheado.internal.stats;

import io.cacheado.event.RemovalCause;
import io.cacheado.stats.CacheStats;
import java.time.Duration;

/**
 * The immutable figures behind {@link CacheStats}.
 *
 * @param sums the counters, in the order of {@link Tally}
 */
public record Snapshot(
        long[] sums,
        long entryCount,
        long weight,
        long scopeCount,
        long loadsInFlight,
        long undeliveredCount,
        long listenerFailureCount,
        long bypassCount,
        long policyFailureCount)
        implements CacheStats {
    @Override
    public long hitCount() {
        return sums[Tally.HITS];
    }

    @Override
    public long missCount() {
        return sums[Tally.MISSES];
    }

    @Override
    public long coalescedCount() {
        return sums[Tally.COALESCED];
    }

    @Override
    public long loadSuccessCount() {
        return sums[Tally.SUCCEEDED];
    }

    @Override
    public long loadFailureCount() {
        return sums[Tally.FAILED];
    }

    @Override
    public Duration totalLoadTime() {
        return Duration.ofNanos(sums[Tally.LOAD_TIME]);
    }

    @Override
    public long staleCount() {
        return sums[Tally.STALE];
    }

    @Override
    public long refreshCount() {
        return sums[Tally.REFRESHED];
    }

    @Override
    public long insertCount() {
        return sums[Tally.INSERTED];
    }

    @Override
    public long removalCount(RemovalCause cause) {
        return sums[Tally.REMOVED + cause.ordinal()];
    }

    @Override
    public String toString() {
        return "CacheStats[hits=" + hitCount() + ", misses=" + missCount() + ", stale=" + staleCount() + ", coalesced="
                + coalescedCount()
                + ", loads=" + loadSuccessCount() + ", failures=" + loadFailureCount() + ", loadTime="
                + totalLoadTime() + ", inserts=" + insertCount() + ", removals=" + removalCount() + ", evictions="
                + evictionCount() + ", entries=" + entryCount + ", weight=" + weight + ", scopes=" + scopeCount
                + ", loadsInFlight=" + loadsInFlight + "]";
    }
}
