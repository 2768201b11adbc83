package io.cacheado;

/**
 * The settings of a cache that is to be built. Not safe for use by many threads.
 *
 * <p>Each method checks its argument at once, and returns this builder.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface CacheBuilder<K, V> extends CacheOptions<K, V, CacheBuilder<K, V>> {
    /**
     * Declares the level whose scopes hold the entries: a deeper scope is cut to it, a shallower one is refused with
     * {@code MissingScopeException}. {@code "global"} keeps one set of entries for all. Default: any scope, kept whole.
     *
     * @throws io.cacheado.scope.MissingScopeException if the tree has no such level
     */
    CacheBuilder<K, V> scopedTo(String level);

    /**
     * The cache. Asking again for the same name with equal types and settings gives the same cache. O(1); safe while other
     * threads build caches of the same name with builders of their own.
     *
     * @throws IllegalStateException if the name is taken by a cache with other types or settings (naming what differs, as it
     *     is and as it was asked for), if settings contradict each other, or if the cacheado is closed
     */
    Cache<K, V> build();

    /** The cache, with a loader of its own; as {@link #build()}. */
    LoadingCache<K, V> build(CacheLoader<? super K, V> loader);
}
