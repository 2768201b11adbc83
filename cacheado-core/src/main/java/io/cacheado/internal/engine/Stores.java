package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER;
import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Charging.Outcome;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.load.BulkLoad;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.internal.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * The only way in: charge, publish, enqueue, and look again whether the scope is still there.
 *
 * <p>A value comes by a put, by a load whose placeholder becomes the entry, or as an extra key of a bulk load. Nothing here
 * calls user code: weights and lives were asked before.
 */
final class Stores {
    private final Engine engine;
    private final LiveScopes live;
    private final Charging charging;
    private final Deaths deaths;

    Stores(Engine engine, LiveScopes live, Charging charging, Deaths deaths) {
        this.engine = engine;
        this.live = live;
        this.charging = charging;
        this.deaths = deaths;
    }

    /**
     * A loaded value on its way in.
     *
     * @param life nanoseconds from the write on, {@code Long.MAX_VALUE} for ever
     */
    record Incoming(Object value, int weight, long life) {}

    private enum Step {
        DONE,
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
     * @param bulk the bulk load that brings it unasked, if one does
     */
    boolean put(Region region, Object key, Object value, int weight, long life, @Nullable BulkLoad bulk) {
        DomainQueue queue = queueFor(region);
        Entry fresh = prepared(region, key, value, weight, life, queue);
        for (; ; ) {
            Step step = tryPut(region, fresh, queue, bulk);
            if (step != Step.AGAIN) {
                return step == Step.DONE;
            }
            Thread.onSpinWait();
        }
    }

    private Entry prepared(Region region, Object key, Object value, int weight, long life, DomainQueue queue) {
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        Entry fresh = cache.entry(region, engine.regions().hash(region, key), key);
        long now = engine.clock().exact();
        long cap = CacheCore.cap(now, life);
        dress(cache, fresh, weight, cap, queue);
        fresh.prepare(value, cache.expiresAt(now, cap));
        return fresh;
    }

    /** Sets what an entry has beside its value, before it is published. */
    private static void dress(CacheCore<?, ?> cache, Entry fresh, int weight, long cap, DomainQueue queue) {
        queue.dress(fresh);
        if (fresh instanceof RichEntry rich) {
            rich.weight(weight);
            rich.cap(cap);
            if (cache.settings().afterAccess() != 0) {
                fresh.set(Entry.SPECIAL);
            }
        }
    }

    private static DomainQueue queueFor(Region region) {
        return region.node().nearestDomain().queueOf(region.cache());
    }

    private Step tryPut(Region region, Entry fresh, DomainQueue queue, @Nullable BulkLoad bulk) {
        if (region.isClosed() || !region.isAlive(live)) {
            return Step.GONE;
        }
        Table.Guard fence = Table.Guard.NONE;
        if (bulk != null) {
            BulkLoad.Changes seen = bulk.changes(fresh.hash());
            if (BulkLoad.isAmong(seen, fresh.key())) {
                refused(region, fresh, RemovalCause.FENCED);
                return Step.DONE;
            }
            fence = () -> bulk.changes(fresh.hash()) == seen;
        }
        Entry there = region.find(fresh.hash(), fresh.key());
        if (there != null && there.is(DEAD)) {
            return Step.AGAIN;
        }
        boolean loading = there != null && there.is(LOADING);
        if (loading && bulk != null) {
            // Someone loads just this key, and brings something newer.
            return Step.DONE;
        }
        if (fresh.weight() > 1 && charging.isTooLarge(region, fresh.weight())) {
            return tooLarge(region, there, fresh);
        }
        if (there == null || loading) {
            return insert(region, there, fresh, queue, fence);
        }
        return fresh.laExpiresAt() < there.laExpiresAt()
                ? renew(region, there, fresh, queue, fence)
                : overwrite(region, there, fresh, fence);
    }

    private Step tooLarge(Region region, @Nullable Entry old, Entry fresh) {
        if (old == null) {
            region.note(fresh.hash(), fresh.key());
        } else if (!deaths.die(region, old, causeOfOld(old, RemovalCause.TOO_LARGE))) {
            return Step.AGAIN;
        }
        countTooLarge(region);
        live.vanish(region);
        return Step.DONE;
    }

