package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.load.BulkLoad;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bulk loads: each missing key has a flight of its own, one call of the loader ends all of them.
 *
 * <p>The own keys are complete before any other flight is waited for, so that two bulk loads that want each other's keys do
 * not wait for each other.
 */
final class BulkLoads {
    private final Engine engine;
    private final Loads loads;
    private final Stores stores;

    BulkLoads(Engine engine, Loads loads, Stores stores) {
        this.engine = engine;
        this.loads = loads;
        this.stores = stores;
    }

    /** What loads many keys at once. */
    interface Loader<K, V> {
        Map<? extends K, ? extends V> load(Set<? extends K> keys) throws Throwable;
    }

    /** The values of all keys, in their order. */
    <K, V> Map<K, V> getAll(Scoped<K, V> view, Iterable<? extends K> keys, Loader<K, V> loader) throws Throwable {
        Map<K, V> found = new LinkedHashMap<>();
        Set<K> asked = new LinkedHashSet<>();
        for (K key : requireNonNull(keys, "keys")) {
            asked.add(requireNonNull(key, "key"));
        }
        Map<K, Flight> own = new LinkedHashMap<>();
        Map<K, Flight> others = new LinkedHashMap<>();
        try {
            for (K key : asked) {
                board(view, key, found, own, others);
            }
        } catch (Throwable t) {
            own.values().forEach(flight -> loads.fail(flight, t));
            throw t;
        }
        if (!own.isEmpty()) {
            run(view, own, loader, found);
        }
        for (Map.Entry<K, Flight> other : others.entrySet()) {
            V value = Hits.served(loads.await(other.getValue(), view.core().name()));
            if (value != null) {
                found.put(other.getKey(), value);
            }
        }
        Map<K, V> ordered = new LinkedHashMap<>();
        for (K key : asked) {
            V value = found.get(key);
            if (value != null) {
                ordered.put(key, value);
            }
        }
        return Collections.unmodifiableMap(ordered);
    }

    private <K, V> void board(Scoped<K, V> view, K key, Map<K, V> found, Map<K, Flight> own, Map<K, Flight> others) {
        Object there = view.core().hits().peek(view, key);
        Loads.Boarding boarding = there != null ? new Loads.Boarding(there, null, false) : loads.board(view, key);
        Flight flight = boarding.flight();
        if (flight == null) {
            view.core().hits().count(view, Tally.HITS);
            V value = Hits.served(boarding.value());
            if (value != null) {
                found.put(key, value);
            }
            return;
        }
        view.core().hits().count(view, Tally.MISSES);
        if (boarding.own()) {
            own.put(key, flight);
        } else {
            view.core().hits().count(view, Tally.COALESCED);
            others.put(key, flight);
            flight.checkNotOwn(view.core().name());
        }
    }

    private <K, V> void run(Scoped<K, V> view, Map<K, Flight> own, Loader<K, V> loader, Map<K, V> found)
            throws Throwable {
        CacheCore<K, V> cache = view.core();
        Region region = own.values().iterator().next().region();
        BulkLoad bulk = new BulkLoad(region);
        Map<K, Stores.Incoming> wanted = new LinkedHashMap<>();
        Map<K, Stores.Incoming> extras = new LinkedHashMap<>();
        List<Flight> entered = new ArrayList<>(own.values());
        cache.begin(bulk);
        try {
            entered.forEach(Flight::enter);
            try {
                Map<? extends K, ? extends V> loaded = requireNonNull(
                        loader.load(Collections.unmodifiableSet(own.keySet())), "the bulk loader returned no map");
                for (Map.Entry<? extends K, ? extends V> each : loaded.entrySet()) {
                    K key = each.getKey();
                    V value = each.getValue();
                    if (key != null && value != null) {
                        Flight flight = own.get(key);
                        Stores.Incoming in = requireNonNull(
                                loads.incoming(cache, flight == null ? region : flight.region(), key, value));
                        (flight == null ? extras : wanted).put(key, in);
                    }
                }
            } finally {
                Collections.reverse(entered);
                entered.forEach(Flight::exit);
            }
            extras.forEach((key, in) -> storeExtra(region, key, in, bulk));
            own.forEach((key, flight) -> {
                Stores.Incoming in = wanted.get(key);
                V value = in == null ? null : Hits.served(in.value());
                loads.end(flight, value, in == null ? loads.incoming(cache, flight.region(), key, null) : in);
                if (value != null) {
                    found.put(key, value);
                }
            });
        } catch (Throwable t) {
            own.values().forEach(flight -> {
                if (!flight.result().isDone()) {
                    loads.fail(flight, t);
                }
            });
            throw t;
        } finally {
            cache.end(bulk);
            engine.live().vanish(region);
        }
    }

    private void storeExtra(Region region, Object key, Stores.Incoming in, BulkLoad bulk) {
        if (!stores.put(region, key, in.value(), in.weight(), in.life(), bulk)) {
            engine.fenced(region, key, in.value());
        }
    }
}
