package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.scope.Budget;
import io.cacheado.internal.scope.Domain;
import io.cacheado.internal.scope.Ledger;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.scope.Subtree;
import io.cacheado.internal.table.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Charge before publish: room is made, and taken, at every limit above an entry before anyone can see it.
 *
 * <p>Room is made from the leaf up (the tightest limit first, whose victims also make room above), and taken from the root
 * down (so that what a node counts all its ancestors count, see {@link ScopeNode}). A limit that is full when its turn comes
 * is left as it was, all that was taken is given back, and room is made again. No counter ever passes its limit.
 *
 * <p>For each limit, room comes from what was dropped, then from what has expired, then from the policy: the domain's or
 * cache's fullest queue gives a victim; a cache's limit within one scope is paid by the least used of some entries there.
 * When {@value #MOST_FAILED} picks find no victim, because all that is charged is not yet queued, the new entry itself is
 * the victim.
 */
final class Charging {
    private static final int MOST_FAILED = 64;
    private static final int MOST_ROUNDS = 1000;
    private static final int MOST_DROPPED = 64;

    private final Engine engine;
    private final LiveScopes live;
    private final Budget budget;
    private final Victims victims;

    Charging(Engine engine, LiveScopes live, Budget budget) {
        this.engine = engine;
        this.live = live;
        this.budget = budget;
        this.victims = new Victims(engine, live);
    }

    /** How a charge ended. */
    enum Outcome {
        CHARGED(null),
        /** The region is dead: find it anew. */
        GONE(null),
        /** The whole budget or the cache's maximum refused. */
        NO_ROOM(RemovalCause.SIZE),
        NO_ROOM_IN_SCOPE(RemovalCause.SCOPE_QUOTA),
        NO_ROOM_ABOVE(RemovalCause.ANCESTOR_QUOTA);

        private final @Nullable RemovalCause cause;

        Outcome(@Nullable RemovalCause cause) {
            this.cause = cause;
        }

        RemovalCause cause() {
            return requireNonNull(cause);
        }
    }

    /** Whether so heavy an entry could never fit. */
    boolean isTooLarge(Region region, long weight) {
        if (weight > budget.maximum()) {
            return true;
        }
        for (ScopeNode node = region.node(); node != null; node = node.parent()) {
            Domain domain = node.domain();
            if (domain != null && weight > domain.limit()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Charges a new entry, or more weight of one that is there.
     *
     * @param weight the units wanted
     * @param entries 1 for a new entry, 0 for more weight
     * @param keep the entry that must not be a victim, because it is the one that grows
     */
    Outcome charge(Region region, long weight, int entries, int hash, @Nullable Entry keep) {
        for (int round = 0; ; round++) {
            Outcome room = makeRoom(region, weight, entries, hash, keep);
            if (room != Outcome.CHARGED || round > MOST_ROUNDS) {
                return room == Outcome.CHARGED ? Outcome.NO_ROOM : room;
            }
            Ledger.Taken taken = region.isClosed() ? Ledger.Taken.GONE : Ledger.charge(region, weight, entries, budget);
            if (taken != Ledger.Taken.FULL) {
                return taken == Ledger.Taken.GONE ? Outcome.GONE : Outcome.CHARGED;
            }
        }
    }

    /** Gives back what an entry was charged with. */
    void release(Region region, long weight, int entries) {
        if (weight != 0 || entries != 0) {
            Ledger.release(region, weight, entries, budget);
        }
    }

    /** Drains what exceeds limits that were lowered. */
    void drainAll() {
        Subtree.forEachRegion(live.root(), region -> {
            while (Ledger.excess(region) > 1) {
                Entry victim = victims.leastUsed(region, region.hash(), null);
                if (victim == null || !engine.deaths().evict(victim, RemovalCause.SCOPE_QUOTA)) {
                    return;
                }
            }
        });
        for (CacheCore<?, ?> cache : engine.cores()) {
            drain(() -> cache.entries() > cache.maximum(), () -> cache.queues().victim(0), null);
        }
        Subtree.forEachNode(live.root(), node -> {
            Domain domain = node.domain();
            if (domain != null) {
                drain(() -> domain.isShortOf(0), () -> domain.victim(0), domain);
            }
        });
        Domain whole = requireNonNull(live.root().domain());
        drain(() -> budget.used() > budget.maximum(), () -> whole.victim(0), null);
    }

    private void drain(BooleanSupplier exceeds, Supplier<@Nullable Entry> pick, @Nullable Domain domain) {
        List<Entry> aside = new ArrayList<>();
        try {
            for (int failed = 0; failed < MOST_FAILED && exceeds.getAsBoolean(); ) {
                Entry victim = pick.get();
                boolean evicted =
                        victim != null && engine.deaths().evict(victim, limitCause(Limit.DOMAIN, domain, victim));
                if (victim != null && !evicted) {
                    aside.add(victim);
                }
                failed = evicted ? 0 : failed + 1;
            }
        } finally {
            aside.forEach(victims::putBack);
        }
    }

    private Outcome makeRoom(Region region, long weight, int entries, int hash, @Nullable Entry keep) {
        if (entries > 0 && Ledger.excess(region) > 0) {
            Outcome outcome = drain(Limit.OWN, region, null, weight, hash, keep);
            if (outcome != Outcome.CHARGED) {
                return outcome;
            }
        }
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        if (entries > 0 && cache.isFull()) {
            Outcome outcome = drain(Limit.CACHE, region, null, weight, hash, keep);
            if (outcome != Outcome.CHARGED) {
                return outcome;
            }
        }
        for (ScopeNode node = region.node(); node != null; node = node.parent()) {
            Domain domain = node.domain();
            if (domain != null && domain.isShortOf(weight)) {
                Outcome outcome = drain(Limit.DOMAIN, region, domain, weight, hash, keep);
                if (outcome != Outcome.CHARGED) {
                    return outcome;
                }
            }
        }
        return budget.used() + weight > budget.maximum()
                ? drain(Limit.BUDGET, region, null, weight, hash, keep)
                : Outcome.CHARGED;
    }

    /** Which limit is short. */
    private enum Limit {
        OWN,
        CACHE,
        DOMAIN,
        BUDGET
    }

    private boolean isShort(Limit limit, Region region, @Nullable Domain domain, long weight) {
        return switch (limit) {
            case OWN -> Ledger.excess(region) > 0;
            case CACHE -> ((CacheCore<?, ?>) region.cache()).isFull();
            case DOMAIN -> requireNonNull(domain).isShortOf(weight);
            case BUDGET -> budget.used() + weight > budget.maximum();
        };
    }

    /** Makes room at one limit; CHARGED when there is room. */
    private Outcome drain(
            Limit limit, Region region, @Nullable Domain domain, long weight, int hash, @Nullable Entry keep) {
        boolean inScope = limit == Limit.OWN || (domain != null && domain.node() == region.node());
        Outcome refused = inScope ? Outcome.NO_ROOM_IN_SCOPE : domain != null ? Outcome.NO_ROOM_ABOVE : Outcome.NO_ROOM;
        if (limit == Limit.CACHE || limit == Limit.BUDGET) {
            engine.upkeep().reclaimSome();
            if (!isShort(limit, region, domain, weight)) {
                return Outcome.CHARGED;
            }
        }
        engine.upkeep().expireSome(hash);
        // What cannot be evicted now stays out of its queue meanwhile, so that the others there can be reached.
        List<Entry> aside = List.of();
        try {
            int failed = 0;
            int dropped = 0;
            long freed = 0;
            for (int evicted = 0; isShort(limit, region, domain, weight); ) {
                if (failed >= MOST_FAILED || (evicted >= MOST_FAILED && freed >= weight + MOST_FAILED)) {
                    return refused;
                }
                Entry victim = dropped < MOST_DROPPED
                        ? victim(limit, region, domain, hash, keep)
                        : victims.any(requireNonNull(domain).node(), hash, keep);
                if (victim == null && reclaimsInstead(limit)) {
                    continue;
                }
                if (victim == null || victim == keep) {
                    aside = victim == null ? aside : with(aside, victim);
                    failed++;
                    Thread.onSpinWait();
                    continue;
                }
                long size = victim.weight();
                boolean alive = ((Region) victim.owner()).isAlive(live);
                if (engine.deaths().evict(victim, limitCause(limit, domain, victim))) {
                    // What was dropped gave its units back here when it was; there is only so much of it.
                    evicted += alive ? 1 : 0;
                    freed += alive ? size : 0;
                    dropped += alive || domain == null ? 0 : 1;
                } else {
                    // It has just died, or is computed on.
                    aside = with(aside, victim);
                    failed++;
                }
            }
            return Outcome.CHARGED;
        } finally {
            aside.forEach(victims::putBack);
        }
    }

    private static List<Entry> with(List<Entry> all, Entry one) {
        List<Entry> more = all.isEmpty() ? new ArrayList<>() : all;
        more.add(one);
        return more;
    }

    /** Whether more of what was dropped could be reclaimed, which makes room where it is still counted. */
    private boolean reclaimsInstead(Limit limit) {
        return (limit == Limit.CACHE || limit == Limit.BUDGET)
                && engine.upkeep().reclaimMore();
    }

    private @Nullable Entry victim(
            Limit limit, Region region, @Nullable Domain domain, int hash, @Nullable Entry keep) {
        return switch (limit) {
            case OWN -> victims.leastUsed(region, hash, keep);
            case CACHE -> region.cache().queues().victim(hash);
            case DOMAIN -> {
                Domain own = requireNonNull(domain);
                Entry victim = own.victim(hash);
                yield victim != null ? victim : victims.any(own.node(), hash, keep);
            }
            case BUDGET -> requireNonNull(live.root().domain()).victim(hash);
        };
    }

    private static RemovalCause limitCause(Limit limit, @Nullable Domain domain, Entry victim) {
        if (limit == Limit.OWN) {
            return RemovalCause.SCOPE_QUOTA;
        }
        if (domain == null) {
            return RemovalCause.SIZE;
        }
        return domain.node() == ((Region) victim.owner()).node()
                ? RemovalCause.SCOPE_QUOTA
                : RemovalCause.ANCESTOR_QUOTA;
    }
}
