package io.cacheado.internal.engine;

import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.Entry;
import io.cacheado.scope.Scope;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The loads that run, fenced ones included: to be counted, told apart from entries, and ended when the cacheado closes. */
final class RunningLoads {
    private final Set<Flight> flights = ConcurrentHashMap.newKeySet();
    private volatile @Nullable RuntimeException closed;

    void begin(Flight flight) {
        flights.add(flight);
        RuntimeException reason = closed;
        if (reason != null) {
            flight.result().complete(Flight.Landing.failed(reason));
        }
    }

    void end(Flight flight) {
        flights.remove(flight);
    }

    /** Answers all who wait, now and from now on, with the failure. */
    void close(RuntimeException reason) {
        closed = reason;
        for (Flight flight : flights) {
            flight.result().complete(Flight.Landing.failed(reason));
        }
        flights.clear();
    }

    /** How many loads of a cache, or of all, run in a subtree. */
    long count(@Nullable CacheCore<?, ?> cache, Scope subtree) {
        return flights.stream().filter(flight -> isIn(flight, cache, subtree)).count();
    }

    /** How many of those still stand in their key's slot. */
    long countPending(CacheCore<?, ?> cache, Scope subtree) {
        return flights.stream()
                .filter(flight -> isIn(flight, cache, subtree) && flight.isPending())
                .count();
    }

    private static boolean isIn(Flight flight, @Nullable CacheCore<?, ?> cache, Scope subtree) {
        Region region = flight.region();
        return (cache == null || region.cache() == cache)
                && (subtree.depth() == 0 || region.node().scope().isWithin(subtree));
    }

    /** The entries of a region; loads under way stand in its table too, and are no entries. */
    long entriesOf(Region region) {
        long loading = flights.stream()
                .filter(flight ->
                        flight.region() == region && !flight.placeholder().is(Entry.DEAD))
                .count();
        return Math.max(0, Math.min(region.mostCharged(), region.size() - loading));
    }
}
