package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.scope.Budget;
import io.cacheado.internal.scope.Claims;
import io.cacheado.internal.scope.Credit;
import io.cacheado.internal.scope.Domain;
import io.cacheado.internal.scope.Ledger;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Table;
import java.util.ArrayList;
import java.util.List;
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
    private static final Outcome[] OUTCOMES = Outcome.values();

    private final Engine engine;
    private final LiveScopes live;
    private final Budget budget;
    private final Victims victims;

    Charging(Engine engine, LiveScopes live, Budget budget, Victims victims) {
        this.engine = engine;
        this.live = live;
        this.budget = budget;
        this.victims = victims;
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
        long credit = Credit.NONE;
        for (int round = 0; ; round++) {
            long room = makeRoom(region, weight, entries, hash, keep, credit);
            if (room < 0) {
                return OUTCOMES[(int) ~room];
            }
            credit = room;
            boolean gone = region.isClosed();
            Ledger.Taken taken = gone ? Ledger.Taken.FULL : Ledger.charge(region, weight, entries, budget, credit);
            if (taken != Ledger.Taken.FULL) {
                return taken == Ledger.Taken.CHARGED ? Outcome.CHARGED : Outcome.GONE;
            }
            if (gone || round > MOST_ROUNDS) {
                Ledger.giveBack(region, credit, budget);
                return gone ? Outcome.GONE : Outcome.NO_ROOM;
            }
        }
    }

    /** Gives back what an entry was charged with. */
    void release(Region region, long weight, int entries) {
        if (weight != 0 || entries != 0) {
            Ledger.release(region, weight, entries, budget);
        }
    }

    /** Gives back what a victim was charged with, but for what its heir can use; returns that. */
    long bequeath(Region victim, long weight, @Nullable ScopeNode common) {
        return Ledger.bequeath(victim, weight, common, budget);
    }

    // ---- room for one more ---------------------------------------------------------------------------------------

    /** Makes room at all limits; the credit with what was added to it, or a refusal. */
    private long makeRoom(Region region, long weight, int entries, int hash, @Nullable Entry keep, long held) {
        long credit = held;
        if (entries > 0 && Ledger.excess(region) > 0) {
            credit = drain(Limit.OWN, region, null, weight, hash, keep, credit);
        }
        if (credit >= 0 && entries > 0 && ((CacheCore<?, ?>) region.cache()).isFull()) {
            credit = drain(Limit.CACHE, region, null, weight, hash, keep, credit);
        }
        for (ScopeNode node = region.node(); node != null && credit >= 0; node = node.parent()) {
            Domain domain = node.domain();
            if (domain != null && isShort(Limit.DOMAIN, region, domain, weight, credit)) {
                credit = drain(Limit.DOMAIN, region, domain, weight, hash, keep, credit);
            }
        }
        return credit >= 0 && isShort(Limit.BUDGET, region, null, weight, credit)
                ? drain(Limit.BUDGET, region, null, weight, hash, keep, credit)
                : credit;
    }

    /** Which limit is short. */
    private enum Limit {
        OWN,
        CACHE,
        DOMAIN,
        BUDGET
    }

    private boolean isShort(Limit limit, Region region, @Nullable Domain domain, long weight, long credit) {
        return switch (limit) {
            case OWN -> Ledger.excess(region) > 0;
            case CACHE -> ((CacheCore<?, ?>) region.cache()).isFull();
            case DOMAIN -> {
                Domain at = requireNonNull(domain);
                yield at.isShortOf(weight - Credit.unitsAt(credit, at.node().depth()));
            }
            case BUDGET -> budget.used() + weight - Credit.units(credit) > budget.maximum();
        };
    }

    /** Makes room at one limit; the credit with what was added to it, or a refusal, the credit having been given back. */
    private long drain(
            Limit limit,
            Region region,
            @Nullable Domain domain,
            long weight,
            int hash,
            @Nullable Entry keep,
            long held) {
        long credit = held;
        // What cannot be evicted now stays out of its queue meanwhile, so that the others there can be reached.
        List<Entry> aside = List.of();
        boolean kept = false;
        try {
            if (limit == Limit.CACHE || limit == Limit.BUDGET) {
                engine.upkeep().reclaimSome();
            }
            engine.limits().reportOvercommitments();
            live.domains().bench().search();
            if (isShort(limit, region, domain, weight, credit)) {
                engine.upkeep().expireSome(hash);
            }
            int failed = 0;
            int dropped = 0;
            long freed = 0;
            for (int evicted = 0; isShort(limit, region, domain, weight, credit); ) {
                if (failed >= MOST_FAILED || (evicted >= MOST_FAILED && freed >= weight + MOST_FAILED)) {
                    return ~refusal(limit, region, domain).ordinal();
                }
                Entry victim = dropped < MOST_DROPPED
                        ? victim(limit, region, domain, hash, keep, failed > MOST_FAILED / 2)
                        : victims.any(requireNonNull(domain).node(), hash, keep);
                if (victim == null && reclaimsInstead(limit)) {
                    continue;
                }
                if (victim == null && live.domains().bench().comeBack()) {
                    failed++;
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
                long more = -1;
                try {
                    more = evict(victim, limitCause(limit, domain, victim), region, size);
                } catch (Throwable t) {
                    // A ticker's, before anything was done.
                    aside = with(aside, victim);
                    throw t;
                }
                if (more >= 0) {
                    credit = Ledger.join(region, credit, more, budget);
                    // What was dropped gave its units back here when it was; there is only so much of it.
                    evicted += alive ? 1 : 0;
                    freed += alive ? size : 0;
                    dropped += alive || domain == null ? 0 : 1;
                } else {
                    // It has just died, or is computed on, or what is reserved forbids it.
                    aside = with(aside, victim);
                    failed++;
                }
            }
            kept = true;
            return credit;
        } finally {
            if (!kept) {
                Ledger.giveBack(region, credit, budget);
            }
            for (int i = 0; i < aside.size(); i++) {
                victims.putBack(aside.get(i));
            }
        }
    }

    private static Outcome refusal(Limit limit, Region region, @Nullable Domain domain) {
        boolean inScope = limit == Limit.OWN || (domain != null && domain.node() == region.node());
        return inScope ? Outcome.NO_ROOM_IN_SCOPE : domain != null ? Outcome.NO_ROOM_ABOVE : Outcome.NO_ROOM;
    }

    /** Evicts a victim for an inserter; what stays charged for that one, or -1 if it was not evicted. */
    private long evict(Entry victim, RemovalCause cause, Region heir, long size) {
        Region region = (Region) victim.owner();
        ScopeNode common = ScopeNode.common(region.node(), heir.node());
        Claims claims = Claims.of(region, common, size);
        if (claims == null) {
            return -1;
        }
        try {
            // What was claimed must be what is taken.
            Table.Guard guard = claims == Claims.NONE ? Table.Guard.NONE : () -> victim.weight() == size;
            return engine.deaths().evict(victim, cause, common, guard);
        } finally {
            claims.release();
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

    /** The next victim; of the inserter's own branch alone if others' were refused too often. */
    private @Nullable Entry victim(
            Limit limit, Region region, @Nullable Domain domain, int hash, @Nullable Entry keep, boolean own) {
        return switch (limit) {
            case OWN -> victims.leastUsed(region, hash, keep);
            case CACHE -> {
                Entry victim = own ? null : region.cache().queues().victim(hash, region);
                yield victim != null ? victim : Stores.queueFor(region).poll(hash);
            }
            case DOMAIN -> {
                Domain at = requireNonNull(domain);
                Entry victim = victim(at, region, hash, own);
                yield victim != null ? victim : victims.any(at.node(), hash, keep);
            }
            case BUDGET -> victim(requireNonNull(live.root().domain()), region, hash, own);
        };
    }

    private static @Nullable Entry victim(Domain domain, Region region, int hash, boolean own) {
        Entry victim = own ? domain.victimOfBranch(hash, region) : null;
        return victim != null ? victim : domain.victim(hash, region);
    }

    private static RemovalCause limitCause(Limit limit, @Nullable Domain domain, Entry victim) {
        return limit == Limit.OWN ? RemovalCause.SCOPE_QUOTA : causeOf(domain, victim);
    }

    /** The cause for a victim of a domain's limit, or of the whole budget's or a cache's: null. */
    static RemovalCause causeOf(@Nullable Domain domain, Entry victim) {
        if (domain == null) {
            return RemovalCause.SIZE;
        }
        return domain.node() == ((Region) victim.owner()).node()
                ? RemovalCause.SCOPE_QUOTA
                : RemovalCause.ANCESTOR_QUOTA;
    }
}
