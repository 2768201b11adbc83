package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.ABSENT;
import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER;
import static io.cacheado.internal.table.Entry.NEVER_LIVE;
import static io.cacheado.internal.table.Entry.SPECIAL;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.internal.tag.Tags;
import io.cacheado.scope.Scope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    private final boolean traces;
    private final boolean counts;
    private final boolean remembersFailures;
    private final Lifetimes<K, V> lifetimes;

    Hits(CacheCore<K, V> cache, Engine engine) {
        this.lifetimes = cache.lifetimes();
        this.cache = cache;
        this.engine = engine;
        this.live = engine.live();
        this.recordsStats = engine.recordsStats();
        this.traces = cache.logs().writesRequests();
        this.counts = recordsStats || traces;
        this.remembersFailures = !cache.settings().loads().failureLives().isEmpty();
    }

    /** The hash of a key in a region; calls the key's {@code hashCode}. */
    static int hash(Region region, Object key) {
        return Mix.of(region.hash(), key.hashCode());
    }

    /** The value that was stored, if it is one: null for a remembered absence or failure. */
    @SuppressWarnings("unchecked")
    static <V> @Nullable V valueOf(@Nullable Object stored) {
        return stored == ABSENT || stored instanceof Failed ? null : (V) stored;
    }

    /** As {@link #valueOf}, on the way of a hit. */
    @SuppressWarnings("unchecked")
    @Nullable
    V served(@Nullable Object stored) {
        return stored == ABSENT || (remembersFailures && stored instanceof Failed) ? null : (V) stored;
    }

    /** What callers of a load are given for what is stored: null for a remembered absence; a remembered failure is thrown. */
    @SuppressWarnings("unchecked")
    @Nullable
    V answer(@Nullable Object value) {
        if (remembersFailures && value instanceof Failed failed) {
            throw Failed.sneaky(failed.failure());
        }
        return value == ABSENT ? null : (V) value;
    }

    /** As {@link #answer}, in a future: a remembered failure is what it ends with. */
    static <V> CompletableFuture<@Nullable V> futureOf(@Nullable Object stored) {
        return stored instanceof Failed failed
                ? CompletableFuture.failedFuture(failed.failure())
                : future(valueOf(stored));
    }

    static <V> CompletableFuture<@Nullable V> future(@Nullable V value) {
        return CompletableFuture.completedFuture(value);
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

    /** The entry that holds a value which may be served, fresh or beyond its expiry; marked as used. Null if none does. */
    @Nullable
    Entry live(Region there, int hash, Object key) {
        for (; ; ) {
            Entry entry = there.find(hash, key);
            if (entry == null) {
                return null;
            }
            Object value = entry.laValue();
            long expiresAt = entry.laExpiresAt();
            if (expiresAt == NEVER_LIVE || entry.deadline() <= lifetimes.now()) {
                if (!isChanging(entry, expiresAt)) {
                    expire(there, entry);
                    return null;
                }
                Thread.onSpinWait();
            } else if (value != null && entry.laValue() == value && use(there, entry, value, expiresAt)) {
                return entry;
            }
        }
    }

    /** Whether the next look will find another entry, or this one with a value. */
    private static boolean isChanging(Entry entry, long expiresAt) {
        return entry.is(DEAD) || (expiresAt == NEVER_LIVE && !entry.is(LOADING));
    }

    private void expire(Region there, Entry entry) {
        if (!entry.is(LOADING)) {
            engine.deaths()
                    .die(there, entry, RemovalCause.EXPIRED, engine.clock().exact());
        }
    }

    /** Marks an entry as used; false if it turns out that a tag of the value was dropped, or that it has another now. */
    private boolean use(Region there, Entry entry, Object value, long expiresAt) {
        if ((entry.lpFlags() & SPECIAL) == 0) {
            entry.touch(MARK_MOST);
            return true;
        }
        if (entry instanceof LoadedEntry loaded) {
            Tags tags = (Tags) loaded.tags();
            if (entry.laValue() != value) {
                return false;
            }
            if (tags != null && !tags.areValid(there.node().scope(), cache.id())) {
                engine.deaths().die(there, entry, RemovalCause.TAG_INVALIDATED, () -> loaded.tags() == tags);
                return false;
            }
        }
        touch(there, entry, expiresAt);
        return true;
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
            if (expiresAt != NEVER && (expiresAt == NEVER_LIVE || expiresAt <= lifetimes.now())) {
                if (isChanging(entry, expiresAt)) {
                    Thread.onSpinWait();
                    continue;
                }
                expire(there, entry);
                return null;
            }
            if (value == null || entry.laValue() != value) {
                continue;
            }
            if (use(there, entry, value, expiresAt)) {
                return value;
            }
        }
    }

    /**
     * The value of an entry that is fresh, and is a real one; null if not, or if it has died meanwhile. Looks without using
     * it: nothing is marked, counted or removed.
     */
    @Nullable
    Object quiet(Region there, Entry entry) {
        for (; ; ) {
            Object value = entry.laValue();
            long expiresAt = entry.laExpiresAt();
            Tags tags = entry instanceof LoadedEntry loaded ? (Tags) loaded.tags() : null;
            if (entry.is(DEAD | LOADING)) {
                return null;
            }
            if (value != null
                    && expiresAt != NEVER_LIVE
                    && entry.laValue() == value
                    && entry.laExpiresAt() == expiresAt) {
                boolean fresh = expiresAt > lifetimes.now() && !Deaths.isInvalid(there, tags) && there.isAlive(live);
                return fresh ? valueOf(value) : null;
            }
            Thread.onSpinWait();
        }
    }

    private void touch(Region there, Entry entry, long expiresAt) {
        long idle = lifetimes.afterAccess();
        if (idle != 0 && entry instanceof RichEntry rich && expiresAt != NEVER_LIVE) {
            long prolonged = lifetimes.expiresAt(lifetimes.now(), rich.cap());
            if (prolonged - expiresAt >= Math.min(ACCESS_RESOLUTION, idle / 16)) {
                entry.casExpiresAt(expiresAt, prolonged);
            }
        }
        live.domains().queueHolding(there, entry).hit(entry);
    }

    /** As {@link #peek}, and counts a hit if there is a value. */
    @Nullable
    Object present(Scoped<K, V> view, Object key) {
        Object value = peek(view, key);
        if (value != null) {
            count(view, Tally.HITS);
        }
        return value;
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

    /** Counts one for a view's scope, where statistics are recorded, and logs requests, where they are traced. */
    void count(Scoped<K, V> view, int counter) {
        if (counts) {
            countAndTrace(view, counter);
        }
    }

    private void countAndTrace(Scoped<K, V> view, int counter) {
        if (traces && (counter == Tally.HITS || counter == Tally.MISSES)) {
            cache.logs().requested(view.scope(), counter == Tally.HITS);
        }
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
            V real = served(value);
            if (real != null) {
                count(view, Tally.HITS);
                return Optional.of(real);
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
