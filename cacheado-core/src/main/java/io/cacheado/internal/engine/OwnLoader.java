package io.cacheado.internal.engine;

import io.cacheado.CacheLoader;
import io.cacheado.LoadContext;
import io.cacheado.internal.context.Carried;
import io.cacheado.internal.load.NoBulkLoad;
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
    private final Source.Direct<K, V> direct;
    private final Source.Staged<K, V> staged;

    @SuppressWarnings("unchecked")
    OwnLoader(CacheLoader<? super K, V> loader, Executor executor) {
        this.loader = loader;
        // What the loader hands over still works for the entry.
        this.executor = Carried.carrying(executor);
        this.inBulk = overrides(loader, "loadAll", Scope.class, Set.class);
        // A loader of a wider key type is given the narrower keys of this cache.
        CacheLoader<K, V> narrow = (CacheLoader<K, V>) loader;
        boolean decides = overrides(loader, "load", LoadContext.class);
        Source.Deciding<K, V> deciding = narrow::load;
        this.direct = decides ? deciding : narrow::load;
        Source.Staged<K, V> atOnce = new Source.Staged<>() {
            @Override
            public CompletionStage<? extends @Nullable V> begin(LoadContext<K, V> context) throws Exception {
                return CompletableFuture.completedFuture(narrow.load(context));
            }

            @Override
            public boolean decides() {
                return decides;
            }
        };
        this.staged = overrides(loader, "asyncLoad", Scope.class, Object.class, Executor.class)
                ? context -> narrow.asyncLoad(context.scope(), context.key(), this.executor)
                : atOnce;
    }

    private static boolean overrides(CacheLoader<?, ?> loader, String method, Class<?>... parameters) {
        try {
            return loader.getClass().getMethod(method, parameters).getDeclaringClass() != CacheLoader.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether it has a bulk method of its own. */
    boolean loadsInBulk() {
        return inBulk;
    }

    /** One key, on the thread that asks. */
    Source.Direct<K, V> direct() {
        return direct;
    }

    /** One key, by a stage. */
    Source.Staged<K, V> staged() {
        return staged;
    }

    @SuppressWarnings("unchecked")
    Map<? extends K, ? extends V> loadAll(Scope scope, Set<? extends K> missing) throws Exception {
        // A loader of a wider key type answers for the keys that it was asked for, which are K.
        try {
            return (Map<? extends K, ? extends V>) (Map<?, ?>) loader.loadAll(scope, missing);
        } catch (NoBulkLoad e) {
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
