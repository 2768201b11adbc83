package io.cacheado.internal.engine;

import io.cacheado.CacheLoader;
import io.cacheado.scope.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The loader of a loading cache, called one key at a time or, where it can, many at once. */
final class OwnLoader<K, V> {
    private final CacheLoader<? super K, V> loader;
    private final Executor executor;
    private final boolean inBulk;

    OwnLoader(CacheLoader<? super K, V> loader, Executor executor) {
        this.loader = loader;
        this.executor = executor;
        this.inBulk = hasLoadAll(loader);
    }

    private static boolean hasLoadAll(CacheLoader<?, ?> loader) {
        try {
            return !loader.getClass()
                    .getMethod("loadAll", Scope.class, Set.class)
                    .isDefault();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether it has a bulk method of its own. */
    boolean loadsInBulk() {
        return inBulk;
    }

    @Nullable
    V load(Scope scope, K key) throws Exception {
        return loader.load(scope, key);
    }

    /** A stage that ends with the value; what the loader throws is its failure. */
    CompletionStage<? extends @Nullable V> loadAsync(Scope scope, K key) {
        try {
            return loader.asyncLoad(scope, key, executor);
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @SuppressWarnings("unchecked")
    Map<? extends K, ? extends V> loadAll(Scope scope, Set<? extends K> missing) throws Exception {
        // A loader of a wider key type answers for the keys that it was asked for, which are K.
        try {
            return (Map<? extends K, ? extends V>) (Map<?, ?>) loader.loadAll(scope, missing);
        } catch (UnsupportedOperationException e) {
            // A loader that wraps another one may pass the default on.
            Map<K, V> loaded = new LinkedHashMap<>();
            for (K key : missing) {
                V value = loader.load(scope, key);
                if (value != null) {
                    loaded.put(key, value);
                }
            }
            return loaded;
        }
    }
}
