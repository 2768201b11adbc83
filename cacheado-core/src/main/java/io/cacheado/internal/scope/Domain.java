package io.cacheado.internal.scope;

import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.evict.Share;
import io.cacheado.internal.evict.ShareIndex;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Table;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a scope has that owns queues, because it has a quota or a policy of its own: one queue for each cache with a limit or
 * a policy of its own, and one for the rest. Scopes below without such use the nearest domain above.
 *
 * <p>When room is needed here, one of the own queues pays, or a domain below, which then chooses among its own in the same
 * way: the one that holds most beyond what is reserved for it, for its weight. One that holds no more than that never pays
 * for others; if that is so of all, whoever needs the room finds it in its own branch.
 *
 * <p><b>Claim before kill.</b> Two who evict here for others may both see one unit too many. Each claims what it is about to
 * take first, and then looks again whether that leaves what is reserved; claims are taken back after the units.
 */
public final class Domain extends Share {
    private static final int MOST_REFUSALS = 8;
    private static final VarHandle CLAIMED;

    static {
        try {
            CLAIMED = MethodHandles.lookup().findVarHandle(Domain.class, "claimed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ScopeNode node;
    private final Domains domains;
    private final ShareIndex index = new ShareIndex();

    /** What is reserved for it, and below it. */
    final Reservation reservation;

    private volatile ShareIndex.@Nullable Seat seat;
    private volatile @Nullable Quota quota;
    private volatile long limit;
    private volatile double weight;
    private volatile long claimed;

    /** The units that it had when its victims turned out too large for what it has beyond its reservation. */
    private volatile long spentAt = -1;

    /** How many in a row were too large; racy. */
    private int refusals;

    private volatile @Nullable DomainQueue rest;
    private volatile @Nullable DomainQueue[] own = new DomainQueue[0];
    private @Nullable CacheId[] owners = new CacheId[0];
    private boolean left;

    Domain(ScopeNode node, @Nullable Quota quota, @Nullable Domain above, Domains domains) {
        this.node = node;
        this.domains = domains;
        this.quota = quota;
        this.limit = quota == null ? Long.MAX_VALUE : quota.limit();
        this.weight = quota == null ? 1 : quota.weight();
        this.reservation = new Reservation(this);
        this.seat = above == null ? null : above.index.join(this);
        domains.reservations().join(this, quota, above);
    }

    @Override
    public double excess() {
        long units = node.units();
        long beyond = units - reservation.units();
        return beyond <= 0 || units == spentAt ? 0 : beyond / weight;
    }

    /** Whether it holds no more than what is reserved for it. */
    private boolean isProtected() {
        return node.units() <= reservation.units();
    }

    /** The most units that the subtree may be charged with. */
    public long limit() {
        return limit;
    }

    /** Whether this is the quota in force; null for none. */
    boolean has(@Nullable Quota other) {
        return Objects.equals(quota, other);
    }

    /** Has another quota from now on; null for none. */
    void quota(@Nullable Quota newQuota) {
        quota = newQuota;
        limit = newQuota == null ? Long.MAX_VALUE : newQuota.limit();
        weight = newQuota == null ? 1 : newQuota.weight();
        domains.reservations().change(this, newQuota);
        changed();
    }

    /** Calls back for each domain below that none other is between. */
    void forEachBelow(Consumer<Domain> body) {
        List<Domain> below = new ArrayList<>();
        index.forEach(share -> {
            if (share instanceof Domain domain) {
                below.add(domain);
            }
        });
        below.forEach(body);
    }

    // ---- claims --------------------------------------------------------------------------------------------------

    /** Claims units for someone outside; false if that would leave less than what is reserved. */
    boolean claim(long units) {
        long reserved = reservation.units();
        long all = (long) CLAIMED.getAndAdd(this, units) + units;
        // Read after the claim: what was taken before is out of both by now, or still in both.
        long held = node.units();
        if (reserved == 0 || held - all >= reserved) {
            refusals = 0;
            return true;
        }
        unclaim(units);
        if (held - units < reserved && ++refusals >= MOST_REFUSALS) {
            refusals = 0;
            sitOut(held);
        }
        return false;
    }

    /** Its next victims are too large: it pays no more until its units change, or its turn on the bench comes. */
    private void sitOut(long held) {
        spentAt = held;
        changed();
        domains.bench().add(this::comeBack);
    }

    private void comeBack() {
        spentAt = -1;
        changed();
    }

    /** Another part of it is reserved from now on. */
    void granted() {
        comeBack();
    }

    void unclaim(long units) {
        CLAIMED.getAndAdd(this, -units);
    }

    // ---- queues --------------------------------------------------------------------------------------------------

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
            domains.reservations().move(this, above);
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
                new Portion(there, cache.queues());
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
            queue.sit(index, queue);
        }
        return queue;
    }

    /**
     * The next to leave, so that there is room for an entry of the inserter: from the share with the most beyond what is
     * reserved for it, or else from the inserter's own branch; null if none was found.
     *
     * @param inserter null if a limit was lowered, and nobody is to insert
     */
    public @Nullable Entry victim(int hash, @Nullable Region inserter) {
        Entry victim = index.victim(hash, inserter);
        return victim == null && inserter != null ? victimOfBranch(hash, inserter) : victim;
    }

    /** As {@link #victim}, from the inserter's own branch; null if it is in no domain below this. */
    public @Nullable Entry victimOfBranch(int hash, Region inserter) {
        Domain branch = branchOf(inserter);
        return branch == null ? null : branch.victim(hash, inserter);
    }

    /** The domain directly below this one that an inserter below this is in; null if it is in none. */
    private @Nullable Domain branchOf(Region inserter) {
        Domain nearest = null;
        for (ScopeNode each = inserter.node(); each != null && each != node; each = each.parent()) {
            Domain there = each.domain();
            nearest = there == null ? nearest : there;
        }
        return nearest;
    }

    @Override
    public @Nullable Entry victim(int hash, @Nullable Table inserter, @Nullable Search search) {
        return index.victim(hash, inserter, search);
    }

    /** One of the queues here, as a share of its cache's limit, which must not be paid with what is reserved for scopes. */
    private final class Portion extends Share {
        private final DomainQueue queue;
        private final ShareIndex.Seat place;
        private volatile boolean sitsOut;

        Portion(DomainQueue queue, ShareIndex index) {
            this.queue = queue;
            this.place = queue.sit(index, this);
        }

        @Override
        public double excess() {
            return sitsOut ? 0 : queue.excess();
        }

        @Override
        public @Nullable Entry victim(int hash, @Nullable Table inserter, @Nullable Search search) {
            if (mayPayFor((Region) inserter)) {
                return queue.poll(hash);
            }
            if (!sitsOut) {
                sitsOut = true;
                place.changed();
                domains.bench().add(this::comeBack);
            }
            return null;
        }

        private void comeBack() {
            sitsOut = false;
            place.changed();
        }
    }

    private boolean mayPayFor(@Nullable Region inserter) {
        for (ScopeNode each = node; each != null; each = each.parent()) {
            Domain there = each.domain();
            if (there != null
                    && each.parent() != null
                    && there.isProtected()
                    && (inserter == null || !inserter.node().isAtOrBelow(each))) {
                return false;
            }
        }
        return true;
    }

    /** Gives up its place; its queues go with it. */
    synchronized void leave() {
        left = true;
        domains.reservations().leave(this);
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
