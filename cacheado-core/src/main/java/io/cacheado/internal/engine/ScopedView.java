package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.ABSENT;
import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER;
import static io.cacheado.internal.table.Entry.NEVER_LIVE;
import static io.cacheado.internal.table.Entry.SPECIAL;
import static java.util.Objects.requireNonNull;

import io.cacheado.CacheLoader;
import io.cacheado.EntryOptions;
import io.cacheado.LoadingScopedCache;
import io.cacheado.ThrowingSupplier;
import io.cacheado.event.RemovalCause;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.scope.Scope;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache seen from one scope: a value, and the region that was last found for it. 24 bytes.
 *
 * <p>The way of a hit is all in here: the region is fresh (one comparison), one look-up, the expiry, a mark in the entry.
 * No lock, no allocation, nothing shared is written.
 */
final class ScopedView<K, V> implements LoadingScopedCache<K, V> {
    private static final int MARK_MOST = 3;
    private static final long ACCESS_RESOLUTION = 1_000_000;

    private final CacheCore<K, V> cache;
    private final Scope scope;

    /** The last region found; racy, since any region of this scope and cache will do, and a dead one is noticed. */
    private @Nullable Region region;

    ScopedView(CacheCore<K, V> cache, Scope scope) {
        this.cache = cache;
        this.scope = scope;
    }

    CacheCore<K, V> cache() {
        return cache;
    }

    @Override
    public Scope scope() {
        return scope;
    }

    /** The region last found, dead or alive. */
    @Nullable
    Region known() {
        return region;
    }

    void known(Region found) {
        region = found;
    }

    static int hash(Region region, Object key) {
        return Mix.of(region.hash(), key.hashCode());
    }

