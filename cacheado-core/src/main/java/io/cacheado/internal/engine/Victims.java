package io.cacheado.internal.engine;

import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.scope.Subtree;
import io.cacheado.internal.table.Entry;
import org.jspecify.annotations.Nullable;

/** Finds entries to evict in the tables, where no queue stands for a limit, or a queue has none to give at the moment. */
final class Victims {
    private static final int SAMPLE = 64;
    private static final int PASSED = 1024;

    private final Engine engine;
    private final LiveScopes live;

    Victims(Engine engine, LiveScopes live) {
        this.engine = engine;
        this.live = live;
    }

    /** Puts an entry back into its queue that must not be evicted now, or has just died. */
    void putBack(Entry entry) {
        live.domains().queueHolding((Region) entry.owner(), entry).putBack(entry);
    }

    /** The least used of some entries of a region, those passed over being marked down; expired ones first. */
    @Nullable
    Entry leastUsed(Region region, int hash, @Nullable Entry keep) {
        long now = engine.clock().exact();
        Entry[] best = new Entry[1];
        int[] seen = new int[1];
        int[] passed = new int[1];
        region.scan(hash, element -> {
            Entry entry = (Entry) element;
            if (entry == keep || isHeld(entry)) {
                return ++passed[0] < PASSED;
            }
            if (entry.deadline() <= now) {
                best[0] = entry;
                return false;
            }
            Entry so = best[0];
            if (so == null || entry.mark() < so.mark()) {
                best[0] = entry;
            }
            if (entry.mark() > 0) {
                entry.mark(entry.mark() - 1);
            }
            return ++seen[0] < SAMPLE;
        });
        return best[0];
    }

    /** Whether it cannot be evicted now: it has no value yet, or is gone, or is being computed on. */
    private static boolean isHeld(Entry entry) {
        return entry.is(Entry.DEAD | Entry.LOADING) || Found.computationOn(entry) != null;
    }

    /** Some entry of a subtree, for the moments in which its queues are being filled. */
    @Nullable
    Entry any(ScopeNode top, int hash, @Nullable Entry keep) {
        Entry[] found = new Entry[1];
        int[] left = {SAMPLE};
        Subtree.walk(top, region -> {
            region.scan(hash, element -> {
                Entry entry = (Entry) element;
                if (entry != keep && !isHeld(entry)) {
                    found[0] = entry;
                    return false;
                }
                return --left[0] > 0;
            });
            return found[0] == null && --left[0] > 0;
        });
        return found[0];
    }
}
