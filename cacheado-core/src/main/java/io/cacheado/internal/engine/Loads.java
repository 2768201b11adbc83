package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER_LIVE;
import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Table;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Single flight: a missing key is loaded once for all who ask, sync, async or in bulk.
 *
 * <p>Whoever links the placeholder runs the loader, outside all locks; the others wait for its flight. However the load
 * ends, the placeholder goes first and the waiters are answered then, so that a caller who comes after a failure starts a
 * load of its own.
 */
final class Loads {
    private final Engine engine;
    private final Stores stores;
    private final Deaths deaths;

    Loads(Engine engine, Stores stores, Deaths deaths) {
        this.engine = engine;
        this.stores = stores;
        this.deaths = deaths;
    }

    /** What a look-up for a load came upon: a value that is there after all, or a flight, own or another's. */
    record Boarding(@Nullable Object value, @Nullable Flight flight, boolean own) {}

    /** Joins the flight of a key or starts one; counts nothing. The own flight is claimed by the current thread. */
    <K, V> Boarding board(Scoped<K, V> view, Object key) {
        CacheCore<K, V> cache = view.core();
        for (; ; ) {
            engine.checkOpen();
            Region region = engine.regions().obtain(view);
            int hash = engine.regions().hash(region, key);
            Entry there = region.find(hash, key);
            if (there == null || isOver(there, engine.clock().exact())) {
                Boarding own = start(cache, region, hash, key, there);
                if (own != null) {
                    return own;
                }
                continue;
            }
            Object value = there.laValue();
            long expiresAt = there.laExpiresAt();
            if (value instanceof Flight flight) {
                if (flight.placeholder() == there && !there.is(DEAD)) {
                    return new Boarding(null, flight, false);
                }
            } else if (value != null && expiresAt != NEVER_LIVE && there.laValue() == value) {
                return new Boarding(value, null, false);
            }
            Thread.onSpinWait();
        }
    }

    private static boolean isOver(Entry entry, long now) {
        return !entry.is(LOADING | DEAD) && entry.laExpiresAt() <= now;
    }

    private @Nullable Boarding start(
            CacheCore<?, ?> cache, Region region, int hash, Object key, @Nullable Entry expired) {
        Flight flight = new Flight(region, engine.clock().exact());
        Entry placeholder = cache.entry(region, hash, key);
        placeholder.set(LOADING);
        placeholder.prepare(flight, NEVER_LIVE);
        flight.placeholder(placeholder);
        flight.claim();
        if (expired == null) {
            if (region.link(placeholder, Table.Guard.NONE) != placeholder) {
                return null;
            }
        } else {
            long now = flight.startedAt();
            int flags = region.replace(expired, placeholder, () -> isOver(expired, now));
            if (flags < 0) {
                return null;
            }
            deaths.account(region, expired, flags, RemovalCause.EXPIRED, expired.withdraw());
        }
        engine.running().begin(flight);
        engine.count(region, Tally.STARTED, 1);
        return new Boarding(null, flight, true);
    }

    // ---- sync ----------------------------------------------------------------------------------------------------

    /** A computation that may throw anything. */
    interface Computation<V> {
        @Nullable
        V compute() throws Throwable;
    }

    /** Loads a key that was found missing, or waits for who does. What fails is thrown as it is. */
    <K, V> @Nullable Object load(Scoped<K, V> view, K key, Computation<? extends V> loader) throws Throwable {
        Boarding boarding = board(view, key);
        Flight flight = boarding.flight;
        if (flight == null) {
            view.core().hits().count(view, Tally.HITS);
            return boarding.value;
        }
        view.core().hits().count(view, Tally.MISSES);
        if (!boarding.own) {
            view.core().hits().count(view, Tally.COALESCED);
            return await(flight, view.core().name());
        }
        return run(view.core(), flight, key, loader);
    }

    /** Runs the loader of an own flight on this thread. */
    private <K, V> @Nullable Object run(CacheCore<K, V> cache, Flight flight, K key, Computation<? extends V> loader)
            throws Throwable {
        V value;
        Stores.Incoming in;
        flight.enter();
        try {
            value = loader.compute();
            in = incoming(cache, flight.region(), key, value);
        } catch (Throwable t) {
            fail(flight, t);
            throw t;
        } finally {
            flight.exit();
        }
        end(flight, value, in);
        return value;
    }

