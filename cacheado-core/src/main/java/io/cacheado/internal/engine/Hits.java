package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.ABSENT;
import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER;
import static io.cacheado.internal.table.Entry.NEVER_LIVE;
import static io.cacheado.internal.table.Entry.SPECIAL;
import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.scope.Scope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of a hit, for one cache: the region is fresh (one comparison), one look-up, the expiry, a mark in the entry. No
 * lock, no allocation, nothing shared is written.
 */
final class Hits<K, V> {
    private static final int MARK_MOST = 3;
    private static final long ACCESS_RESOLUTION = 1_000_000;

    private final CacheCore<K, V> cache;
    private final Engine engine;
    private final LiveScopes live;
    private final boolean recordsStats;

    Hits(CacheCore<K, V> cache, Engine engine) {
        this.cache = cache;
        this.engine = engine;
        this.live = engine.live();
        this.recordsStats = engine.recordsStats();
    }

    /** The hash of a key in a region; calls the key's {@code hashCode}. */
    static int hash(Region region, Object key) {
        return Mix.of(region.hash(), key.hashCode());
    }

    /** What callers are given for a stored value: null for a remembered absence. */
    @SuppressWarnings("unchecked")
    static <V> @Nullable V served(@Nullable Object value) {
        return value == ABSENT ? null : (V) value;
    }

    /** The live region of a view, or null; makes nothing. */
    @Nullable
    Region region(Scoped<K, V> view) {
        Region there = view.known();
        return there != null && there.isFresh(live) ? there : engine.regions().find(view);
    }

    /** The value that may be served, {@link Entry#ABSENT} for a remembered absence, or null; counts nothing. */
    @Nullable
    Object peek(Scoped<K, V> view, Object key) {
        Region there = region(view);
        Object value = there == null ? null : read(there, key);
        if (value == null && there != null && there.isClosed()) {
            // It vanished when it was empty, and another has come since, or not.
            there = engine.regions().find(view);
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
                    engine.deaths()
                            .die(
                                    there,
                                    entry,
                                    RemovalCause.EXPIRED,
                                    engine.clock().exact());
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
        live.domains().queueHolding(there, entry).hit(entry);
    }

    /** As {@link #peek}, and counts a hit or a miss. */
    @Nullable
    Object request(Scoped<K, V> view, Object key) {
        Object value = peek(view, key);
        count(view, value == null ? Tally.MISSES : Tally.HITS);
        if (value == null) {
            engine.checkOpen();
        }
        return value;
    }

    /** Counts one for a view's scope, where statistics are recorded. */
    void count(Scoped<K, V> view, int counter) {
        if (recordsStats) {
            Region there = region(view);
            Tally tally = there == null ? null : there.tally();
            if (tally == null || !tally.add(counter, 1)) {
                live.count(view.scope(), cache.id(), counter, 1);
            }
        }
    }

    /** The value of the nearest scope that has one, from the view's upward. */
    Optional<V> resolve(Scoped<K, V> view, Object key) {
        Scoped<K, V> each = view;
        for (Scope scope = view.scope(); ; scope = scope.parent()) {
            Object value = peek(each, key);
            if (value != null && value != ABSENT) {
                count(view, Tally.HITS);
                return Optional.of(requireNonNull(Hits.<V>served(value)));
            }
            if (scope.depth() == 0) {
                break;
            }
            each = new ScopedView<>(cache, scope.parent());
        }
        count(view, Tally.MISSES);
        engine.checkOpen();
        return Optional.empty();
    }
}
