package io.cacheado.internal.scope;

import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.evict.Share;
import io.cacheado.internal.evict.ShareIndex;
import io.cacheado.internal.table.Entry;
import io.cacheado.policy.Eviction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a scope has that owns queues, because it has a limit or a policy of its own: the limit, one queue for each cache with
 * a limit or a policy of its own, and one for the rest. Scopes below without such use the nearest domain above.
 *
 * <p>When room is needed here, whoever holds most pays: one of the own queues, or a domain below, which then chooses among
 * its own in the same way.
 */
public final class Domain extends Share {
    private final ScopeNode node;
    private final Domains domains;
    private final ShareIndex index = new ShareIndex();
    private volatile ShareIndex.@Nullable Seat seat;
    private volatile long limit;
    private volatile @Nullable DomainQueue rest;
    private volatile @Nullable DomainQueue[] own = new DomainQueue[0];
    private @Nullable CacheId[] owners = new CacheId[0];
    private boolean left;

    Domain(ScopeNode node, long limit, @Nullable Domain above, Domains domains) {
        this.node = node;
        this.limit = limit;
        this.domains = domains;
        this.seat = above == null ? null : above.index.join(this);
    }

    @Override
    public long excess() {
        return node.units();
    }

    /** The most units that the subtree may be charged with. */
    public long limit() {
        return limit;
    }

    void limit(long newLimit) {
        limit = newLimit;
    }

    public ScopeNode node() {
        return node;
    }

    /** The policy of its queues, but for those of caches that chose one. */
    public Eviction eviction() {
        return domains.evictionOf(node.scope());
    }

    private Eviction evictionFor(CacheId cache) {
        Eviction chosen = cache.ownEviction();
        return chosen == null ? eviction() : chosen;
    }

    /** Has its queues go over to the policies that are wanted now. O(entries in them) if that is a change. */
    void follow() {
        DomainQueue shared;
        DomainQueue[] all;
        CacheId[] of;
        synchronized (this) {
            shared = rest;
            all = own;
            of = owners;
        }
        if (shared != null) {
            shared.follow(this::eviction);
        }
        for (int i = 0; i < all.length; i++) {
            CacheId cache = of[i];
            if (all[i] != null && cache != null) {
                all[i].follow(() -> evictionFor(cache));
            }
        }
    }

    /** Whether one entry of so many units more would exceed the limit. */
    public boolean isShortOf(long units) {
        return node.units() + units > limit;
    }

    void changed() {
        ShareIndex.Seat taken = seat;
        if (taken != null) {
            taken.changed();
        }
    }

    /** Takes a place under another domain instead: one was made in between. */
    synchronized void moveUnder(Domain above) {
        ShareIndex.Seat taken = seat;
        if (!left && taken != null) {
            seat = above.index.join(this);
            taken.leave();
        }
    }

    /** The queue for entries of a cache. */
    public DomainQueue queueOf(CacheId cache) {
        if (!cache.hasOwnQueues()) {
            DomainQueue there = rest;
            return there != null ? there : makeRest();
        }
        DomainQueue[] all = own;
        DomainQueue there = cache.id() < all.length ? all[cache.id()] : null;
        return there != null ? there : makeOwn(cache);
    }

    private synchronized DomainQueue makeRest() {
        DomainQueue there = rest;
        if (there == null) {
            there = make(eviction(), domains.mostUnits(this), 0);
            rest = there;
        }
        return there;
    }

    private synchronized DomainQueue makeOwn(CacheId cache) {
        DomainQueue[] all = own;
        DomainQueue there = cache.id() < all.length ? all[cache.id()] : null;
        if (there == null) {
            there = make(evictionFor(cache), Math.min(domains.mostUnits(this), cache.maximum()), cache.id() + 1);
            if (!left) {
                there.sit(cache.queues());
            }
            all = Arrays.copyOf(all, Math.max(all.length, cache.id() + 1));
            all[cache.id()] = there;
            owners = Arrays.copyOf(owners, all.length);
            owners[cache.id()] = cache;
            own = all;
        }
        return there;
    }

    private DomainQueue make(Eviction policy, long most, int salt) {
        DomainQueue queue = new DomainQueue(
                policy,
                most,
                node.scope().depth(),
                node.hash() + salt,
                domains.stripes(),
                domains.isExact(),
                domains.plugged());
        if (!left) {
            queue.sit(index);
        }
        return queue;
    }

    /** The next to leave from the queue of whoever holds most; null if none was found. */
    public @Nullable Entry victim(int hash) {
        return index.victim(hash);
    }

    @Override
    public @Nullable Entry victim(int hash, @Nullable Search search) {
        return index.victim(hash, search);
    }

    /** Gives up its place; its queues go with it. */
    synchronized void leave() {
        left = true;
        ShareIndex.Seat taken = seat;
        if (taken != null) {
            taken.leave();
        }
        DomainQueue shared = rest;
        if (shared != null) {
            shared.leave();
        }
        for (DomainQueue each : own) {
            if (each != null) {
                each.leave();
            }
        }
    }
}
