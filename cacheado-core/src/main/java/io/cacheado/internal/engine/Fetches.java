package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.engine.Loads.Boarding;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.LoadedEntry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests that found nothing fresh: they load, or wait for who does, or are served an expired value where the cache allows.
 *
 * <p>Each counts as one hit or one miss, once it is known which: a value served beyond its expiry is a hit.
 */
final class Fetches {
    private final Engine engine;
    private final Loads loads;
    private final LoadRunner runner;

    Fetches(Engine engine, Loads loads, LoadRunner runner) {
        this.engine = engine;
        this.loads = loads;
        this.runner = runner;
    }

    // ---- sync ----------------------------------------------------------------------------------------------------

    /** The value of a key, loaded if need be. What fails is thrown as it is. */
    <K, V> @Nullable Object get(Scoped<K, V> view, K key, Source.Direct<K, V> source) throws Throwable {
        for (; ; ) {
            Boarding boarding = loads.board(view, key, source.decides());
            Flight flight = boarding.flight();
            if (flight == null) {
                view.core().hits().count(view, Tally.HITS);
                return boarding.value();
            }
            Landing landing = boarding.own() ? run(view, flight, key, source) : await(view, flight);
            if (landing != Landing.AGAIN) {
                return landing.value;
            }
        }
    }

    /** What a flight came to for one caller. */
    record Landing(@Nullable Object value) {
        /** It was a computation that left nothing: ask again. */
        static final Landing AGAIN = new Landing(null);
    }

    private <K, V> Landing run(Scoped<K, V> view, Flight flight, K key, Source.Direct<K, V> source) throws Throwable {
        CacheCore<K, V> cache = view.core();
        if (cache.settings().loads().timesOut()) {
            flight.disown();
            runner.runOnExecutor(cache, flight, key, source);
            return await(view, flight, false, false);
        }
        boolean counted = flight.renewed() == null;
        if (counted) {
            cache.hits().count(view, Tally.MISSES);
        }
        try {
            Object value = runner.runHere(cache, flight, key, source);
            countMiss(view, counted, false);
            return new Landing(value);
        } catch (Throwable t) {
            return new Landing(staleInsteadOf(view, flight, t, counted, false));
        }
    }

    private <K, V> Landing await(Scoped<K, V> view, Flight flight) throws Throwable {
        return await(view, flight, true, false);
    }

    /** What another's flight gives, or an expired value instead of it; counted. */
    <K, V> Landing wait(Scoped<K, V> view, Flight flight) throws Throwable {
        return await(view, flight, true, true);
    }

    /** What an own flight gives that runs on the executor, or an expired value instead of it; counted. */
    <K, V> @Nullable Object waitForOwn(Scoped<K, V> view, Flight flight) throws Throwable {
        return await(view, flight, false, true).value;
    }

