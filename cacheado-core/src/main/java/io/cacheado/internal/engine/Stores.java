package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Charging.Outcome;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.load.BulkLoad;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.internal.table.Table;
import io.cacheado.internal.tag.Tags;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The only way in: charge, publish, enqueue, and look again whether the scope is still there.
 *
 * <p>A value comes by a put, by the end of a load ({@link Landings}), by a computation of a map view, or as an extra key of
 * a bulk load. Nothing here calls user code: weights and lives were asked before.
 */
final class Stores {
    private final Engine engine;
    private final LiveScopes live;
    private final Charging charging;
    private final Deaths deaths;
    private final Overwrites overwrites;

    Stores(Engine engine, LiveScopes live, Charging charging, Deaths deaths) {
        this.engine = engine;
        this.live = live;
        this.charging = charging;
        this.deaths = deaths;
        this.overwrites = new Overwrites(engine, live, charging, deaths, this);
    }

    /** How one try to store a value ended. */
    enum Step {
        STORED,
        /** It was not to be stored, and has been counted. */
        REFUSED,
        /** The region is dead. */
        GONE,
        /** Something changed in between. */
        AGAIN
    }

    // ---- puts, and extra keys of bulk loads ----------------------------------------------------------------------

    /**
     * Stores a value under a key of a live region; false if the region is dead, and the caller finds it anew.
     *
     * @param life nanoseconds from the write on, {@code Long.MAX_VALUE} for ever
     * @param names the value's tags
     */
    boolean put(Region region, Object key, Object value, int weight, long life, Set<String> names) {
        DomainQueue queue = queueFor(region);
        Entry fresh = fresh(region, key, value, weight, life, queue, !names.isEmpty());
        Tags tags = engine.tags().retain(names, engine.tags().now());
        if (tags != null) {
            ((LoadedEntry) fresh).tags(tags);
        }
        Step step = Step.AGAIN;
        try {
            while (step == Step.AGAIN) {
                step = tryPut(region, fresh, queue);
            }
        } finally {
            if (step != Step.STORED) {
                engine.tags().release(tags);
            }
        }
        return step != Step.GONE;
    }

    private Step tryPut(Region region, Entry fresh, DomainQueue queue) {
        if (region.isClosed() || !region.isAlive(live)) {
            return Step.GONE;
        }
        Entry there = region.find(fresh.hash(), fresh.key());
        return there != null && there.is(DEAD) ? again() : place(region, there, fresh, queue, Table.Guard.NONE);
    }

    /** Tries to store an entry in place of what was found, if it is still there, and nobody computes on it. */
    Step tryPlace(Found found, Entry fresh, DomainQueue queue) {
        Region region = found.region();
        return region.isClosed() || !region.isAlive(live)
                ? Step.GONE
                : place(region, found.there(), fresh, queue, found.guard());
    }

    /** Stores what a bulk load brought beyond what was asked, unless its key was changed meanwhile. */
    boolean putExtra(Region region, Object key, Incoming in, BulkLoad bulk) {
        DomainQueue queue = queueFor(region);
        Entry fresh = fresh(region, key, in.value(), in.weight(), in.life(), queue, false);
        Step step;
        do {
            step = tryPutExtra(region, fresh, queue, bulk);
        } while (step == Step.AGAIN);
        return step != Step.GONE;
    }

    private Step tryPutExtra(Region region, Entry fresh, DomainQueue queue, BulkLoad bulk) {
        if (region.isClosed() || !region.isAlive(live)) {
            return Step.GONE;
        }
        BulkLoad.Changes seen = bulk.changes(fresh.hash());
        if (BulkLoad.isAmong(seen, fresh.key())) {
            refused(region, fresh, RemovalCause.FENCED);
            return Step.REFUSED;
        }
        Entry there = region.find(fresh.hash(), fresh.key());
        if (there != null && there.is(DEAD)) {
            return again();
        }
        if (there != null && (there.is(LOADING) || isRenewed(there))) {
            // Someone loads just this key, and brings something newer.
            return Step.REFUSED;
        }
        boolean dropped = there != null && isDropped(region, there);
        if (there != null && dropped && wasDroppedSince(region, there, bulk)) {
            refused(region, fresh, RemovalCause.FENCED);
            return Step.REFUSED;
        }
        return place(
                region,
                there,
                fresh,
                queue,
                () -> bulk.changes(fresh.hash()) == seen && (dropped || there == null || !isDropped(region, there)));
    }

    private boolean wasDroppedSince(Region region, Entry there, BulkLoad bulk) {
        Tags tags = there instanceof LoadedEntry loaded ? (Tags) loaded.tags() : null;
        return tags != null
                && engine.tags()
                        .wasDropped(
                                tags.names(),
                                region.node().scope(),
                                region.cache().id(),
                                bulk.tagStamp());
    }

    private static boolean isDropped(Region region, Entry there) {
        return there instanceof LoadedEntry loaded && Deaths.isInvalid(region, (Tags) loaded.tags());
    }

    private static boolean isRenewed(Entry there) {
        return there instanceof LoadedEntry loaded && loaded.renewal() != null;
    }

    private static Step again() {
        Thread.onSpinWait();
        return Step.AGAIN;
    }

    /** A new entry for a value, not yet seen by anyone. */
    Entry fresh(Region region, Object key, Object value, int weight, long life, DomainQueue queue, boolean loaded) {
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        Entry fresh = cache.entry(region, engine.regions().hash(region, key), key, loaded);
        long now = engine.clock().exact();
        fresh.prepare(value, dress(cache, fresh, value, weight, now, life, queue));
        return fresh;
    }