    /** Waits for another's flight. */
    @Nullable
    Object await(Flight flight, String cache) throws Throwable {
        Flight.Landing landing;
        try {
            landing = flight.await(cache);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while waiting for a load of cache " + cache, e);
        }
        Throwable failure = landing.failure();
        if (failure != null) {
            throw failure;
        }
        return landing.value();
    }

    // ---- async ---------------------------------------------------------------------------------------------------

    /** Loads a key without waiting; each caller gets a future of its own, completed on the executor. */
    <K, V> CompletableFuture<@Nullable V> loadAsync(
            Scoped<K, V> view, K key, Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader) {
        Boarding boarding = board(view, key);
        Flight flight = boarding.flight;
        if (flight == null) {
            view.core().hits().count(view, Tally.HITS);
            return CompletableFuture.completedFuture(Hits.served(boarding.value));
        }
        view.core().hits().count(view, Tally.MISSES);
        if (!boarding.own) {
            view.core().hits().count(view, Tally.COALESCED);
            flight.checkNotOwn(view.core().name());
        }
        CompletableFuture<@Nullable V> mine = flight.result().thenApplyAsync(Loads::answer, engine.executor());
        if (boarding.own) {
            flight.disown();
            try {
                engine.executor().execute(() -> runAsync(view.core(), flight, key, loader));
            } catch (Throwable t) {
                // Refused, or no thread to be had: the callers are told, and the key is free again.
                fail(flight, t);
            }
        }
        return mine;
    }

    private static <V> @Nullable V answer(Flight.Landing landing) {
        Throwable failure = landing.failure();
        if (failure == null) {
            return Hits.served(landing.value());
        }
        throw failure instanceof CompletionException e ? e : new CompletionException(failure);
    }

    private <K, V> void runAsync(
            CacheCore<K, V> cache,
            Flight flight,
            K key,
            Function<? super K, ? extends CompletionStage<? extends @Nullable V>> loader) {
        CompletionStage<? extends @Nullable V> stage;
        flight.enter();
        try {
            stage = requireNonNull(loader.apply(key), "the loader returned no stage");
        } catch (Throwable t) {
            fail(flight, t);
            return;
        } finally {
            flight.exit();
        }
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
                fail(flight, wrapped ? requireNonNull(failure.getCause()) : failure);
            } else {
                endAsync(cache, flight, key, value);
            }
        });
    }

    private <K, V> void endAsync(CacheCore<K, V> cache, Flight flight, K key, @Nullable V value) {
        Stores.Incoming in;
        flight.enter();
        try {
            in = incoming(cache, flight.region(), key, value);
        } catch (Throwable t) {
            fail(flight, t);
            return;
        } finally {
            flight.exit();
        }
        end(flight, value, in);
    }

    // ---- how a load ends -----------------------------------------------------------------------------------------

    /**
     * What is to be stored for a loaded value; null for an absence that is not remembered. Asks the user's weigher and
     * expiry, so it is called while the flight is entered: a question for the same key is a recursion.
     */
    <K, V> Stores.@Nullable Incoming incoming(CacheCore<K, V> cache, Region region, K key, @Nullable V value) {
        if (value != null) {
            int weight = cache.weigh(key, value);
            return new Stores.Incoming(value, weight, cache.life(region.node().scope(), key, value, null));
        }
        long absent = cache.settings().absent();
        return absent == 0 ? null : new Stores.Incoming(Entry.ABSENT, 1, absent);
    }

    /** Stores what an own flight found, and answers who waits. */
    void end(Flight flight, @Nullable Object value, Stores.@Nullable Incoming in) {
        try {
            ended(flight, Tally.SUCCEEDED);
            if (in == null) {
                stores.abandon(flight.region(), flight.placeholder());
            } else {
                stores.complete(flight.region(), flight.placeholder(), in);
            }
        } catch (Throwable t) {
            fail(flight, t);
            throw t;
        }
        engine.running().end(flight);
        flight.result().complete(Flight.Landing.with(value));
    }

    /** Ends an own flight with a failure. */
    void fail(Flight flight, Throwable failure) {
        ended(flight, Tally.FAILED);
        stores.abandon(flight.region(), flight.placeholder());
        engine.running().end(flight);
        flight.result().complete(Flight.Landing.failed(failure));
    }

    private void ended(Flight flight, int counter) {
        if (flight.endOnce()) {
            engine.count(flight.region(), counter, 1);
            engine.count(
                    flight.region(), Tally.LOAD_TIME, Math.max(0, engine.clock().exact() - flight.startedAt()));
        }
    }
}
