package io.cacheado.stats;

import io.cacheado.event.RemovalCause;
import java.time.Duration;

/**
 * An immutable snapshot of what happened in a whole cacheado, in one cache, in one scope's subtree, or in one cache within
 * one subtree.
 *
 * <p>One request of one key is exactly one hit or one miss: each key of {@code getAll} counts, {@code resolve} counts once,
 * inspection and iteration count nothing. Counters are zero unless the cacheado was built with {@code recordStats()};
 * {@link #entryCount}, {@link #weight}, {@link #loadsInFlight}, {@link #scopeCount}, {@link #bypassCount} and {@link #policyFailureCount} are always there. The figures of one
 * snapshot are read one after the other; the sums hold after {@code cleanUp()} with no call in flight:
 * {@code requestCount = hitCount + missCount} and {@code insertCount − removalCount = entryCount}. What a vanished scope
 * counted is kept in its parent's figures.
 *
 * <p>Safe for all threads; nothing is ever null. Each method here is O(1): what a snapshot costs is said where it is taken.
 * Counters are longs, and durations end at {@code Long.MAX_VALUE} nanoseconds.
 */
public interface CacheStats {
    /** Requests answered from the cache, remembered absences included. */
    long hitCount();

    /** Those of {@link #hitCount} that were given a value beyond its expiry. */
    long staleCount();

    /** Requests that found nothing to serve, those that then waited for a load included. */
    long missCount();

    /** Those of {@link #missCount} that waited for a load which another caller had begun. */
    long coalescedCount();

    /** Loads that were begun in the background, to renew a value that could be served meanwhile. */
    long refreshCount();

    /** Loads that ended with a value or with an absence. */
    long loadSuccessCount();

    /** Loads that ended with an exception. */
    long loadFailureCount();

    /** The time spent in all loads that have ended. */
    Duration totalLoadTime();

    /** Values stored, overwrites included, and those that were refused or fenced at once. */
    long insertCount();

    /** Values that left for the given cause. */
    long removalCount(RemovalCause cause);

    /** Entries held now. */
    long entryCount();

    /** The weight of the entries held now; equal to {@link #entryCount} when the budget counts entries. */
    long weight();

    /** Loads running now. */
    long loadsInFlight();

    /** Scopes that hold an entry or a load now, in the part of the tree that this snapshot covers. */
    long scopeCount();

    /**
     * Events, of removals and changes, that could not be handed over: the executor refused, or the cacheado was closed. Zero in
     * the figures of a subtree; to be read after {@link io.cacheado.Cacheado#close} too.
     */
    long undeliveredCount();

    /** Calls of a removal or change listener that threw. */
    long listenerFailureCount();

    /**
     * Calls of decorated functions and methods that went past the cache, since there was no scope and they were told to
     * ({@code bypassWithoutScope}); neither hits nor misses. They belong to no scope: zero in the figures of a subtree.
     */
    long bypassCount();

    /**
     * Faults of eviction policies of your own ({@link io.cacheado.policy.EvictionPolicy}): calls that threw, and choices that
     * were no choice or did not come in time. Those of the whole cacheado: zero in the figures of a subtree.
     */
    long policyFailureCount();

    /** Hits and misses. */
    default long requestCount() {
        return hitCount() + missCount();
    }

    /** The share of requests that were hits, from 0 to 1; 1 when there were no requests. */
    default double hitRate() {
        long requests = requestCount();
        return requests == 0 ? 1.0 : (double) hitCount() / requests;
    }

    /** Loads that have ended. */
    default long loadCount() {
        return loadSuccessCount() + loadFailureCount();
    }

    /** Values that left for any cause. */
    default long removalCount() {
        long sum = 0;
        for (RemovalCause cause : RemovalCause.values()) {
            sum += removalCount(cause);
        }
        return sum;
    }

    /** Values that the cache removed on its own account: {@link RemovalCause#wasEvicted()}. */
    default long evictionCount() {
        long sum = 0;
        for (RemovalCause cause : RemovalCause.values()) {
            sum += cause.wasEvicted() ? removalCount(cause) : 0;
        }
        return sum;
    }
}