    /** Waits for a flight, own or another's. */
    private <K, V> Landing await(Scoped<K, V> view, Flight flight, boolean joined, boolean inBulk) throws Throwable {
        CacheCore<K, V> cache = view.core();
        boolean counted = isMissAtOnce(flight);
        if (counted && !inBulk) {
            countMiss(view, joined);
        }
        Flight.Landing landing;
        try {
            long soft = cache.lifetimes().soft();
            landing = flight.await(cache.name(), soft == 0 || counted ? Long.MAX_VALUE : soft);
            if (landing == null) {
                Object stale = cache.renewals().servable(flight);
                if (stale != null) {
                    slow(view, flight);
                    return new Landing(stale);
                }
                landing = flight.await(cache.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            countMiss(view, counted, joined);
            throw new CompletionException("interrupted while waiting for a load of cache " + cache.name(), e);
        }
        if (leavesNothing(flight, landing)) {
            return Landing.AGAIN;
        }
        Throwable failure = landing.failure();
        if (failure != null) {
            return new Landing(staleInsteadOf(view, flight, failure, counted, joined));
        }
        countMiss(view, counted, joined);
        return new Landing(landing.value());
    }

    /** Whether it was another's computation, which is no answer to who wants the key loaded. */
    private static boolean leavesNothing(Flight flight, Flight.Landing landing) {
        return flight.kind() == Flight.Kind.COMPUTE && (landing.failure() != null || landing.value() == null);
    }

    /** Whether a request that waits for the flight is a miss, whatever comes of it. */
    boolean isMissAtOnce(Flight flight) {
        return flight.renewed() == null && flight.kind() == Flight.Kind.LOAD;
    }

    <K, V> void countMiss(Scoped<K, V> view, boolean joined) {
        view.core().hits().count(view, Tally.MISSES);
        if (joined) {
            view.core().hits().count(view, Tally.COALESCED);
        }
    }

    private <K, V> void countMiss(Scoped<K, V> view, boolean counted, boolean joined) {
        if (!counted) {
            countMiss(view, joined);
        }
    }

    /** The expired value that may be served although its load failed; otherwise throws the failure. */
    private <K, V> Object staleInsteadOf(
            Scoped<K, V> view, Flight flight, Throwable failure, boolean counted, boolean joined) throws Throwable {
        Object stale = counted ? null : view.core().renewals().servableAfter(flight, failure);
        if (stale == null) {
            countMiss(view, counted, joined);
            throw failure;
        }
        view.core().renewals().countStale(view);
        return stale;
    }

    // ---- async ---------------------------------------------------------------------------------------------------

    /** The value of a key, in time; each caller gets a future of its own, completed on the executor. */
    <K, V> CompletableFuture<@Nullable V> getAsync(Scoped<K, V> view, K key, Source<K, V> source) {
        Boarding boarding = loads.board(view, key, source.decides());
        Flight flight = boarding.flight();
        if (flight == null) {
            view.core().hits().count(view, Tally.HITS);
            return Hits.futureOf(boarding.value());
        }
        boolean joined = !boarding.own();
        boolean counted = isMissAtOnce(flight);
        if (counted) {
            countMiss(view, joined);
        }
        if (joined) {
            flight.checkNotOwn(view.core().name());
        }
        CompletableFuture<Flight.Landing> landed = landed(view, flight, counted);
        CompletableFuture<@Nullable V> mine = landed.thenComposeAsync(
                landing -> answer(view, key, source, flight, landing, counted, joined), engine.executor());
        if (boarding.own()) {
            flight.disown();
            runner.runOnExecutor(view.core(), flight, key, source);
        }
        return mine;
    }

    /** A new value for a key, whether it has one or not; each caller gets a future of its own. Counts no request. */
    <K, V> CompletableFuture<@Nullable V> refresh(Scoped<K, V> view, K key, Source<K, V> source) {
        CacheCore<K, V> cache = view.core();
        for (; ; ) {
            Boarding boarding = loads.renewOrBoard(view, key, source.decides());
            if (boarding != null) {
                Flight flight = requireNonNull(boarding.flight());
                if (!boarding.own()) {
                    flight.checkNotOwn(cache.name());
                }
                CompletableFuture<@Nullable V> mine = flight.result()
                        .thenComposeAsync(
                                landing -> leavesNothing(flight, landing)
                                        ? refresh(view, key, source)
                                        : Fetches.<V>refreshed(landing),
                                engine.executor());
                if (boarding.own()) {
                    flight.disown();
                    engine.count(flight.region(), Tally.REFRESHED, 1);
                    runner.runOnExecutor(cache, flight, key, source);
                }
                return mine;
            }
            Thread.onSpinWait();
        }
    }

    private static <V> CompletableFuture<@Nullable V> refreshed(Flight.Landing landing) {
        Throwable failure = landing.failure();
        return failure == null ? Hits.future(Hits.valueOf(landing.value())) : CompletableFuture.failedFuture(failure);
    }

    private static final Flight.Landing SOFT_TIMEOUT = Flight.Landing.with(null);

    /** An expired value is served, since the load takes too long. */
    private static <K, V> void slow(Scoped<K, V> view, Flight flight) {
        view.core().renewals().countStale(view);
        LoadedEntry renewed = flight.renewed();
        if (renewed != null) {
            view.core().logs().slow(view.scope(), renewed.key());
        }
    }

    /** The flight's landing, or {@link #SOFT_TIMEOUT}, whichever is first. */
    private <K, V> CompletableFuture<Flight.Landing> landed(Scoped<K, V> view, Flight flight, boolean counted) {
        long soft = view.core().lifetimes().soft();
        if (soft == 0 || counted) {
            return flight.result();
        }
        CompletableFuture<Flight.Landing> first = new CompletableFuture<>();
        CompletableFuture<Flight.Landing> alarm =
                new CompletableFuture<Flight.Landing>().orTimeout(soft, TimeUnit.NANOSECONDS);
        alarm.whenComplete((landing, timeout) -> {
            if (timeout != null) {
                first.complete(SOFT_TIMEOUT);
            }
        });
        flight.result().thenAccept(landing -> {
            alarm.complete(landing);
            first.complete(landing);
        });
        return first;
    }

    private <K, V> CompletableFuture<@Nullable V> answer(
            Scoped<K, V> view,
            K key,
            Source<K, V> source,
            Flight flight,
            Flight.Landing landing,
            boolean counted,
            boolean joined) {
        if (landing == SOFT_TIMEOUT) {
            Object stale = view.core().renewals().servable(flight);
            if (stale == null) {
                return flight.result()
                        .thenComposeAsync(
                                late -> answer(view, key, source, flight, late, counted, joined), engine.executor());
            }
            slow(view, flight);
            return Hits.future(Hits.valueOf(stale));
        }
        if (leavesNothing(flight, landing)) {
            return getAsync(view, key, source);
        }
        Throwable failure = landing.failure();
        if (failure != null) {
            try {
                return Hits.future(Hits.valueOf(staleInsteadOf(view, flight, failure, counted, joined)));
            } catch (Throwable t) {
                return CompletableFuture.failedFuture(t);
            }
        }
        countMiss(view, counted, joined);
        return Hits.future(Hits.valueOf(landing.value()));
    }
}
