package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER;
import static io.cacheado.internal.table.Entry.TIMED;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Reclaimer;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.Table;
import io.cacheado.internal.tag.Tags;
import org.jspecify.annotations.Nullable;

/**
 * The only way out: whoever marks an entry dead comes here, once, and with it the charge goes back, the queue and the wheel
 * learn that they hold a dead reference, the removal is counted and reported.
 */
final class Deaths implements Reclaimer.Undertaker {
    private final Engine engine;
    private final LiveScopes live;

    Deaths(Engine engine, LiveScopes live) {
        this.engine = engine;
        this.live = live;
    }

    /** Removes an entry for a reason of the caller's; false if it was dead. */
    boolean die(Region region, Entry entry, RemovalCause cause) {
        return die(region, entry, cause, NEVER, true, Table.Guard.NONE);
    }

    /** As {@link #die(Region, Entry, RemovalCause)}, if the guard holds under the lock. */
    boolean die(Region region, Entry entry, RemovalCause cause, Table.Guard guard) {
        return die(region, entry, cause, NEVER, true, guard);
    }

    /** Removes an entry if it expires no later than {@code by}, on the cache's own account. */
    boolean die(Region region, Entry entry, RemovalCause cause, long by) {
        return die(region, entry, cause, by, false, Table.Guard.NONE);
    }

    private boolean die(Region region, Entry entry, RemovalCause cause, long by, boolean byCaller, Table.Guard guard) {
        int flags = region.kill(entry, by, byCaller, guard);
        if (flags < 0) {
            return false;
        }
        account(region, entry, flags, cause, entry.withdraw());
        live.vanish(region);
        engine.upkeep().tellPolicies();
        return true;
    }

    /** Removes what a policy chose: for the limit that asked, unless it was dropped or had expired before. */
    boolean evict(Entry victim, RemovalCause cause) {
        Region region = (Region) victim.owner();
        return die(region, victim, real(region, victim, cause), NEVER);
    }

    /**
     * As {@link #evict(Entry, RemovalCause)}, to make room for one whose charges this one's are the same as from a node on.
     *
     * @param common the node from which on upward they are the same; null for none but the whole budget
     * @return the {@link io.cacheado.internal.scope.Credit} that is left, or -1 if it was not removed
     */
    long evict(Entry victim, RemovalCause cause, @Nullable ScopeNode common, Table.Guard guard) {
        Region region = (Region) victim.owner();
        RemovalCause real = real(region, victim, cause);
        int flags = region.kill(victim, NEVER, false, guard);
        if (flags < 0) {
            return -1;
        }
        Object value = victim.withdraw();
        forget(region, victim, flags);
        long credit = engine.charging().bequeath(region, victim.weight(), common);
        report(region, victim, real, value);
        live.vanish(region);
        engine.upkeep().tellPolicies();
        return credit;
    }

    private RemovalCause real(Region region, Entry victim, RemovalCause cause) {
        return region.isAlive(live)
                ? cause(region, victim, cause, engine.clock().now())
                : dropped(region);
    }

    /** Why an entry leaves that might have been out of date already. */
    static RemovalCause cause(Region region, Entry entry, RemovalCause cause, long now) {
        if (entry.is(LOADING)) {
            return cause;
        }
        long deadline = entry.deadline();
        if (deadline <= now && deadline != Entry.NEVER_LIVE) {
            return RemovalCause.EXPIRED;
        }
        return entry instanceof LoadedEntry loaded && isInvalid(region, (Tags) loaded.tags())
                ? RemovalCause.TAG_INVALIDATED
                : cause;
    }

    /** Whether a tag of a value in the region was dropped. */
    static boolean isInvalid(Region region, @Nullable Tags tags) {
        return tags != null
                && !tags.areValid(region.node().scope(), region.cache().id());
    }

    /** The cause for an entry whose region is dead. */
    static RemovalCause dropped(Region region) {
        return region.isEmptied() ? RemovalCause.EXPLICIT : RemovalCause.SCOPE_EVICTED;
    }

    @Override
    public void bury(Region region, Entry entry, RemovalCause cause) {
        int flags = entry.set(DEAD);
        if ((flags & DEAD) == 0) {
            account(region, entry, flags, cause, entry.withdraw());
        }
    }

    /** Accounts for an entry that this caller marked dead. A placeholder was not charged, counted or queued. */
    void account(Region region, Entry entry, int flags, RemovalCause cause, @Nullable Object value) {
        if ((flags & LOADING) != 0) {
            return;
        }
        forget(region, entry, flags);
        engine.charging().release(region, entry.weight(), 1);
        report(region, entry, cause, value);
    }

    private void report(Region region, Entry entry, RemovalCause cause, @Nullable Object value) {
        if (entry instanceof LoadedEntry loaded) {
            engine.tags().release((Tags) loaded.tags());
        }
        removed(region, entry.key(), value, cause);
    }

    /** Tells queue and wheel, which may hold a reference, that the entry has died with these flags. */
    void forget(Region region, Entry entry, int flags) {
        live.domains().queueHolding(region, entry).died(entry, flags);
        if ((flags & TIMED) != 0) {
            engine.upkeep().wheel(entry.hash()).died();
        }
    }

    /** Counts and reports a removal. */
    void removed(Region region, Object key, @Nullable Object value, RemovalCause cause) {
        engine.count(region, Tally.REMOVED + cause.ordinal(), 1);
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        cache.emit(region.node().scope(), key, value, cause);
        if (cache.logs().writesRemovals() && !engine.upkeep().reclaimer().isHeldByCurrentThread()) {
            // What is reclaimed was dropped, which has its own line; and no logger is called under that lock.
            cache.logs().removed(region.node().scope(), key, cause);
        }
    }
}
