package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.NEVER_LIVE;

import io.cacheado.RecursiveLoadException;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.tag.Tags;
import org.jspecify.annotations.Nullable;

/**
 * What a cache does with values that grow old, where it was told to: has them renewed in the background before they expire,
 * and serves expired ones while they are renewed, or when that fails.
 */
final class Renewals<K, V> {
    private final CacheCore<K, V> cache;
    private final Engine engine;
    private final LoadSettings settings;
    private final Lifetimes<K, V> lifetimes;
    private final @Nullable Starter<K> own;

    Renewals(CacheCore<K, V> cache, Engine engine) {
        this.cache = cache;
        this.engine = engine;
        this.settings = cache.settings().loads();
        this.lifetimes = cache.lifetimes();
        this.own = cache.settings().loader() == null
                ? null
                : oneByOne(cache.loader().direct());
    }

    /**
     * The value that may be served at once, counted as a hit, fresh or not; null if none may. If it is due, its renewal
     * begins in the background.
     */
    @Nullable
    Object present(Scoped<K, V> view, K key, @Nullable Starter<K> starter) {
        Region region = cache.hits().region(view);
        while (region != null) {
            int hash = Hits.hash(region, key);
            Entry entry = cache.hits().live(region, hash, key);
            if (entry != null) {
                Object value = entry.laValue();
                long expiresAt = entry.laExpiresAt();
                if (value != null && expiresAt != NEVER_LIVE && entry.laValue() == value) {
                    // All entries of a cache that renews them are of this class.
                    return present(view, region, hash, key, (LoadedEntry) entry, value, expiresAt, starter);
                }
                // It changes this instant.
                Thread.onSpinWait();
            } else if (region.isClosed()) {
                region = engine.regions().find(view);
            } else {
                return null;
            }
        }
        return null;
    }

    private @Nullable Object present(
            Scoped<K, V> view,
            Region region,
            int hash,
            K key,
            LoadedEntry entry,
            Object value,
            long expiresAt,
            @Nullable Starter<K> starter) {
        long now = lifetimes.now();
        boolean due = entry.renewAt() <= now;
        if (expiresAt > now) {
            if (starter != null && (due || lifetimes.isEarly(entry, now, expiresAt))) {
                renew(region, hash, key, entry, starter);
            }
            cache.hits().count(view, Tally.HITS);
            return value;
        }
        if (starter != null && now - expiresAt < settings.whileRevalidate()) {
            if (due) {
                renew(region, hash, key, entry, starter);
            }
            countStale(view);
            return value;
        }
        if (!due && entry.failures() > 0 && now - expiresAt < settings.ifError()) {
            // Its last load failed a moment ago; no failures and not due: its next value comes this instant.
            countStale(view);
            return value;
        }
        return null;
    }

    private void renew(Region region, int hash, K key, LoadedEntry entry, Starter<K> starter) {
        if (entry.renewal() != null) {
            return;
        }
        Flight flight = engine.loads().startRenewal(cache, region, hash, key, entry, starter.decides());
        if (flight != null) {
            flight.disown();
            engine.count(region, Tally.REFRESHED, 1);
            starter.start(flight, key);
        }
    }

    /** Has a renewal run, in the background. */
    interface Starter<K> {
        void start(Flight flight, K key);

        /** Whether its values may have tags, or lives of their own. */
        default boolean decides() {
            return false;
        }
    }

    /** As {@link #present} by the cache's own loader, if it has one; counts a miss if nothing may be served. */
    @Nullable
    Object request(Scoped<K, V> view, K key) {
        Object there = present(view, key, own);
        if (there == null) {
            cache.hits().count(view, Tally.MISSES);
            engine.checkOpen();
        }
        return there;
    }

    /** Has renewals run one by one. */
    Starter<K> oneByOne(Source<K, V> source) {
        return new Starter<>() {
            @Override
            public void start(Flight flight, K key) {
                engine.runner().runOnExecutor(cache, flight, key, source);
            }

            @Override
            public boolean decides() {
                return source.decides();
            }
        };
    }

    void countStale(Scoped<K, V> view) {
        cache.hits().count(view, Tally.HITS);
        cache.hits().count(view, Tally.STALE);
    }

    // ---- when a load is slow or fails ----------------------------------------------------------------------------

    /** The expired value that a flight was to renew, if it may be served when that takes too long; null if not. */
    @Nullable
    Object servable(Flight flight) {
        LoadedEntry renewed = flight.renewed();
        return renewed == null ? null : servable(renewed);
    }

    /** The expired value that may be served although its renewal failed so; null if none may. */
    @Nullable
    Object servableAfter(Flight flight, Throwable failure) {
        boolean excusable = failure instanceof Exception && !(failure instanceof RecursiveLoadException);
        return excusable ? servable(flight) : null;
    }

    private @Nullable Object servable(LoadedEntry renewed) {
        Object value = renewed.laValue();
        long expiresAt = renewed.laExpiresAt();
        boolean dropped = Deaths.isInvalid((Region) renewed.owner(), (Tags) renewed.tags());
        boolean whole = value != null && expiresAt != NEVER_LIVE && renewed.laValue() == value && !renewed.is(DEAD);
        boolean alive = ((Region) renewed.owner()).isAlive(engine.live());
        return whole && alive && !dropped && engine.clock().exact() - expiresAt < settings.ifError() ? value : null;
    }
}
