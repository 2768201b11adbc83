package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.ContextLoader;
import io.cacheado.EntryOptions;
import io.cacheado.LoadingScopedCache;
import io.cacheado.ThrowingSupplier;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.Entry;
import io.cacheado.stats.CacheStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache seen from one scope, as its users see it: checks what they give, and asks the rooms.
 *
 * <p>There are two kinds. A {@link ScopedView} is made for a scope that may hold nothing. A region that does hold something
 * is its own handle ({@link OpenRegion}), so that looking up by ids allocates nothing and leaves nothing behind.
 */
interface Scoped<K, V> extends LoadingScopedCache<K, V> {
    CacheCore<K, V> core();

    /** The region last found, dead or alive; null if none was. */
    @Nullable
    Region known();

    /** Remembers a region of this scope and cache. */
    void known(Region found);

    default String text() {
        return "ScopedCache[cache=" + core().name() + ", level=" + scope().level() + "]";
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    @Override
    default @Nullable V getIfPresent(K key) {
        requireNonNull(key, "key");
        Hits<K, V> hits = core().hits();
        return hits.served(core().renews() ? core().renewals().request(this, key) : hits.request(this, key));
    }

    @Override
    default CompletableFuture<@Nullable V> getIfPresentAsync(K key) {
        return CompletableFuture.completedFuture(getIfPresent(key));
    }

    @Override
    default Optional<V> resolve(K key) {
        return core().hits().resolve(this, requireNonNull(key, "key"));
    }

    @Override
    default Map<K, V> getAllPresent(Iterable<? extends K> keys) {
        core().engine().checkOpen();
        return each(keys, this::getIfPresent);
    }

    private static <K, V> Map<K, V> each(Iterable<? extends K> keys, Function<? super K, ? extends @Nullable V> get) {
        Map<K, V> found = new LinkedHashMap<>();
        for (K key : Scoped.<K>toSet(keys)) {
            V value = get.apply(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return Collections.unmodifiableMap(found);
    }

    private static <K> Set<K> toSet(Iterable<? extends K> keys) {
        Set<K> set = new LinkedHashSet<>();
        for (K key : requireNonNull(keys, "keys")) {
            set.add(requireNonNull(key, "key"));
        }
        return set;
    }

    // ---- loading -------------------------------------------------------------------------------------------------

    @Override
    default @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        requireNonNull(key, "key");
        requireNonNull(loader, "loader");
        if (core().renews()) {
            return renewed(key, context -> loader.apply(key));
        }
        Object there = core().hits().present(this, key);
        return there != null ? answer(there) : loaded(key, context -> loader.apply(key));
    }

    @Override
    default @Nullable V getWith(K key, ContextLoader<K, V> loader) {
        requireNonNull(key, "key");
        requireNonNull(loader, "loader");
        Source.Deciding<K, V> source = loader::load;
        return core().renews() ? renewed(key, source) : present(key, source);
    }

    private @Nullable V present(K key, Source.Direct<K, V> source) {
        Object there = core().hits().present(this, key);
        return there != null ? answer(there) : loaded(key, source);
    }

    private @Nullable V renewed(K key, Source.Direct<K, V> source) {
        Object there = core().renewals().present(this, key, core().renewals().oneByOne(source));
        return there != null ? answer(there) : loaded(key, source);
    }

    private @Nullable V loaded(K key, Source.Direct<K, V> source) {
        try {
            return core().hits().answer(core().engine().fetches().get(this, key, source));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new CompletionException(t);
        }
    }

    /** What stands for a value that is there; a failure that is remembered is thrown. */
    private @Nullable V answer(Object there) {
        try {
            return core().hits().answer(there);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new CompletionException(t);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    default <X extends Exception> @Nullable V getChecked(K key, ThrowingSupplier<? extends V, X> loader) throws X {
        requireNonNull(key, "key");
        requireNonNull(loader, "loader");
        Hits<K, V> hits = core().hits();
        Source.Direct<K, V> source = context -> loader.get();
        Object there = core().renews()
                ? core().renewals().present(this, key, core().renewals().oneByOne(source))
                : hits.present(this, key);
        try {
            return hits.answer(there != null ? there : core().engine().fetches().get(this, key, source));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            // The loader's own, or that of another caller's loader of this key.
            throw (X) t;
        }
    }

    @Override
    default CompletableFuture<@Nullable V> getAsync(
            K key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader) {
        requireNonNull(key, "key");
        requireNonNull(loader, "loader");
        return async(key, (Source.Staged<K, V>) context -> loader.apply(key));
    }

    private CompletableFuture<@Nullable V> async(K key, Source<K, V> source) {
        Object there = core().renews()
                ? core().renewals().present(this, key, core().renewals().oneByOne(source))
                : core().hits().present(this, key);
        return there == null ? core().engine().fetches().getAsync(this, key, source) : Hits.futureOf(there);
    }

    @Override
    default Map<K, V> getAll(
            Iterable<? extends K> keys,
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> loader) {
        requireNonNull(loader, "loader");
        core().engine().checkOpen();
        return bulk(keys, loader::apply);
    }

    private Map<K, V> bulk(Iterable<? extends K> keys, BulkLoads.Loader<K, V> loader) {
        try {
            return core().engine().bulkLoads().getAll(this, keys, loader);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new CompletionException(t);
        }
    }

    @Override
    default @Nullable V get(K key) {
        requireNonNull(key, "key");
        Source.Direct<K, V> source = core().loader().direct();
        return core().renews() ? renewed(key, source) : present(key, source);
    }

    @Override
    default Map<K, V> getAll(Iterable<? extends K> keys) {
        core().engine().checkOpen();
        if (!core().loader().loadsInBulk()) {
            return each(keys, this::get);
        }
        return bulk(keys, missing -> core().loader().loadAll(scope(), missing));
    }

    @Override
    default CompletableFuture<@Nullable V> getAsync(K key) {
        return async(requireNonNull(key, "key"), core().loader().staged());
    }

    @Override
    default CompletableFuture<@Nullable V> refresh(K key) {
        return core().engine()
                .fetches()
                .refresh(this, requireNonNull(key, "key"), core().loader().staged());
    }

    // ---- writing -------------------------------------------------------------------------------------------------

    @Override
    default void put(K key, V value) {
        store(key, value, null, Set.of());
    }

    @Override
    default void put(K key, V value, Duration ttl) {
        store(key, value, requireNonNull(ttl, "ttl"), Set.of());
    }

    @Override
    default void put(K key, V value, EntryOptions options) {
        requireNonNull(options, "options");
        store(key, value, options.ttl().orElse(null), options.tags());
    }

    private void store(K key, V value, @Nullable Duration ttl, Set<String> tags) {
        requireNonNull(key, "key");
        requireNonNull(value, "value");
        core().engine().checkOpen();
        long life = core().lifetimes().life(scope(), key, value, ttl);
        int weight = core().weigh(key, value);
        Region there;
        do {
            core().engine().checkOpen();
            there = core().engine().regions().obtain(this);
        } while (!core().engine().stores().put(there, key, value, weight, life, tags));
    }

    @Override
    default void putAll(Map<? extends K, ? extends V> entries) {
        core().engine().checkOpen();
        List<Map.Entry<K, V>> all = new ArrayList<>();
        for (Map.Entry<? extends K, ? extends V> entry :
                requireNonNull(entries, "entries").entrySet()) {
            all.add(Map.entry(requireNonNull(entry.getKey(), "key"), requireNonNull(entry.getValue(), "value")));
        }
        all.forEach(entry -> put(entry.getKey(), entry.getValue()));
    }

    @Override
    default CompletableFuture<@Nullable Void> putAsync(K key, V value, EntryOptions options) {
        put(key, value, options);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    default void invalidate(K key) {
        requireNonNull(key, "key");
        core().engine().checkOpen();
        for (Region there = core().hits().region(this);
                there != null;
                there = core().engine().regions().find(this)) {
            int hash = Hits.hash(there, key);
            if (core().isBulkLoading()) {
                there.note(hash, key);
            }
            Entry entry = there.find(hash, key);
            if (entry == null && there.isClosed()) {
                continue;
            }
            if (entry == null || core().engine().remove(there, entry)) {
                return;
            }
        }
    }

    @Override
    default CompletableFuture<@Nullable Void> invalidateAsync(K key) {
        invalidate(key);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    default void invalidateTag(String tag) {
        core().invalidateTag(scope(), tag);
    }

    @Override
    default void invalidateAll(Iterable<? extends K> keys) {
        core().engine().checkOpen();
        Scoped.<K>toSet(keys).forEach(this::invalidate);
    }

    @Override
    default void invalidateAll() {
        core().engine().checkOpen();
        Region there = core().engine().regions().find(this);
        if (there != null) {
            core().engine().drops().empty(there);
        }
    }

    @Override
    default ConcurrentMap<K, V> asMap() {
        return new MapView<>(this);
    }

    @Override
    default long estimatedSize() {
        core().engine().checkOpen();
        Region there = core().engine().regions().find(this);
        return there == null ? 0 : core().engine().running().entriesOf(there);
    }

    @Override
    default CacheStats stats() {
        return core().engine().figures().of(scope(), core());
    }
}
