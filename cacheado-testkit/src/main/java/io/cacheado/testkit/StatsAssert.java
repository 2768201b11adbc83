package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.stats.CacheStats;

/**
 * Assertions about figures, as they were when this was made. Each is an {@link AssertionError} that shows all figures if its
 * own is another. All but those about what is there now need {@code recordStats()}.
 */
public final class StatsAssert {
    private final String of;
    private final CacheStats stats;

    StatsAssert(String of, CacheStats stats) {
        this.of = of;
        this.stats = stats;
    }

    private StatsAssert figure(String figure, long expected, long actual) {
        Claim.figure(figure, of, expected, actual, stats);
        return this;
    }

    /** So many requests were answered from the cache, remembered absences and stale values included. */
    public StatsAssert hasHits(long expected) {
        return figure("hits", expected, stats.hitCount());
    }

    /** So many requests were answered with a value beyond its expiry. */
    public StatsAssert hasStaleHits(long expected) {
        return figure("stale hits", expected, stats.staleCount());
    }

    /** So many requests found nothing to serve, those that waited for another's load included. */
    public StatsAssert hasMisses(long expected) {
        return figure("misses", expected, stats.missCount());
    }

    /** So many misses waited for a load that another caller had begun. */
    public StatsAssert hasCoalesced(long expected) {
        return figure("coalesced misses", expected, stats.coalescedCount());
    }

    /** So many requests there were. */
    public StatsAssert hasRequests(long expected) {
        return figure("requests", expected, stats.requestCount());
    }

    /** So many loads have ended, well or not. */
    public StatsAssert hasLoads(long expected) {
        return figure("loads", expected, stats.loadCount());
    }

    /** So many loads ended with an exception. */
    public StatsAssert hasFailedLoads(long expected) {
        return figure("failed loads", expected, stats.loadFailureCount());
    }

    /** So many loads were begun in the background. */
    public StatsAssert hasRefreshes(long expected) {
        return figure("refreshes", expected, stats.refreshCount());
    }

    /** So many loads run now. */
    public StatsAssert hasRunningLoads(long expected) {
        return figure("running loads", expected, stats.loadsInFlight());
    }

    /** So many values were stored, those overwritten or refused at once included. */
    public StatsAssert hasInserts(long expected) {
        return figure("inserts", expected, stats.insertCount());
    }

    /** So many values left, for any cause. */
    public StatsAssert hasRemovals(long expected) {
        return figure("removals", expected, stats.removalCount());
    }

    /** So many values were removed by the cache on its own account. */
    public StatsAssert hasEvictions(long expected) {
        return figure("evictions", expected, stats.evictionCount());
    }

    /** So many entries are held now, expired ones that are not yet removed included. */
    public StatsAssert hasEntries(long expected) {
        return figure("entries", expected, stats.entryCount());
    }

    /** This is the weight of the entries held now. */
    public StatsAssert hasWeight(long expected) {
        return figure("weight", expected, stats.weight());
    }

    /** So many scopes hold an entry or a load now. */
    public StatsAssert hasScopes(long expected) {
        return figure("scopes", expected, stats.scopeCount());
    }

    /** So many calls went past the cache for want of a scope. */
    public StatsAssert hasBypasses(long expected) {
        return figure("bypasses", expected, stats.bypassCount());
    }

    /** So many values left for a cause. */
    public StatsAssert hasRemovals(RemovalCause cause, long expected) {
        return figure("removals by " + requireNonNull(cause, "cause"), expected, stats.removalCount(cause));
    }
}