    /** What callers are given for a stored value: null for a remembered absence. */
    @SuppressWarnings("unchecked")
    static <V> @Nullable V served(@Nullable Object value) {
        return value == ABSENT ? null : (V) value;
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    /** The live region, or null; makes nothing. */
    private @Nullable Region region() {
        Region there = region;
        return there != null && there.isFresh(cache.live())
                ? there
                : cache.engine().find(this);
    }

    /** The value that may be served, {@link Entry#ABSENT} for a remembered absence, or null; counts nothing. */
    @Nullable
    Object peek(Object key) {
        Region there = region();
        Object value = there == null ? null : read(there, key);
        if (value == null && there != null && there.isClosed()) {
            // It vanished when it was empty, and another has come since, or not.
            there = cache.engine().find(this);
            value = there == null ? null : read(there, key);
        }
        return value;
    }

    private @Nullable Object read(Region there, Object key) {
        int hash = hash(there, key);
        for (; ; ) {
            Entry entry = there.find(hash, key);
            if (entry == null) {
                return null;
            }
            Object value = entry.laValue();
            long expiresAt = entry.laExpiresAt();
            if (expiresAt != NEVER && (expiresAt == NEVER_LIVE || expiresAt <= cache.now())) {
                if (entry.is(DEAD)) {
                    Thread.onSpinWait();
                    continue;
                }
                if (!entry.is(LOADING)) {
                    cache.engine()
                            .deaths()
                            .die(
                                    there,
                                    entry,
                                    RemovalCause.EXPIRED,
                                    cache.engine().clock().exact());
                }
                return null;
            }
            if (value == null || entry.laValue() != value) {
                continue;
            }
            if ((entry.lpFlags() & SPECIAL) == 0) {
                entry.touch(MARK_MOST);
            } else {
                touch(there, entry, expiresAt);
            }
            return value;
        }
    }

    private void touch(Region there, Entry entry, long expiresAt) {
        if (cache.settings().afterAccess() != 0 && entry instanceof RichEntry rich && expiresAt != NEVER_LIVE) {
            long prolonged = cache.expiresAt(cache.now(), rich.cap());
            if (prolonged - expiresAt
                    >= Math.min(ACCESS_RESOLUTION, cache.settings().afterAccess() / 16)) {
                entry.casExpiresAt(expiresAt, prolonged);
            }
        }
        cache.live().queueHolding(there, entry).hit(entry);
    }

    void count(int counter) {
        if (cache.engine().recordsStats()) {
            Region there = region;
            Tally tally = there == null || !there.isFresh(cache.live()) ? null : there.tally();
            if (tally == null || !tally.add(counter, 1)) {
                cache.live().count(scope, cache.id(), counter, 1);
            }
        }
    }

    private @Nullable Object request(Object key) {
        Object value = peek(key);
        if (cache.engine().recordsStats()) {
            count(value == null ? Tally.MISSES : Tally.HITS);
        }
        if (value == null) {
            cache.engine().checkOpen();
        }
        return value;
    }

    @Override
    public @Nullable V getIfPresent(K key) {
        return served(request(requireNonNull(key, "key")));
    }

    @Override
    public CompletableFuture<@Nullable V> getIfPresentAsync(K key) {
        return CompletableFuture.completedFuture(getIfPresent(key));
    }

    @Override
    public Optional<V> resolve(K key) {
        requireNonNull(key, "key");
        ScopedView<K, V> view = this;
        for (Scope each = scope; ; each = each.parent()) {
            Object value = view.peek(key);
            if (value != null && value != ABSENT) {
                count(Tally.HITS);
                return Optional.of(requireNonNull(ScopedView.<V>served(value)));
            }
            if (each.depth() == 0) {
                break;
            }
            view = new ScopedView<>(cache, each.parent());
        }
        count(Tally.MISSES);
        cache.engine().checkOpen();
        return Optional.empty();
    }

    @Override
    public Map<K, V> getAllPresent(Iterable<? extends K> keys) {
        return each(keys, this::getIfPresent);
    }

    private static <K, V> Map<K, V> each(Iterable<? extends K> keys, Function<? super K, ? extends @Nullable V> get) {
        Map<K, V> found = new LinkedHashMap<>();
        for (K key : ScopedView.<K>toSet(keys)) {
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
    public @Nullable V get(K key, Function<? super K, ? extends @Nullable V> loader) {
        requireNonNull(key, "key");
        requireNonNull(loader, "loader");
        Object there = peek(key);
        if (there != null) {
            count(Tally.HITS);
            return served(there);
        }
        return loaded(key, () -> loader.apply(key));
    }

    private @Nullable V loaded(K key, Loads.Computation<? extends V> loader) {
        try {
            return served(cache.engine().loads().load(this, key, loader));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new CompletionException(t);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <X extends Exception> @Nullable V getChecked(K key, ThrowingSupplier<? extends V, X> loader) throws X {
        requireNonNull(key, "key");
        requireNonNull(loader, "loader");
        Object there = peek(key);
        if (there != null) {
            count(Tally.HITS);
            return served(there);
        }
        try {
            return served(cache.engine().loads().load(this, key, loader::get));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            // The loader's own, or that of another caller's loader of this key.
            throw (X) t;
        }
    }

    @Override
    public CompletableFuture<@Nullable V> getAsync(
            K key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader) {
        requireNonNull(key, "key");
        requireNonNull(loader, "loader");
        Object there = peek(key);
        if (there != null) {
            count(Tally.HITS);
            return CompletableFuture.completedFuture(served(there));
        }
        return cache.engine().loads().loadAsync(this, key, loader);
    }

    @Override
    public Map<K, V> getAll(
            Iterable<? extends K> keys,
            Function<? super Set<? extends K>, ? extends Map<? extends K, ? extends V>> loader) {
        requireNonNull(loader, "loader");
        return bulk(keys, loader::apply);
    }

    private Map<K, V> bulk(Iterable<? extends K> keys, BulkLoads.Loader<K, V> loader) {
        try {
            return cache.engine().bulkLoads().getAll(this, keys, loader);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new CompletionException(t);
        }
    }

    private CacheLoader<? super K, V> loader() {
        CacheLoader<? super K, V> loader = cache.settings().loader();
        if (loader == null) {
            throw new IllegalStateException("cache " + cache.name() + " has no loader");
        }
        return loader;
    }

    @Override
    public @Nullable V get(K key) {
        requireNonNull(key, "key");
        Object there = peek(key);
        if (there != null) {
            count(Tally.HITS);
            return served(there);
        }
        return loaded(key, () -> loader().load(scope, key));
    }

    @Override
    public Map<K, V> getAll(Iterable<? extends K> keys) {
        if (!cache.loadsInBulk()) {
            return each(keys, this::get);
        }
        return bulk(keys, this::loadAll);
    }

    @SuppressWarnings("unchecked")
    private Map<? extends K, ? extends V> loadAll(Set<? extends K> missing) throws Exception {
        // A loader of a wider key type answers for the keys that it was asked for, which are K.
        try {
            return (Map<? extends K, ? extends V>) (Map<?, ?>) loader().loadAll(scope, missing);
        } catch (UnsupportedOperationException e) {
            // A loader that wraps another one may pass the default on.
            Map<K, V> loaded = new LinkedHashMap<>();
            for (K key : missing) {
                V value = loader().load(scope, key);
                if (value != null) {
                    loaded.put(key, value);
                }
            }
            return loaded;
        }
    }

    @Override
    public CompletableFuture<@Nullable V> getAsync(K key) {
        return getAsync(key, missing -> {
            try {
                return loader().asyncLoad(scope, missing, cache.engine().executor());
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    // ---- writing -------------------------------------------------------------------------------------------------

    @Override
    public void put(K key, V value) {
        store(key, value, null);
    }

    @Override
    public void put(K key, V value, Duration ttl) {
        store(key, value, requireNonNull(ttl, "ttl"));
    }

    @Override
    public void put(K key, V value, EntryOptions options) {
        store(key, value, CacheCore.ttl(options));
    }

    private void store(K key, V value, @Nullable Duration ttl) {
        requireNonNull(key, "key");
        requireNonNull(value, "value");
        long life = cache.life(scope, key, value, ttl);
        int weight = cache.weigh(key, value);
        Region there;
        do {
            cache.engine().checkOpen();
            there = cache.engine().obtain(this);
        } while (!cache.engine().stores().put(there, key, value, weight, life, null));
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        List<Map.Entry<K, V>> all = new ArrayList<>();
        for (Map.Entry<? extends K, ? extends V> entry :
                requireNonNull(entries, "entries").entrySet()) {
            all.add(Map.entry(requireNonNull(entry.getKey(), "key"), requireNonNull(entry.getValue(), "value")));
        }
        all.forEach(entry -> put(entry.getKey(), entry.getValue()));
    }

    @Override
    public CompletableFuture<@Nullable Void> putAsync(K key, V value, EntryOptions options) {
        put(key, value, options);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void invalidate(K key) {
        requireNonNull(key, "key");
        cache.engine().checkOpen();
        for (Region there = region(); there != null; there = cache.engine().find(this)) {
            int hash = hash(there, key);
            if (cache.isBulkLoading()) {
                there.note(hash, key);
            }
            Entry entry = there.find(hash, key);
            if (entry == null && there.isClosed()) {
                continue;
            }
            if (entry == null || cache.engine().remove(there, entry)) {
                return;
            }
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> invalidateAsync(K key) {
        invalidate(key);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void invalidateAll(Iterable<? extends K> keys) {
        ScopedView.<K>toSet(keys).forEach(this::invalidate);
    }

    @Override
    public void invalidateAll() {
        cache.engine().checkOpen();
        Region there = cache.engine().find(this);
        if (there != null) {
            cache.engine().empty(there);
        }
    }

    @Override
    public long estimatedSize() {
        cache.engine().checkOpen();
        Region there = cache.engine().find(this);
        return there == null ? 0 : cache.engine().held(there);
    }

    @Override
    public CacheStats stats() {
        return cache.engine().figures().of(scope, cache);
    }

    @Override
    public String toString() {
        return "ScopedCache[cache=" + cache.name() + ", level=" + scope.level() + "]";
    }
}
