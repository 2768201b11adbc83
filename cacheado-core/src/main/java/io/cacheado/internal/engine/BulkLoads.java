package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.engine.Loads.Boarding;
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
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Bulk loads: each missing key has a flight of its own, one call of the loader ends all of them.
 *
 * <p>The own keys are complete before any other flight is waited for, so that two bulk loads that want each other's keys do
 * not wait for each other. Values that are due are renewed in the background by one call as well.
 */
final class BulkLoads {
    private final Engine engine;
    private final Loads loads;
    private final LoadRunner runner;
    private final Fetches fetches;
    private final Stores stores;

    BulkLoads(Engine engine, Loads loads, LoadRunner runner, Fetches fetches, Stores stores) {
        this.engine = engine;
        this.loads = loads;
        this.runner = runner;
        this.fetches = fetches;
        this.stores = stores;
    }

    /** What loads many keys at once. */
    interface Loader<K, V> {
        Map<? extends K, ? extends V> load(Set<? extends K> keys) throws Throwable;
    }

    /** What one call has found, and what it has to wait for. */
    private static final class Request<K, V> {
        final Map<K, V> found = new LinkedHashMap<>();
        final Map<K, Flight> own = new LinkedHashMap<>();
        final Map<K, Flight> others = new LinkedHashMap<>();
        final Map<K, Flight> due = new LinkedHashMap<>();

        void found(K key, @Nullable V value) {
            if (value != null) {
                found.put(key, value);
            }
        }
    }

    /** The values of all keys, in their order. */
    <K, V> Map<K, V> getAll(Scoped<K, V> view, Iterable<? extends K> keys, Loader<K, V> loader) throws Throwable {
        Set<K> asked = new LinkedHashSet<>();
        for (K key : requireNonNull(keys, "keys")) {
            asked.add(requireNonNull(key, "key"));
        }
        Request<K, V> request = new Request<>();
        try {
            for (K key : asked) {
                board(view, key, request);
            }
        } catch (Throwable t) {
            // It may be a failure that is remembered of another key, and must not spread to these.
            request.own.values().forEach(flight -> runner.giveUp(flight, t));
            request.due.values().forEach(flight -> runner.giveUp(flight, t));
            countRenewed(view, request.own, false);
            countRenewed(view, request.others, true);
            throw t;
        }
        if (!request.due.isEmpty()) {
            runOnExecutor(view.core(), request.due, loader);
        }
        try {
            if (!request.own.isEmpty()) {
                run(view, request, loader);
            }
            waitForOthers(view, request, loader);
        } catch (Throwable t) {
            countRenewed(view, request.others, true);
            throw t;
        }
        Map<K, V> ordered = new LinkedHashMap<>();
        for (K key : asked) {
            V value = request.found.get(key);
            if (value != null) {
                ordered.put(key, value);
            }
        }
        return Collections.unmodifiableMap(ordered);
    }

    /** Waits for the loads of others; what is counted is none of those any more. */
    private <K, V> void waitForOthers(Scoped<K, V> view, Request<K, V> request, Loader<K, V> loader) throws Throwable {
        Set<K> again = new LinkedHashSet<>();
        for (K key : List.copyOf(request.others.keySet())) {
            Flight flight = requireNonNull(request.others.remove(key));
            Fetches.Landing landing = fetches.wait(view, flight);
            if (landing == Fetches.Landing.AGAIN) {
                request.others.put(key, flight);
                again.add(key);
            } else {
                request.found(key, Hits.valueOf(landing.value()));
            }
        }
        if (!again.isEmpty()) {
            request.others.clear();
            request.found.putAll(getAll(view, again, loader));
        }
    }

    private <K, V> void board(Scoped<K, V> view, K key, Request<K, V> request) {
        CacheCore<K, V> cache = view.core();
        Hits<K, V> hits = cache.hits();
        Object there = cache.renews()
                ? cache.renewals().present(view, key, (flight, due) -> request.due.put(due, flight))
                : hits.present(view, key);
        if (there != null) {
            request.found(key, hits.answer(there));
            return;
        }
        Boarding boarding = loads.board(view, key, false);
        Flight flight = boarding.flight();
        if (flight == null) {
            hits.count(view, Tally.HITS);
            request.found(key, hits.answer(boarding.value()));
        } else {
            if (fetches.isMissAtOnce(flight)) {
                fetches.countMiss(view, !boarding.own());
            }
            if (boarding.own()) {
                putOwn(request, key, flight);
            } else {
                request.others.put(key, flight);
                flight.checkNotOwn(cache.name());
            }
        }
    }

    private <K, V> void putOwn(Request<K, V> request, K key, Flight flight) {
        try {
            request.own.put(key, flight);
        } catch (Throwable t) {
            // The key's equals: nobody else knows of this flight yet.
            runner.giveUp(flight, t);
            throw t;
        }
    }

    // ---- the own keys --------------------------------------------------------------------------------------------

    private <K, V> void run(Scoped<K, V> view, Request<K, V> request, Loader<K, V> loader) throws Throwable {
        CacheCore<K, V> cache = view.core();
        if (cache.settings().loads().timesOut()) {
            runOnExecutor(cache, request.own, loader);
            waitForOwn(view, request);
            return;
        }
        try {
            runHere(cache, request.own, loader, request.found);
        } catch (Throwable t) {
            Map<K, Object> stale = staleInsteadOf(cache, request.own, t);
            if (stale.size() < request.own.size()) {
                countRenewed(view, request.own, false);
                throw t;
            }
            stale.forEach((key, value) -> {
                cache.renewals().countStale(view);
                request.found(key, Hits.valueOf(value));
            });
            return;
        }
        countRenewed(view, request.own, false);
    }

