package io.cacheado;

import io.cacheado.internal.load.NoBulkLoad;
import io.cacheado.scope.Scope;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A computation of the values that a loading cache lacks.
 *
 * <p>Every method runs outside all locks, and once for all who wait for a key. Meanwhile the current scope
 * ({@link io.cacheado.scope.CurrentScope}) is that of the entry, and no other, whatever the caller's is. A failure reaches each waiter, nothing is
 * stored, and the next call tries again.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface CacheLoader<K, V> {
    /**
     * Computes one value, on the thread of the caller who found it missing.
     *
     * @param scope the scope of the entry, cut at the cache's declared level
     * @param key the missing key
     * @return the value, or null when there is none
     */
    @Nullable
    V load(Scope scope, K key) throws Exception;

    /**
     * Computes a new value for a key that has one: for a refresh, or for an expired value that may still be served. By
     * default {@link #load(Scope, Object)}.
     *
     * @param oldValue the value that is there
     * @return the new value, the old one, or null when there is none any more
     */
    default @Nullable V reload(Scope scope, K key, V oldValue) throws Exception {
        return load(scope, key);
    }

    /**
     * Computes one value and decides how it is kept: its time to live, its tags, or that the previous one is still right.
     * Override this to decide; by default {@link #reload} if there is a previous value, else {@link #load(Scope, Object)}.
     */
    default @Nullable V load(LoadContext<K, V> context) throws Exception {
        V previous = context.previous().orElse(null);
        return previous == null
                ? load(context.scope(), context.key())
                : reload(context.scope(), context.key(), previous);
    }

    /**
     * Computes one value for an asynchronous caller. Called on {@code executor}; runs {@link #load} there unless overridden.
     * Tasks that it hands over to {@code executor} have the same current scope as itself.
     *
     * @return a stage that ends with the value, or with null when there is none
     */
    default CompletionStage<? extends @Nullable V> asyncLoad(Scope scope, K key, Executor executor) throws Exception {
        return CompletableFuture.completedFuture(load(scope, key));
    }

    /**
     * Computes many values at once, on the thread of the caller. Keys left out of the result are absent; keys beyond those
     * asked for are stored too, unless someone changed them meanwhile.
     *
     * @param keys the missing keys, unmodifiable, never empty
     * @throws UnsupportedOperationException by default, which means "not implemented": a cache whose loader inherits this
     *     method, or calls it, loads each key by {@link #load}. Any other one that is thrown here is a failure as all others
     */
    default Map<? extends K, ? extends V> loadAll(Scope scope, Set<? extends K> keys) throws Exception {
        throw new NoBulkLoad();
    }
}