    /** Sets what an entry has beside its value, before it is published; returns its expiry. */
    static long dress(
            CacheCore<?, ?> cache, Entry fresh, Object value, int weight, long now, long life, DomainQueue queue) {
        queue.dress(fresh);
        long cap = Lifetimes.cap(now, life);
        long expiresAt = cache.lifetimes().expiresAt(now, cap);
        if (fresh instanceof RichEntry rich) {
            rich.weight(weight);
            rich.cap(cap);
            if (cache.settings().afterAccess() != 0) {
                fresh.set(Entry.SPECIAL);
            }
        }
        if (fresh instanceof LoadedEntry loaded) {
            cache.lifetimes().dress(loaded, now, expiresAt, Hits.valueOf(value) != null);
        }
        return expiresAt;
    }

    /** Overwriting of entries that are there. */
    Overwrites overwrites() {
        return overwrites;
    }

    static DomainQueue queueFor(Region region) {
        return region.node().nearestDomain().queueOf(region.cache());
    }

    /**
     * Tries to store an entry where {@code there} stands.
     *
     * @param there what was found under the key: nothing, a load's placeholder, or an entry that is to be overwritten
     * @param fence what must hold under the lock of the key's leaf
     */
    Step place(Region region, @Nullable Entry there, Entry fresh, DomainQueue queue, Table.Guard fence) {
        if (fresh.weight() > 1 && charging.isTooLarge(region, fresh.weight())) {
            return tooLarge(region, there, fresh);
        }
        if (there == null || there.is(LOADING)) {
            return insert(region, there, fresh, queue, fence);
        }
        boolean inPlace = fresh.deadline() >= there.deadline()
                && (there instanceof LoadedEntry || !(fresh instanceof LoadedEntry));
        return inPlace
                ? overwrites.inPlace(region, there, fresh, fence)
                : overwrites.renew(region, there, fresh, queue, fence);
    }

    private Step tooLarge(Region region, @Nullable Entry old, Entry fresh) {
        if (old == null) {
            region.note(fresh.hash(), fresh.key());
        } else if (!deaths.die(region, old, causeOfOld(region, old, RemovalCause.TOO_LARGE))) {
            return Step.AGAIN;
        }
        countTooLarge(region);
        live.vanish(region);
        return Step.REFUSED;
    }

    void countTooLarge(Region region) {
        engine.count(region, Tally.INSERTED, 1);
        engine.count(region, Tally.REMOVED + RemovalCause.TOO_LARGE.ordinal(), 1);
    }

    /** A new entry, in a free slot or in that of a load, which is fenced by it. */
    private Step insert(Region region, @Nullable Entry loading, Entry fresh, DomainQueue queue, Table.Guard fence) {
        int weight = fresh.weight();
        Outcome outcome = charging.charge(region, weight, 1, fresh.hash(), loading);
        if (outcome != Outcome.CHARGED) {
            return noRoom(region, loading, fresh, outcome);
        }
        boolean stored;
        try {
            stored = loading == null
                    ? region.link(fresh, fence) == fresh
                    : region.replace(loading, fresh, () -> loading.is(LOADING) && fence.holds()) >= 0;
        } catch (Throwable t) {
            // A key's equals threw while its place was sought.
            charging.release(region, weight, 1);
            live.vanish(region);
            throw t;
        }
        if (!stored) {
            charging.release(region, weight, 1);
            return Step.AGAIN;
        }
        if (loading != null) {
            loading.withdraw();
        }
        engine.count(region, Tally.INSERTED, 1);
        settle(region, fresh, weight, queue, null);
        return Step.STORED;
    }

    /** The value finds no room: it is not stored, and what it was to replace is gone. */
    Step noRoom(Region region, @Nullable Entry old, Entry fresh, Outcome outcome) {
        if (outcome == Outcome.GONE) {
            return Step.GONE;
        }
        if (old == null) {
            region.note(fresh.hash(), fresh.key());
        } else if (!deaths.die(region, old, causeOfOld(region, old, outcome.cause()))) {
            return Step.AGAIN;
        }
        refused(region, fresh, outcome.cause());
        live.vanish(region);
        return Step.REFUSED;
    }

    private void refused(Region region, Entry fresh, RemovalCause cause) {
        refused(region, fresh.key(), fresh.laValue(), cause);
    }

    /** Counts and reports a value as stored and removed at once. */
    void refused(Region region, Object key, @Nullable Object value, RemovalCause cause) {
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, key, value, cause);
    }

    private RemovalCause causeOfOld(Region region, Entry old, RemovalCause cause) {
        return Deaths.cause(region, old, cause, engine.clock().exact());
    }

    /** What comes after an entry was published, with that weight: by now it may have another, or be dead. */
    void settle(Region region, Entry published, int weight, DomainQueue queue, @Nullable RemovalCause ifDropped) {
        queue.add(published, weight);
        if (queueFor(region) != queue) {
            // Whoever made the domain saw it in no queue yet.
            live.domains().rehome(region, published);
        }
        if (published.deadline() != NEVER) {
            engine.upkeep().file(published);
        }
        if (!region.isAlive(live)) {
            deaths.die(region, published, ifDropped == null ? Deaths.dropped(region) : ifDropped);
        }
    }
}
