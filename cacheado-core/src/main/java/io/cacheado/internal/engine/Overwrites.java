package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER;
import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Charging.Outcome;
import io.cacheado.internal.engine.Stores.Step;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.internal.table.Table;
import io.cacheado.internal.tag.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites entries that are there: in place, or by a new entry in the slot of one that would have lived longer. What the new
 * value weighs more is charged before, by a look without a lock; under the lock of the key's leaf the difference to the real
 * old weight is put right, or it starts again.
 */
final class Overwrites {
    private final Engine engine;
    private final LiveScopes live;
    private final Charging charging;
    private final Deaths deaths;
    private final Stores stores;

    Overwrites(Engine engine, LiveScopes live, Charging charging, Deaths deaths, Stores stores) {
        this.engine = engine;
        this.live = live;
        this.charging = charging;
        this.deaths = deaths;
        this.stores = stores;
    }

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
        private @Nullable Tags oldTags;
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
            expired = there.deadline() <= now;
            home = there.home();
            oldTags = there instanceof LoadedEntry loaded ? (Tags) loaded.tags() : null;
            return weight - oldWeight <= granted && !there.is(LOADING) && fence.holds();
        }

        /** In place: takes over what the new entry would have had. */
        @Override
        public boolean apply(Entry entry) {
            long expiresAt = fresh.laExpiresAt();
            if (fresh.deadline() < entry.deadline() || !holds()) {
                return false;
            }
            if (entry instanceof RichEntry rich && fresh instanceof RichEntry as) {
                rich.weight(as.weight());
                rich.cap(as.cap());
            }
            oldValue = entry.laValue();
            Object value = requireNonNull(fresh.laValue());
            if (entry instanceof LoadedEntry loaded) {
                takeOver(loaded);
                loaded.publish(value, fresh instanceof LoadedEntry as ? as.tags() : null, expiresAt);
            } else {
                entry.publish(value, expiresAt);
            }
            if (fresh.is(Entry.STALE)) {
                // Last, so that nobody takes what was there, which may be no value, for one to be served beyond its
                // expiry.
                entry.set(Entry.STALE);
            }
            return true;
        }

        /** A renewal that was under way is fenced: it finds that it no longer is this entry's. */
        private void takeOver(LoadedEntry loaded) {
            boolean likewise = fresh instanceof LoadedEntry;
            loaded.renewal(null);
            loaded.failures(0);
            loaded.renewAt(likewise ? ((LoadedEntry) fresh).renewAt() : NEVER);
            loaded.loadMicros(likewise ? ((LoadedEntry) fresh).loadMicros() : 0);
        }

        RemovalCause cause(Region region) {
            if (expired) {
                return RemovalCause.EXPIRED;
            }
            return Deaths.isInvalid(region, oldTags) ? RemovalCause.TAG_INVALIDATED : RemovalCause.REPLACED;
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
        return outcome == Outcome.CHARGED ? null : stores.noRoom(region, change.there, change.fresh, outcome);
    }

    private void releaseSurplus(Region region, Overwriting change) {
        charging.release(region, change.surplus(), 0);
        if (change.surplus() != 0 && region.isClosed()) {
            // Whoever emptied the region could not let its scope go while this was charged.
            live.vanish(region);
        }
    }

    /** A new entry in the slot of one that would have lived longer, and with its charge: see {@code TimerWheel}. */
    Step renew(Region region, Entry there, Entry fresh, DomainQueue queue, Table.Guard fence) {
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
        releaseSurplus(region, change);
        deaths.forget(region, there, flags);
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, there.key(), there.withdraw(), change.cause(region));
        engine.tags().release(change.oldTags);
        stores.settle(region, fresh, change.weight, queue, null);
        queue.overwritten(fresh);
        return Step.STORED;
    }

    /** In place; {@code fresh} only carries the new values. */
    Step inPlace(Region region, Entry there, Entry fresh, Table.Guard fence) {
        Overwriting change = new Overwriting(there, fresh, fence);
        Step stopped = grow(region, change);
        if (stopped != null) {
            return stopped;
        }
        if (!region.change(there, false, change)) {
            charging.release(region, change.granted, 0);
            return Step.AGAIN;
        }
        releaseSurplus(region, change);
        engine.count(region, Tally.INSERTED, 1);
        deaths.removed(region, there.key(), change.oldValue, change.cause(region));
        engine.tags().release(change.oldTags);
        DomainQueue queue = live.domains().queueAt(region, change.home);
        if (change.oldWeight != change.weight) {
            queue.charge(change.weight - change.oldWeight);
        }
        queue.overwritten(there);
        if (!region.isAlive(live)) {
            deaths.die(region, there, Deaths.dropped(region));
        }
        return Step.STORED;
    }

    /** The entry itself, or one in its place that can be renewed, with the same value and life; null if it changed meanwhile. */
    @Nullable
    LoadedEntry renewable(Region region, Entry there) {
        if (there instanceof LoadedEntry loaded) {
            return loaded;
        }
        Object value = there.laValue();
        long expiresAt = there.laExpiresAt();
        int weight = there.weight();
        if (value == null || expiresAt == Entry.NEVER_LIVE) {
            return null;
        }
        LoadedEntry fresh = new LoadedEntry(region, there.hash(), there.key());
        DomainQueue queue = Stores.queueFor(region);
        queue.dress(fresh);
        fresh.set(there.lvFlags() & Entry.SPECIAL);
        fresh.weight(weight);
        fresh.cap(there instanceof RichEntry rich ? rich.cap() : expiresAt);
        fresh.mark(there.mark());
        fresh.prepare(value, expiresAt);
        int flags = region.exchange(
                there,
                fresh,
                () -> there.laValue() == value
                        && there.laExpiresAt() == expiresAt
                        && there.weight() == weight
                        && !there.is(LOADING));
        if (flags < 0) {
            return null;
        }
        deaths.forget(region, there, flags);
        there.withdraw();
        stores.settle(region, fresh, weight, queue, null);
        return fresh;
    }
}
