package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A function of the user's on what stands under a key, run once, outside all locks, on this thread.
 *
 * <p>Where there is a value, its entry carries the flight, and neither a policy nor its expiry removes it meanwhile; readers
 * go on reading it. Where there is none, the flight's placeholder stands there. Others that would compute on the key wait; a
 * plain put, an invalidation and a drop do not, and win: what is computed is then returned, and not stored, as if it had come
 * before them.
 */
final class Computations {
    private final Engine engine;
    private final Loads loads;
    private final LoadRunner runner;
    private final Stores stores;
    private final Exchanges exchanges;

    Computations(Engine engine, Loads loads, LoadRunner runner, Stores stores, Exchanges exchanges) {
        this.engine = engine;
        this.loads = loads;
        this.runner = runner;
        this.stores = stores;
        this.exchanges = exchanges;
    }

    /** What is computed: of the fresh value that is there, or of null. */
    interface Function<V> {
        @Nullable
        V apply(@Nullable V before);
    }

    /** Which keys are computed on. */
    enum When {
        ALWAYS,
        PRESENT
    }

    /**
     * Has a function compute the value of a key; a null removes it.
     *
     * @return what is there afterwards
     */
    @SuppressWarnings("unchecked")
    <K, V> @Nullable V compute(Scoped<K, V> view, K key, When when, Function<V> function) {
        for (; ; ) {
            Found found = exchanges.look(view, key, when != When.PRESENT, true);
            V before = found == null ? null : (V) found.value();
            if (found == null || (before == null && when == When.PRESENT)) {
                return null;
            }
            Flight flight = start(view.core(), found, key);
            if (flight != null) {
                return run(view, flight, key, before, function);
            }
            Thread.onSpinWait();
        }
    }

    /** The value of a key, else what the function makes of it; counts a hit or a miss. */
    <K, V> @Nullable V request(
            Scoped<K, V> view, K key, java.util.function.Function<? super K, ? extends @Nullable V> function) {
        Hits<K, V> hits = view.core().hits();
        boolean waited = false;
        for (; ; ) {
            Found found = requireNonNull(exchanges.look(view, key, true, true));
            waited |= found.waited();
            if (found.value() != null) {
                if (waited) {
                    engine.fetches().countMiss(view, true);
                } else {
                    hits.count(view, Tally.HITS);
                }
                return Hits.valueOf(found.value());
            }
            Flight flight = start(view.core(), found, key);
            if (flight != null) {
                engine.fetches().countMiss(view, false);
                return run(view, flight, key, null, before -> function.apply(key));
            }
            Thread.onSpinWait();
        }
    }

    /** Null if it is no longer so. */
    private @Nullable Flight start(CacheCore<?, ?> cache, Found found, Object key) {
        Region region = found.region();
        Entry there = found.there();
        if (there == null) {
            return loads.startComputation(cache, region, found.hash(), key);
        }
        if (found.value() == null) {
            RemovalCause cause = Deaths.cause(
                    region, there, RemovalCause.REPLACED, engine.clock().exact());
            return loads.startComputation(cache, region, found.hash(), key, there, cause, found.guard());
        }
        LoadedEntry held = stores.overwrites().renewable(region, there);
        return held == null ? null : loads.startComputation(cache, region, found.hash(), key, held, found.stored());
    }

    private <K, V> @Nullable V run(Scoped<K, V> view, Flight flight, K key, @Nullable V before, Function<V> function) {
        CacheCore<K, V> cache = view.core();
        Scope scope = view.scope();
        flight.enter();
        try {
            V value;
            Incoming in;
            try {
                value = function.apply(before);
                in = value == null
                        ? null
                        : new Incoming(
                                value,
                                cache.weigh(key, value),
                                cache.lifetimes().life(scope, key, value, null));
            } catch (Throwable t) {
                runner.fail(flight, key, t);
                throw t;
            }
            runner.end(flight, key, value, in);
            return value;
        } finally {
            flight.exit();
        }
    }
}
