package io.cacheado;

import io.cacheado.event.RemovalListener;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import java.util.function.ToIntBiFunction;

/**
 * The settings of a cache that is to be built. Not safe for use by many threads.
 *
 * <p>Each method checks its argument at once, and returns this builder.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface CacheBuilder<K, V> {
    /**
     * Declares the level whose scopes hold the entries: a deeper scope is cut to it, a shallower one is refused with
     * {@code MissingScopeException}. {@code "global"} keeps one set of entries for all. Default: any scope, kept whole.
     *
     * @throws io.cacheado.scope.MissingScopeException if the tree has no such level
     */
    CacheBuilder<K, V> scopedTo(String level);

    /** The most entries over all scopes, at least 1. Default: none; the budget bounds the cache. */
    CacheBuilder<K, V> maximumSize(long maximum);

    /** The most own entries in each scope, at least 1. Default: none. */
    CacheBuilder<K, V> maximumSizePerScope(long maximum);

    /**
     * The weight of an entry, from 1 to {@code Integer.MAX_VALUE}, taken once per write, never under a lock. Default: 1.
     *
     * @throws IllegalStateException if the cacheado's budget counts entries
     */
    CacheBuilder<K, V> weigher(ToIntBiFunction<? super K, ? super V> weigher);

    /** How long an entry lives after it was written. Default: for ever. */
    CacheBuilder<K, V> expireAfterWrite(Duration duration);

    /**
     * How long an entry lives after it was last read or written; the earlier of this and the other expiries counts. A read
     * prolongs the life only if it gains at least a millisecond or a sixteenth of the duration, whichever is less.
     */
    CacheBuilder<K, V> expireAfterAccess(Duration duration);

    /** How long each entry lives after it was written, by a calculation; in place of {@link #expireAfterWrite}. */
    CacheBuilder<K, V> expireAfter(Expiry<? super K, ? super V> expiry);

    /**
     * Remembers for a while that a loader found nothing. Such an absence is an entry that is charged like any other, and
     * is served as a hit without a value. Default: absences are not remembered.
     */
    CacheBuilder<K, V> expireAbsentAfter(Duration duration);

    /** The policy that chooses victims among this cache's entries. Default: that of the scope, else of the cacheado. */
    CacheBuilder<K, V> eviction(Eviction eviction);

    /** A callback for entries that left. Default: none. */
    CacheBuilder<K, V> removalListener(RemovalListener<? super K, ? super V> listener);

    /**
     * The cache. Asking again for the same name with equal types and settings gives the same cache.
     *
     * @throws IllegalStateException if the name is taken by a cache with other types or settings (naming both), if settings
     *     contradict each other, or if the cacheado is closed
     */
    Cache<K, V> build();

    /** The cache, with a loader of its own; as {@link #build()}. */
    LoadingCache<K, V> build(CacheLoader<? super K, V> loader);
}