    private <K, V> void waitForOwn(Scoped<K, V> view, Request<K, V> request) throws Throwable {
        Throwable failure = null;
        for (Map.Entry<K, Flight> own : request.own.entrySet()) {
            try {
                request.found(own.getKey(), Hits.valueOf(fetches.waitForOwn(view, own.getValue())));
            } catch (Throwable t) {
                // The others are waited for all the same, so that each counts as what it comes to.
                failure = failure == null ? t : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Requests for expired values count once it is known that none of these was served. */
    private <K, V> void countRenewed(Scoped<K, V> view, Map<K, Flight> flights, boolean joined) {
        for (Flight flight : flights.values()) {
            if (!fetches.isMissAtOnce(flight)) {
                fetches.countMiss(view, joined);
            }
        }
    }

    /** The expired values of those keys that may be served one although their load has failed. */
    private static <K> Map<K, Object> staleInsteadOf(CacheCore<K, ?> cache, Map<K, Flight> own, Throwable failure) {
        Map<K, Object> stale = new LinkedHashMap<>();
        own.forEach((key, flight) -> {
            Object value = cache.renewals().servableAfter(flight, failure);
            if (value != null) {
                stale.put(key, value);
            }
        });
        return stale;
    }

    /** Has flights run by one call on the executor. */
    private <K, V> void runOnExecutor(CacheCore<K, V> cache, Map<K, Flight> flights, Loader<K, V> loader) {
        flights.forEach((key, flight) -> {
            flight.disown();
            runner.startClock(cache, flight, key);
        });
        Flight first = flights.values().iterator().next();
        runner.enter(cache, first, refused -> {
            if (refused != null) {
                flights.forEach((key, flight) -> runner.fail(flight, key, refused));
                return;
            }
            try {
                runNow(cache, flights, loader, new LinkedHashMap<>());
            } catch (Throwable t) {
                // Whoever waits has been told.
            }
        });
    }

    private <K, V> void runHere(CacheCore<K, V> cache, Map<K, Flight> own, Loader<K, V> loader, Map<K, V> found)
            throws Throwable {
        try {
            engine.bulkheads().enter(own.values().iterator().next(), cache);
            engine.checkOpen();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Others that wait for these loads are not interrupted: they go on without this thread.
            own.values().forEach(Flight::disown);
            runOnExecutor(cache, own, loader);
            throw new CompletionException("interrupted while waiting for a load of cache " + cache.name(), e);
        } catch (Throwable t) {
            own.forEach((key, flight) -> runner.fail(flight, key, t));
            engine.checkOpen();
            throw t;
        }
        runNow(cache, own, loader, found);
    }

    private <K, V> void runNow(CacheCore<K, V> cache, Map<K, Flight> own, Loader<K, V> loader, Map<K, V> found)
            throws Throwable {
        Region region = own.values().iterator().next().region();
        BulkLoad bulk = new BulkLoad(region, engine.tags().now());
        Map<K, Incoming> wanted = new LinkedHashMap<>();
        Map<K, Incoming> extras = new LinkedHashMap<>();
        List<Flight> entered = new ArrayList<>(own.values());
        cache.begin(bulk);
        try {
            entered.forEach(Flight::enter);
            if (entered.stream().allMatch(Flight::isEnded)) {
                return;
            }
            Map<? extends K, ? extends V> loaded = requireNonNull(
                    loader.load(Collections.unmodifiableSet(own.keySet())), "the bulk loader returned no map");
            for (Map.Entry<? extends K, ? extends V> each : loaded.entrySet()) {
                K key = each.getKey();
                V value = each.getValue();
                if (key != null && value != null) {
                    Flight flight = own.get(key);
                    Incoming in = incoming(cache, flight == null ? region : flight.region(), key, value);
                    (flight == null ? extras : wanted).put(key, requireNonNull(in));
                }
            }
            extras.forEach((key, in) -> storeExtra(region, key, in, bulk));
            own.forEach((key, flight) -> {
                Incoming in = wanted.get(key);
                V value = in == null ? null : Hits.valueOf(in.value());
                runner.end(flight, key, value, in == null ? incoming(cache, flight.region(), key, null) : in);
                if (value != null) {
                    found.put(key, value);
                }
            });
        } catch (Throwable t) {
            own.forEach((key, flight) -> runner.fail(flight, key, t));
            throw t;
        } finally {
            Collections.reverse(entered);
            entered.forEach(Flight::exit);
            cache.end(bulk);
            engine.live().vanish(region);
        }
    }

    private <K, V> @Nullable Incoming incoming(CacheCore<K, V> cache, Region region, K key, @Nullable V value) {
        return runner.incoming(
                cache, region, key, value, new Loading<>(region.node().scope(), key, null));
    }

    private void storeExtra(Region region, Object key, Incoming in, BulkLoad bulk) {
        if (!stores.putExtra(region, key, in, bulk)) {
            engine.fenced(region, key, in.value());
        }
    }
}