    private void countTooLarge(Region region) {
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
                    : region.replace(loading, fresh, () -> loading.is(LOADING)) >= 0;
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
        return Step.DONE;
    }

    /** The value finds no room: it is not stored, and what it was to replace is gone. */
    private Step noRoom(Region region, @Nullable Entry old, Entry fresh, Outcome outcome) {
        if (outcome == Outcome.GONE) {
            return Step.GONE;
        }
        if (old == null) {
            region.note(fresh.hash(), fresh.key());
        } else if (!deaths.die(region, old, causeOfOld(old, outcome.cause()))) {
            return Step.AGAIN;
        }
        refused(region, fresh, outcome.cause());
        live.vanish(region);
        return Step.DONE;
    }

    private void refused(Region region, Entry fresh, RemovalCause cause) {
        refused(region, fresh.key(), fresh.laValue(), cause);
    }

    /** Counts and reports a value as stored and removed at once. */
    private void refused(Region region, Object key, @Nullable Object value, RemovalCause cause) {
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, key, value, cause);
    }

    private RemovalCause causeOfOld(Entry old, RemovalCause cause) {
        return isExpired(old, engine.clock().exact()) ? RemovalCause.EXPIRED : cause;
    }

    private static boolean isExpired(Entry entry, long now) {
        return !entry.is(LOADING) && entry.laExpiresAt() <= now;
    }

    // ---- overwriting ---------------------------------------------------------------------------------------------

    /** What a new value is granted over the old one, and what was found of the old one under the lock. */
    private final class Overwriting implements Table.Change, Table.Guard {
        private final Entry there;
        private final Entry fresh;
        private final Table.Guard fence;
        private final int weight;
        private final long granted;
        private final long now = engine.clock().now();
        private long oldWeight;
        private @Nullable Object oldValue;
        private boolean expired;
        private int home;

        Overwriting(Entry there, Entry fresh, Table.Guard fence) {
            this.there = there;
            this.fresh = fresh;
            this.fence = fence;
            this.weight = fresh.weight();
            this.granted = Math.max(0, weight - (long) there.weight());
        }

        /** Whether what was granted still suffices, and nothing forbids it. */
        @Override
        public boolean holds() {
            oldWeight = there.weight();
            expired = there.laExpiresAt() <= now;
            home = there.home();
            return weight - oldWeight <= granted && !there.is(LOADING) && fence.holds();
        }

        /** In place: takes over what the new entry would have had. */
        @Override
        public boolean apply(Entry entry) {
            long expiresAt = fresh.laExpiresAt();
            if (expiresAt < entry.laExpiresAt() || !holds()) {
                return false;
            }
            if (entry instanceof RichEntry rich && fresh instanceof RichEntry as) {
                rich.weight(as.weight());
                rich.cap(as.cap());
            }
            oldValue = entry.laValue();
            entry.publish(requireNonNull(fresh.laValue()), expiresAt);
            return true;
        }

        RemovalCause cause() {
            return expired ? RemovalCause.EXPIRED : RemovalCause.REPLACED;
        }

        /** What is charged too much once the new value stands for the old one. */
        long surplus() {
            return granted + oldWeight - weight;
        }
    }

    /** Null if the growth is granted. */
    private @Nullable Step grow(Region region, Overwriting change) {
        if (change.granted == 0) {
            return null;
        }
        Outcome outcome = charging.charge(region, change.granted, 0, change.fresh.hash(), change.there);
        return outcome == Outcome.CHARGED ? null : noRoom(region, change.there, change.fresh, outcome);
    }

