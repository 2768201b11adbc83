package io.cacheado;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ScopedCache} that computes what it lacks with its cache's {@link CacheLoader}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface LoadingScopedCache<K, V> extends ScopedCache<K, V> {
    /**
     * The value of the key, loaded if missing, as {@link ScopedCache#get}.
     *
     * @throws java.util.concurrent.CompletionException holding the checked exception that the loader threw
     */
    @Nullable
    V get(K key);

    /** The values of the keys, loaded if missing, as {@link ScopedCache#getAll}, by {@link CacheLoader#loadAll}. */
    Map<K, V> getAll(Iterable<? extends K> keys);

    /**
     * Has the value of the key computed anew by {@link CacheLoader#asyncLoad}, whether it is there or not; who asks
     * meanwhile gets the old value, if there is one. Joins a load of the key that is running. Counts neither hit nor miss.
     *
     * @return a future of this caller's own, that ends with the new value
     */
    CompletableFuture<@Nullable V> refresh(K key);

    /** The value of the key, loaded if missing by {@link CacheLoader#asyncLoad}, as {@link ScopedCache#getAsync}. */
    CompletableFuture<@Nullable V> getAsync(K key);
}
