package io.cacheado.internal.engine;

import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.scope.Scope;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The loads that run, fenced ones included: to be counted, told apart from entries, and ended when the cacheado closes. Kept
 * by region, so that asking for one does not cost what all others load.
 */
final class RunningLoads {
    private final ConcurrentHashMap<Region, Set<Flight>> flights = new ConcurrentHashMap<>();
    private volatile @Nullable RuntimeException closed;

    void begin(Flight flight) {
        flights.compute(flight.region(), (region, there) -> {
            Set<Flight> all = there == null ? ConcurrentHashMap.newKeySet(1) : there;
            all.add(flight);
            return all;
        });
        RuntimeException reason = closed;
        if (reason != null) {
            flight.result().complete(Flight.Landing.failed(reason));
        }
    }

    void end(Flight flight) {
        flights.computeIfPresent(flight.region(), (region, there) -> {
            there.remove(flight);
            return there.isEmpty() ? null : there;
        });
    }

    /** Answers all who wait, now and from now on, with the failure. */
    void close(RuntimeException reason) {
        closed = reason;
        flights.values().forEach(some -> some.forEach(each -> each.result().complete(Flight.Landing.failed(reason))));
        flights.clear();
    }

    /** How many loads of a cache, or of all, run in a subtree. O(loads that run). */
    long count(@Nullable CacheCore<?, ?> cache, Scope subtree) {
        return in(cache, subtree).count();
    }

    /** How many of those still stand in their key's slot. O(loads that run). */
    long countPending(CacheCore<?, ?> cache, Scope subtree) {
        return in(cache, subtree).filter(Flight::isPending).count();
    }

    private Stream<Flight> in(@Nullable CacheCore<?, ?> cache, Scope subtree) {
        return flights.entrySet().stream()
                .filter(each -> isIn(each.getKey(), cache, subtree))
                .flatMap(each -> each.getValue().stream());
    }

    private static boolean isIn(Region region, @Nullable CacheCore<?, ?> cache, Scope subtree) {
        return (cache == null || region.cache() == cache)
                && (subtree.depth() == 0 || region.node().scope().isWithin(subtree));
    }

    /** The entries of a region; loads under way stand in its table too, and are no entries. O(its loads that run). */
    long entriesOf(Region region) {
        Set<Flight> running = flights.get(region);
        long loading =
                running == null ? 0 : running.stream().filter(Flight::isPending).count();
        return Math.max(0, Math.min(region.mostCharged(), region.size() - loading));
    }
}
