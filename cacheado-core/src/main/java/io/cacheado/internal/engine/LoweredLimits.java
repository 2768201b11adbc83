package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.scope.Budget;
import io.cacheado.internal.scope.Claims;
import io.cacheado.internal.scope.Domain;
import io.cacheado.internal.scope.Ledger;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.scope.Subtree;
import io.cacheado.internal.table.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Drains what exceeds limits that were lowered, for nobody's entry: what writes would do in steps. */
final class LoweredLimits {
    private static final int MOST_FAILED = 64;

    private final Engine engine;
    private final LiveScopes live;
    private final Budget budget;
    private final Victims victims;

    LoweredLimits(Engine engine, LiveScopes live, Budget budget, Victims victims) {
        this.engine = engine;
        this.live = live;
        this.budget = budget;
        this.victims = victims;
    }

    /** Removes all that exceeds a limit now. O(live scopes), and what leaves. */
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
            BooleanSupplier exceeds = () -> cache.entries() > cache.maximum();
            drain(exceeds, () -> cache.queues().victim(0, null), null);
            drainWhatIsReserved(exceeds, live.root(), cache, null);
        }
        Subtree.forEachNode(live.root(), node -> {
            Domain domain = node.domain();
            if (domain != null) {
                drain(() -> domain.isShortOf(0), () -> domain.victim(0, null), domain);
                drainWhatIsReserved(() -> domain.isShortOf(0), node, null, domain);
            }
        });
        Domain whole = requireNonNull(live.root().domain());
        BooleanSupplier exceeds = () -> budget.used() > budget.maximum();
        drain(exceeds, () -> whole.victim(0, null), null);
        drainWhatIsReserved(exceeds, live.root(), null, null);
    }

    /**
     * What is left of an excess because all of it is reserved, as that of a cache's limit may be, or too heavy for what is
     * not: a limit holds, whatever is reserved below it. The scopes take turns.
     */
    private void drainWhatIsReserved(
            BooleanSupplier exceeds, ScopeNode top, @Nullable CacheCore<?, ?> of, @Nullable Domain domain) {
        if (!exceeds.getAsBoolean()) {
            return;
        }
        Deque<Region> turns = new ArrayDeque<>();
        Subtree.forEachRegion(top, region -> {
            if (of == null || region.cache() == of) {
                turns.add(region);
            }
        });
        while (exceeds.getAsBoolean() && !turns.isEmpty()) {
            Region next = turns.remove();
            Entry victim = victims.leastUsed(next, next.hash(), null);
            if (victim != null && engine.deaths().evict(victim, Charging.causeOf(domain, victim))) {
                turns.add(next);
            }
        }
    }

    private void drain(BooleanSupplier exceeds, Supplier<@Nullable Entry> pick, @Nullable Domain domain) {
        ScopeNode top = domain == null ? null : domain.node();
        List<Entry> aside = new ArrayList<>();
        try {
            for (int failed = 0; failed < MOST_FAILED && exceeds.getAsBoolean(); ) {
                Entry victim = pick.get();
                boolean evicted = victim != null && evictsFrom(top, victim, Charging.causeOf(domain, victim));
                if (victim != null && !evicted) {
                    aside.add(victim);
                }
                failed = evicted ? 0 : failed + 1;
            }
        } finally {
            aside.forEach(victims::putBack);
        }
    }

    private boolean evictsFrom(@Nullable ScopeNode top, Entry victim, RemovalCause cause) {
        Claims claims = Claims.of((Region) victim.owner(), top, victim.weight());
        if (claims == null) {
            return false;
        }
        try {
            return engine.deaths().evict(victim, cause);
        } finally {
            claims.release();
        }
    }
}
