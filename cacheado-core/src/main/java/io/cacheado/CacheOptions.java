package io.cacheado;

import io.cacheado.event.RemovalListener;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import java.util.function.ToIntBiFunction;

/**
 * The settings that caches and decorated functions have in common: how much they hold, for how long, and what happens to it.
 *
 * <p>Each method checks its argument at once, and returns this builder. Not safe for use by many threads.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @param <B> the builder itself
 */
public interface CacheOptions<K, V, B extends CacheOptions<K, V, B>> {
    /** The most entries over all scopes, at least 1. Default: none; the budget bounds the cache. */
    B maximumSize(long maximum);

    /** The most own entries in each scope, at least 1. Default: none. */
    B maximumSizePerScope(long maximum);

    /**
     * The weight of an entry, from 1 to {@code Integer.MAX_VALUE}, taken once per write, never under a lock. Default: 1.
     *
     * @throws IllegalStateException if the cacheado's budget counts entries
     */
    B weigher(ToIntBiFunction<? super K, ? super V> weigher);

    /** How long an entry lives after it was written. Default: for ever. */
    B expireAfterWrite(Duration duration);

    /**
     * How long an entry lives after it was last read or written; the earlier of this and the other expiries counts. A read
     * prolongs the life only if it gains at least a millisecond or a sixteenth of the duration, whichever is less.
     */
    B expireAfterAccess(Duration duration);

    /** How long each entry lives after it was written, by a calculation; in place of {@link #expireAfterWrite}. */
    B expireAfter(Expiry<? super K, ? super V> expiry);

    /**
     * Remembers for a while that a loader found nothing. Such an absence is an entry that is charged like any other, and
     * is served as a hit without a value. Default: absences are not remembered.
     */
    B expireAbsentAfter(Duration duration);

    /**
     * Has a value that is read so long after its write renewed in the background, by the reader's loader or the cache's own;
     * readers get the old value meanwhile. Less than {@link #expireAfterWrite}. Default: values are not renewed.
     */
    B refreshAfterWrite(Duration duration);

    /**
     * Has a value renewed in the background by one of its readers shortly before it expires: the nearer the expiry and the
     * longer its last load took, the likelier (XFetch, VLDB 2015). Needs an expiry after write.
     *
     * @param beta how early: 1 is usual, more is earlier
     * @throws IllegalArgumentException if it is not a positive number
     */
    B refreshEarly(double beta);

    /**
     * The pause after a renewal that failed: {@code first}, then twice as long after each further failure in a row, up to
     * {@code most}. Up to a quarter is taken off at random. Default: from 500 ms to 30 s.
     */
    B refreshBackoff(Duration first, Duration most);

    /**
     * Serves an expired value up to so long after its expiry, at once, while it is renewed in the background: nobody waits.
     * Such an entry counts against the limits until then. Default: expired values are not served.
     */
    B staleWhileRevalidate(Duration most);

    /**
     * Serves an expired value up to so long after its expiry when its load fails with an exception, is rejected, or takes
     * too long; after a failure also until the pause of {@link #refreshBackoff} is over, without another try.
     */
    B staleIfError(Duration most);

    /**
     * How long a caller waits for a load before it is served an expired value that {@link #staleIfError} allows; the load
     * goes on. A bulk call waits so long for each of its keys. Loads then run on the executor: without the caller's transaction and thread-locals.
     */
    B softLoadTimeout(Duration timeout);

    /**
     * How long a load may take: then all who wait for it get a {@link LoadTimeoutException}, its place among the concurrent
     * loads is free again, its thread is interrupted, and what it brings later is dropped. Loads then run on the executor:
     * without the caller's transaction and thread-locals. One that runs tasks in place cannot keep this promise, and lets the
     * next load that waits for a place begin on the JDK's own timer thread, which a loader that hangs then holds up for all.
     */
    B hardLoadTimeout(Duration timeout);

    /**
     * Shortens each time to live at random by up to this share, so that values stored together do not expire together.
     *
     * @param share more than 0 and less than 1; 0.1 for a tenth
     */
    B jitter(double share);

    /**
     * Remembers for a while that a load failed with an exception of this type, or of one below it (the nearest type counts):
     * callers get the same exception at once, counted as a hit. Such a failure is an entry that is charged like any other.
     * May be said for several types. Default: failures are not remembered.
     */
    B expireFailureAfter(Class<? extends Throwable> type, Duration duration);

    /** How many loads of this cache may run at once in each scope. Default: any number. */
    B loadLimitPerScope(LoadLimit limit);

    /** The policy that chooses victims among this cache's entries. Default: that of the scope, else of the cacheado. */
    B eviction(Eviction eviction);

    /** A callback for entries that left. Default: none. */
    B removalListener(RemovalListener<? super K, ? super V> listener);
}
