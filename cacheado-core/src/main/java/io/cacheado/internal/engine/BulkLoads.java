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
import org.jspecify.annotations.Nullable;

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
    <K, V> Map<K, V> getAll(ScopedView<K, V> view, Iterable<? extends K> keys, Loader<K, V> loader) throws Throwable {
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
            V value =
                    ScopedView.served(loads.await(other.getValue(), view.cache().name()));
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

    private <K, V> void board(
            ScopedView<K, V> view, K key, Map<K, V> found, Map<K, Flight> own, Map<K, Flight> others) {
        Object there = view.peek(key);
        Loads.Boarding boarding = there != null ? new Loads.Boarding(there, null, false) : loads.board(view, key);
        Flight flight = boarding.flight();
        if (flight == null) {
            view.count(Tally.HITS);
            V value = ScopedView.served(boarding.value());
            if (value != null) {
                found.put(key, value);
            }
            return;
        }
        view.count(Tally.MISSES);
        if (boarding.own()) {
            own.put(key, flight);
        } else {
            view.count(Tally.COALESCED);
            others.put(key, flight);
            flight.checkNotOwn(view.cache().name());
        }
    }

    private <K, V> void run(ScopedView<K, V> view, Map<K, Flight> own, Loader<K, V> loader, Map<K, V> found)
            throws Throwable {
        CacheCore<K, V> cache = view.cache();
        Region region = own.values().iterator().next().region();
        BulkLoad bulk = new BulkLoad(region);
        List<Flight> entered = new ArrayList<>(own.values());
        cache.begin(bulk);
        try {
            Map<? extends K, ? extends V> loaded;
            entered.forEach(Flight::enter);
            try {
                loaded = requireNonNull(
                        loader.load(Collections.unmodifiableSet(own.keySet())), "the bulk loader returned no map");
            } finally {
                Collections.reverse(entered);
                entered.forEach(Flight::exit);
            }
            Map<K, V> extras = new LinkedHashMap<>();
            Map<K, V> wanted = new LinkedHashMap<>();
            for (Map.Entry<? extends K, ? extends V> each : loaded.entrySet()) {
                if (each.getKey() != null && each.getValue() != null) {
                    (own.containsKey(each.getKey()) ? wanted : extras).put(each.getKey(), each.getValue());
                }
            }
            storeExtras(cache, region, extras, bulk);
            @Nullable Throwable failure = end(cache, own, wanted, found);
            if (failure != null) {
                throw failure;
            }
        } catch (Throwable t) {
            own.values().forEach(flight -> {
                if (!flight.result().isDone()) {
                    loads.fail(flight, t);
                }
            });
            throw t;
        } finally {
            cache.end(bulk);
        }
    }

    private <K, V> @Nullable Throwable end(
            CacheCore<K, V> cache, Map<K, Flight> own, Map<K, V> wanted, Map<K, V> found) {
        Throwable failure = null;
        for (Map.Entry<K, Flight> each : own.entrySet()) {
            V value = wanted.get(each.getKey());
            try {
                loads.end(cache, each.getValue(), each.getKey(), value);
                if (value != null) {
                    found.put(each.getKey(), value);
                }
            } catch (Throwable t) {
                // The weigher or the expiry refused this value: the other keys are stored all the same.
                failure = t;
            }
        }
        return failure;
    }

    private <K, V> void storeExtras(CacheCore<K, V> cache, Region region, Map<K, V> extras, BulkLoad bulk) {
        for (Map.Entry<K, V> extra : extras.entrySet()) {
            K key = extra.getKey();
            V value = extra.getValue();
            int weight = cache.weigh(key, value);
            long life = cache.life(region.node().scope(), key, value, null);
            Stores.Incoming in = new Stores.Incoming(value, weight, life, bulk);
            if (!stores.put(region, ScopedView.hash(region, key), key, in)) {
                engine.fenced(region, key, value);
            }
        }
    }
}
