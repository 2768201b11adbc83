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
     * A value on its way in.
     *
     * @param life nanoseconds from the write on, {@code Long.MAX_VALUE} for ever
     * @param bulk the bulk load that brings it unasked, if one does
     */
    record Incoming(
            Object value, int weight, long life, @Nullable BulkLoad bulk) {}

    private enum Step {
        DONE,
        /** The region is dead. */
        GONE,
        /** Something changed in between. */
        AGAIN
    }

    // ---- puts, and extra keys of bulk loads ----------------------------------------------------------------------

    /** Stores a value under a key of a live region; false if the region is dead, and the caller finds it anew. */
    boolean put(Region region, int hash, Object key, Incoming in) {
        for (; ; ) {
            Step step = tryPut(region, hash, key, in);
            if (step != Step.AGAIN) {
                return step == Step.DONE;
            }
            Thread.onSpinWait();
        }
    }

    private Step tryPut(Region region, int hash, Object key, Incoming in) {
        if (!region.isAlive(live) || region.isClosed()) {
            return Step.GONE;
        }
        if (in.bulk != null && in.bulk.isChanged(hash)) {
            refused(region, key, in, RemovalCause.FENCED);
            return Step.DONE;
        }
        Entry there = region.find(hash, key);
        if (there != null && there.is(DEAD)) {
            return Step.AGAIN;
        }
        boolean loading = there != null && there.is(LOADING);
        if (loading && in.bulk != null) {
            // Someone loads just this key, and brings something newer.
            return Step.DONE;
        }
        if (charging.isTooLarge(region, in.weight)) {
            return tooLarge(region, hash, there, in);
        }
        if (there == null || loading) {
            return insert(region, hash, key, there, in);
        }
        Entry fresh = prepared(region, hash, key, in);
        return fresh.laExpiresAt() < there.laExpiresAt()
                ? renew(region, there, fresh, in)
                : overwrite(region, there, fresh, in);
    }

    private Step tooLarge(Region region, int hash, @Nullable Entry old, Incoming in) {
        if (old == null) {
            region.note(hash);
        } else if (!deaths.die(region, old, causeOfOld(old, RemovalCause.TOO_LARGE))) {
            return Step.AGAIN;
        }
        engine.count(region, Tally.INSERTED, 1);
        engine.count(region, Tally.REMOVED + RemovalCause.TOO_LARGE.ordinal(), 1);
        live.vanish(region);
        return Step.DONE;
    }

    /** A new entry, in a free slot or in that of a load, which is fenced by it. */
    private Step insert(Region region, int hash, Object key, @Nullable Entry loading, Incoming in) {
        Outcome outcome = charging.charge(region, in.weight, 1, hash, loading);
        if (outcome != Outcome.CHARGED) {
            return noRoom(region, hash, key, loading, in, outcome);
        }
        Entry fresh = prepared(region, hash, key, in);
        boolean stored;
        try {
            stored = loading == null
                    ? region.link(fresh, guard(hash, in)) == fresh
                    : region.replace(loading, fresh, () -> loading.is(LOADING)) >= 0;
        } catch (Throwable t) {
            // A key's equals threw while its place was sought.
            charging.release(region, in.weight, 1);
            live.vanish(region);
            throw t;
        }
        if (!stored) {
            charging.release(region, in.weight, 1);
            return Step.AGAIN;
        }
        if (loading != null) {
            loading.withdraw();
        }
        engine.count(region, Tally.INSERTED, 1);
        settle(region, fresh, null);
        return Step.DONE;
    }

    private static Table.Guard guard(int hash, Incoming in) {
        BulkLoad bulk = in.bulk;
        return bulk == null ? Table.Guard.NONE : () -> !bulk.isChanged(hash);
    }

    /** The value finds no room: it is not stored, and what it was to replace is gone. */
    private Step noRoom(Region region, int hash, Object key, @Nullable Entry old, Incoming in, Outcome outcome) {
        if (outcome == Outcome.GONE) {
            return Step.GONE;
        }
        if (old == null) {
            region.note(hash);
        } else if (!deaths.die(region, old, causeOfOld(old, outcome.cause()))) {
            return Step.AGAIN;
        }
        refused(region, key, in, outcome.cause());
        live.vanish(region);
        return Step.DONE;
    }

    /** Counts and reports a value as stored and removed at once. */
    private void refused(Region region, Object key, Incoming in, RemovalCause cause) {
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, key, in.value, cause);
    }

    private RemovalCause causeOfOld(Entry old, RemovalCause cause) {
        return isExpired(old, engine.clock().exact()) ? RemovalCause.EXPIRED : cause;
    }

    private static boolean isExpired(Entry entry, long now) {
        return !entry.is(LOADING) && entry.laExpiresAt() <= now;
    }

    private Entry prepared(Region region, int hash, Object key, Incoming in) {
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        Entry fresh = cache.entry(region, hash, key);
        long now = engine.clock().exact();
        long cap = CacheCore.cap(now, in.life);
        dress(cache, fresh, in, cap, queueFor(region).flags());
        fresh.prepare(in.value, cache.expiresAt(now, cap));
        return fresh;
    }

    /** Sets what an entry has beside its value, before it is published. */
    private static void dress(CacheCore<?, ?> cache, Entry fresh, Incoming in, long cap, int queueFlags) {
        int flags = queueFlags;
        if (fresh instanceof RichEntry rich) {
            rich.weight(in.weight);
            rich.cap(cap);
            flags |= cache.settings().afterAccess() != 0 ? Entry.SPECIAL : 0;
        }
        if (flags != 0) {
            fresh.set(flags);
        }
    }

    private static DomainQueue queueFor(Region region) {
        return region.node().nearestDomain().queueOf(region.cache());
    }

    // ---- overwriting ---------------------------------------------------------------------------------------------

    /** Grants a growth in weight, and says under the lock whether it still suffices. */
    private static final class Growth {
        private final Entry there;
        private final Incoming in;
        private final long granted;
        private final long now;
        private boolean expired;

        Growth(Entry there, Incoming in, long now) {
            this.there = there;
            this.in = in;
            this.granted = Math.max(0, in.weight - there.weight());
            this.now = now;
        }

        boolean suffices() {
            expired = isExpired(there, now);
            return in.weight - (long) there.weight() <= granted && !there.is(LOADING);
        }

        RemovalCause cause() {
            return expired ? RemovalCause.EXPIRED : RemovalCause.REPLACED;
        }
    }

    private @Nullable Step grow(Region region, Entry there, Incoming in, Growth growth) {
        if (growth.granted == 0) {
            return null;
        }
        Outcome outcome = charging.charge(region, growth.granted, 0, there.hash(), there);
        return outcome == Outcome.CHARGED ? null : noRoom(region, there.hash(), there.key(), there, in, outcome);
    }

    /** A new entry in the slot of one that would have lived longer, and with its charge: see {@code TimerWheel}. */
    private Step renew(Region region, Entry there, Entry fresh, Incoming in) {
        Growth growth = new Growth(there, in, engine.clock().exact());
        Step stopped = grow(region, there, in, growth);
        if (stopped != null) {
            return stopped;
        }
        Table.Guard guard = guard(there.hash(), in);
        fresh.mark(there.mark());
        int flags = region.replace(there, fresh, () -> growth.suffices() && guard.holds());
        if (flags < 0) {
            charging.release(region, growth.granted, 0);
            return Step.AGAIN;
        }
        charging.release(region, growth.granted + there.weight() - in.weight, 0);
        deaths.forget(region, there, flags);
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, there.key(), there.withdraw(), growth.cause());
        settle(region, fresh, null);
        return Step.DONE;
    }

    /** In place; the new values are taken from {@code fresh}, which is not stored itself. */
    private Step overwrite(Region region, Entry there, Entry fresh, Incoming in) {
        Growth growth = new Growth(there, in, engine.clock().exact());
        Step stopped = grow(region, there, in, growth);
        if (stopped != null) {
            return stopped;
        }
        Table.Guard guard = guard(there.hash(), in);
        Object[] old = new Object[1];
        long[] before = new long[2];
        boolean changed = region.change(there, false, entry -> {
            before[0] = entry.laExpiresAt();
            before[1] = entry.weight();
            if (!growth.suffices() || fresh.laExpiresAt() < before[0] || !guard.holds()) {
                return false;
            }
            if (entry instanceof RichEntry rich && fresh instanceof RichEntry as) {
                rich.weight(as.weight());
                rich.cap(as.cap());
            }
            old[0] = entry.laValue();
            entry.publish(in.value, fresh.laExpiresAt());
            return true;
        });
        if (!changed) {
            charging.release(region, growth.granted, 0);
            return Step.AGAIN;
        }
        charging.release(region, growth.granted + before[1] - in.weight, 0);
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, there.key(), old[0], growth.cause());
        DomainQueue queue = live.queueHolding(region, there);
        if (before[1] != in.weight && there.is(Entry.QUEUED)) {
            queue.charge(in.weight - before[1]);
        }
        queue.overwritten(there);
        if (!region.isAlive(live)) {
            deaths.die(region, there, Deaths.dropped(region));
        }
        return Step.DONE;
    }

    /** What comes after an entry was published. */
    private void settle(Region region, Entry published, @Nullable RemovalCause ifDropped) {
        queueFor(region).add(published);
        if (published.laExpiresAt() != NEVER) {
            engine.file(published);
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
            refused(region, key, in, RemovalCause.FENCED);
            return;
        }
        if (charging.isTooLarge(region, in.weight)) {
            if (abandon(region, placeholder)) {
                engine.count(region, Tally.INSERTED, 1);
                engine.count(region, Tally.REMOVED + RemovalCause.TOO_LARGE.ordinal(), 1);
            } else {
                refused(region, key, in, RemovalCause.FENCED);
            }
            return;
        }
        Outcome outcome = placeholder.is(DEAD)
                ? Outcome.GONE
                : charging.charge(region, in.weight, 1, placeholder.hash(), placeholder);
        if (outcome != Outcome.CHARGED) {
            boolean stood = abandon(region, placeholder);
            refused(region, key, in, stood && outcome != Outcome.GONE ? outcome.cause() : RemovalCause.FENCED);
            return;
        }
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        long now = engine.clock().exact();
        long cap = CacheCore.cap(now, in.life);
        int queueFlags = queueFor(region).flags();
        boolean published = region.change(placeholder, true, entry -> {
            dress(cache, entry, in, cap, queueFlags);
            entry.clear(LOADING);
            entry.publish(in.value, cache.expiresAt(now, cap));
            return true;
        });
        if (!published) {
            charging.release(region, in.weight, 1);
            abandon(region, placeholder);
            refused(region, key, in, RemovalCause.FENCED);
            return;
        }
        engine.count(region, Tally.INSERTED, 1);
        settle(region, placeholder, RemovalCause.FENCED);
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
