package io.cacheado.internal.engine;

import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.scope.Subtree;
import io.cacheado.internal.stats.Snapshot;
import io.cacheado.internal.stats.Tallies;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/** Sums the figures of a subtree: its regions, and what those counted that have vanished. */
final class Figures {
    private final Engine engine;

    Figures(Engine engine) {
        this.engine = engine;
    }

    Snapshot whole() {
        return of(engine.scopes().global(), null);
    }

    /** What there is to say once it is closed: nothing is held, and some events could not be handed over. */
    Snapshot afterClose(Snapshot last) {
        return new Snapshot(
                last.sums(),
                0,
                0,
                0,
                0,
                engine.removals().undelivered(),
                engine.removals().failures(),
                last.bypassCount(),
                last.policyFailureCount());
    }

    /** The figures of a subtree, of one cache or of all. O(scopes in the subtree). */
    Snapshot of(Scope subtree, @Nullable CacheCore<?, ?> cache) {
        engine.checkOpen();
        Sum sum = new Sum(cache);
        ScopeNode top = engine.live().find(subtree);
        if (top != null) {
            Subtree.forEachNode(top, sum::add);
            Subtree.forEachRegion(top, sum::add);
        }
        boolean whole = subtree.depth() == 0;
        if (top != null && cache == null) {
            sum.entries = top.entries(engine.budget());
            sum.weight = top.units();
            if (whole) {
                // What is dropped this instant may still be counted here, and not in the budget.
                sum.weight = Math.min(sum.weight, engine.budget().used());
                sum.entries = Math.min(sum.entries, sum.weight);
            }
        }
        if (cache != null && !engine.budget().isWeighted()) {
            // Placeholders of loads stand in the tables too.
            long loading = engine.running().countPending(cache, subtree);
            sum.entries = Math.max(0, sum.entries - loading);
            if (whole) {
                // Its regions are not read at one instant.
                sum.entries = Math.min(sum.entries, cache.entries());
            }
            sum.weight = sum.entries;
        }
        long inFlight = engine.running().count(cache, subtree);
        return new Snapshot(
                sum.counts,
                sum.entries,
                sum.weight,
                sum.scopes,
                inFlight,
                whole ? engine.removals().undelivered() : 0,
                whole ? engine.removals().failures() : 0,
                whole ? bypasses(cache) : 0,
                whole ? engine.live().domains().plugged().faults() : 0);
    }

    /** Calls that went past a cache, or past any: they had no scope, so they are in no scope's figures. */
    private long bypasses(@Nullable CacheCore<?, ?> cache) {
        return cache != null
                ? cache.bypasses()
                : engine.cores().stream().mapToLong(CacheCore::bypasses).sum();
    }

    private final class Sum {
        private final @Nullable CacheCore<?, ?> cache;
        private final long[] counts = new long[Tally.ALL];
        private long entries;
        private long weight;
        private long scopes;

        Sum(@Nullable CacheCore<?, ?> cache) {
            this.cache = cache;
        }

        void add(ScopeNode node) {
            scopes += node.holdsOwn() ? 1 : 0;
            Tallies departed = engine.live().departed(node);
            if (departed != null) {
                departed.sumInto(cache == null ? -1 : cache.id(), counts);
            }
        }

        void add(Region region) {
            if (cache != null && region.cache() != cache) {
                return;
            }
            Tally tally = region.tally();
            if (tally != null) {
                tally.sumInto(counts);
            }
            if (cache != null && !engine.budget().isWeighted() && !region.isEmptied()) {
                long held = region.size();
                entries += held;
                weight += held;
            } else if (cache != null && !region.isEmptied()) {
                region.forEach(element -> {
                    Entry entry = (Entry) element;
                    if (!entry.is(Entry.LOADING | Entry.DEAD)) {
                        entries++;
                        weight += entry.weight();
                    }
                });
            }
        }
    }
}
