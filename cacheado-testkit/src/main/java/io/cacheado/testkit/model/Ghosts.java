package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The remembered absences that have expired. They are charged until the engine removes them, and no event tells of that:
 * only their number in each cache and scope can be seen.
 */
final class Ghosts {
    private final Map<Region, Pool> pools = new HashMap<>();
    private final Ledger ledger;

    /** A cache in one scope. */
    record Region(Place place, int cache) {
        Slot slot(ModelKey key) {
            return new Slot(place, cache, key);
        }
    }

    private static final class Pool {
        private final Set<ModelKey> keys = new HashSet<>();
        private long present;
    }

    Ghosts(Ledger ledger) {
        this.ledger = ledger;
    }

    private static Region region(Slot slot) {
        return new Region(slot.place(), slot.cache());
    }

    /** An absence has expired. */
    void add(Slot slot) {
        Pool pool = pools.computeIfAbsent(region(slot), each -> new Pool());
        pool.keys.add(slot.key());
        pool.present++;
    }

    boolean isEmpty() {
        return pools.isEmpty();
    }

    /** The number under a limit that may still be charged. */
    long under(Limit limit) {
        return among(region -> limit.covers(region.slot(new ModelKey(0, 0))));
    }

    /** The number in some slots that may still be charged. */
    long in(Predicate<Slot> slots) {
        return among(region -> slots.test(region.slot(new ModelKey(0, 0))));
    }

    private long among(Predicate<Region> regions) {
        long sum = 0;
        for (Map.Entry<Region, Pool> each : pools.entrySet()) {
            sum += regions.test(each.getKey()) ? each.getValue().present : 0;
        }
        return sum;
    }

    /** A key was written, invalidated or loaded: whatever was there is gone. */
    void touch(Slot slot) {
        Pool pool = pools.get(region(slot));
        if (pool != null) {
            pool.keys.remove(slot.key());
        }
    }

    /** Regions were dropped: those who are known to have been there left for this cause, others for it or expired. */
    void drop(Predicate<Slot> slots, RemovalCause cause, boolean known) {
        pools.entrySet().removeIf(each -> {
            Slot any = each.getKey().slot(new ModelKey(0, 0));
            if (!slots.test(any)) {
                return false;
            }
            if (known) {
                ledger.count(any, Metric.of(cause), each.getValue().present);
            } else {
                ledger.perhaps(any, Metric.of(cause), each.getValue().present);
                ledger.perhaps(any, Metric.EXPIRED, each.getValue().present);
            }
            return true;
        });
    }

    /**
     * Learns how many are still there.
     *
     * @param excess the number of entries of a region that the engine has and the model has not
     */
    void count(ToLongFunction<Region> excess) {
        pools.entrySet().removeIf(each -> {
            Pool pool = each.getValue();
            long now = excess.applyAsLong(each.getKey());
            if (now < 0 || now > Math.min(pool.present, pool.keys.size())) {
                throw new Violation("c" + each.getKey().cache() + "("
                        + each.getKey().place() + ") holds " + now
                        + " entries more than the model, of which at most " + Math.min(pool.present, pool.keys.size())
                        + " can be expired absences");
            }
            ledger.countAbove(each.getKey().slot(new ModelKey(0, 0)), Metric.EXPIRED, pool.present - now);
            pool.present = now;
            return now == 0;
        });
    }
}
