package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import io.cacheado.stats.CacheStats;
import java.util.function.ToLongFunction;

/** A counter that only grows, and where to read it in a snapshot. */
enum Metric {
    HITS(CacheStats::hitCount),
    MISSES(CacheStats::missCount),
    COALESCED(CacheStats::coalescedCount),
    STALE(CacheStats::staleCount),
    REFRESHES(CacheStats::refreshCount),
    LOADS(CacheStats::loadSuccessCount),
    LOAD_FAILURES(CacheStats::loadFailureCount),
    LOAD_NANOS(stats -> stats.totalLoadTime().toNanos()),
    INSERTS(CacheStats::insertCount),
    EXPLICIT(RemovalCause.EXPLICIT),
    REPLACED(RemovalCause.REPLACED),
    EXPIRED(RemovalCause.EXPIRED),
    SIZE(RemovalCause.SIZE),
    SCOPE_QUOTA(RemovalCause.SCOPE_QUOTA),
    ANCESTOR_QUOTA(RemovalCause.ANCESTOR_QUOTA),
    SCOPE_EVICTED(RemovalCause.SCOPE_EVICTED),
    TAG_INVALIDATED(RemovalCause.TAG_INVALIDATED),
    TOO_LARGE(RemovalCause.TOO_LARGE),
    FENCED(RemovalCause.FENCED);

    private final ToLongFunction<CacheStats> reader;

    Metric(ToLongFunction<CacheStats> reader) {
        this.reader = reader;
    }

    Metric(RemovalCause cause) {
        this(stats -> stats.removalCount(cause));
    }

    /** The counter of removals for a cause, which has the cause's name. */
    static Metric of(RemovalCause cause) {
        return valueOf(cause.name());
    }

    long in(CacheStats stats) {
        return reader.applyAsLong(stats);
    }
}