    /** A new entry in the slot of one that would have lived longer, and with its charge: see {@code TimerWheel}. */
    private Step renew(Region region, Entry there, Entry fresh, DomainQueue queue, Table.Guard fence) {
        Overwriting change = new Overwriting(there, fresh, fence);
        Step stopped = grow(region, change);
        if (stopped != null) {
            return stopped;
        }
        fresh.mark(there.mark());
        int flags = -1;
        try {
            flags = region.replace(there, fresh, change);
        } finally {
            if (flags < 0) {
                charging.release(region, change.granted, 0);
            }
        }
        if (flags < 0) {
            return Step.AGAIN;
        }
        charging.release(region, change.surplus(), 0);
        deaths.forget(region, there, flags);
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, there.key(), there.withdraw(), change.cause());
        settle(region, fresh, change.weight, queue, null);
        queue.overwritten(fresh);
        return Step.DONE;
    }

    /** In place; {@code fresh} only carries the new values. */
    private Step overwrite(Region region, Entry there, Entry fresh, Table.Guard fence) {
        Overwriting change = new Overwriting(there, fresh, fence);
        Step stopped = grow(region, change);
        if (stopped != null) {
            return stopped;
        }
        if (!region.change(there, false, change)) {
            charging.release(region, change.granted, 0);
            return Step.AGAIN;
        }
        charging.release(region, change.surplus(), 0);
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, there.key(), change.oldValue, change.cause());
        DomainQueue queue = live.domains().queueAt(region, change.home);
        if (change.oldWeight != change.weight) {
            queue.charge(change.weight - change.oldWeight);
        }
        queue.overwritten(there);
        if (!region.isAlive(live)) {
            deaths.die(region, there, Deaths.dropped(region));
        }
        return Step.DONE;
    }

    /** What comes after an entry was published, with that weight: by now it may have another, or be dead. */
    private void settle(
            Region region, Entry published, int weight, DomainQueue queue, @Nullable RemovalCause ifDropped) {
        queue.add(published, weight);
        if (published.laExpiresAt() != NEVER) {
            engine.upkeep().file(published);
        }
        if (!region.isAlive(live)) {
            deaths.die(region, published, ifDropped == null ? Deaths.dropped(region) : ifDropped);
        }
    }

    // ---- loads ---------------------------------------------------------------------------------------------------

    /**
     * Ends a load with a value: its placeholder becomes the entry, unless it was fenced meanwhile. Whatever happens, the
     * placeholder no longer stands for a load.
     */
    void complete(Region region, Entry placeholder, Incoming in) {
        Object key = placeholder.key();
        if (!region.isAlive(live)) {
            abandon(region, placeholder);
            refused(region, key, in.value, RemovalCause.FENCED);
            return;
        }
        if (charging.isTooLarge(region, in.weight)) {
            if (abandon(region, placeholder)) {
                countTooLarge(region);
            } else {
                refused(region, key, in.value, RemovalCause.FENCED);
            }
            return;
        }
        Outcome outcome = placeholder.is(DEAD)
                ? Outcome.GONE
                : charging.charge(region, in.weight, 1, placeholder.hash(), placeholder);
        if (outcome != Outcome.CHARGED) {
            boolean stood = abandon(region, placeholder);
            refused(region, key, in.value, stood && outcome != Outcome.GONE ? outcome.cause() : RemovalCause.FENCED);
            return;
        }
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        long now = engine.clock().exact();
        long cap = CacheCore.cap(now, in.life);
        DomainQueue queue = queueFor(region);
        boolean published = region.change(placeholder, true, entry -> {
            dress(cache, entry, in.weight, cap, queue);
            entry.clear(LOADING);
            entry.publish(in.value, cache.expiresAt(now, cap));
            return true;
        });
        if (!published) {
            charging.release(region, in.weight, 1);
            abandon(region, placeholder);
            refused(region, key, in.value, RemovalCause.FENCED);
            return;
        }
        engine.count(region, Tally.INSERTED, 1);
        settle(region, placeholder, in.weight, queue, RemovalCause.FENCED);
    }

    /** Removes a placeholder whose load stores nothing; false if it was fenced. */
    boolean abandon(Region region, Entry placeholder) {
        int flags = region.kill(placeholder, NEVER);
        Object value = placeholder.withdraw();
        if (flags >= 0) {
            deaths.account(region, placeholder, flags, RemovalCause.FENCED, value);
        }
        live.vanish(region);
        return flags >= 0;
    }
}
