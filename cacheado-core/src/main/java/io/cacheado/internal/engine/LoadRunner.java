package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.LoadTimeoutException;
import io.cacheado.RecursiveLoadException;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the loader of a flight, on this thread or on the executor, and ends the flight.
 *
 * <p>However a load ends, what stands for it in the table goes first, the waiters are answered then, and its places in
 * bulkheads are given back last. It ends once: what a loader brings after its time-out is dropped. Whether it has ended is
 * asked after it was entered, so that a loader that begins at that very moment is either interrupted or not called.
 */
final class LoadRunner {
    private final Engine engine;
    private final Landings landings;
    private final Bulkheads bulkheads;

    LoadRunner(Engine engine, Landings landings, Bulkheads bulkheads) {
        this.engine = engine;
        this.landings = landings;
        this.bulkheads = bulkheads;
    }

    // ---- on this thread ------------------------------------------------------------------------------------------

    /** Runs an own flight on this thread; returns what it gave, throws what it threw. */
    <K, V> @Nullable Object runHere(CacheCore<K, V> cache, Flight flight, K key, Source.Direct<K, V> source)
            throws Throwable {
        try {
            bulkheads.enter(flight, cache);
            engine.checkOpen();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // The others that wait for this load are not interrupted: it goes on without this thread.
            flight.disown();
            runOnExecutor(cache, flight, key, source);
            throw new CompletionException("interrupted while waiting for a load of cache " + cache.name(), e);
        } catch (Throwable t) {
            fail(flight, key, t);
            engine.checkOpen();
            throw t;
        }
        return compute(cache, flight, key, source);
    }

    private <K, V> @Nullable Object compute(CacheCore<K, V> cache, Flight flight, K key, Source.Direct<K, V> source)
            throws Throwable {
        Loading<K, V> loading = Loading.of(flight.region(), key, flight.renewed());
        flight.enter();
        try {
            if (flight.isEnded()) {
                return null;
            }
            V value;
            Incoming in;
            try {
                value = source.compute(loading);
                in = incoming(cache, flight.region(), key, value, loading);
            } catch (Throwable t) {
                fail(flight, key, t);
                throw t;
            }
            // While it is entered: a listener that runs in place and asks for the key must not wait for it.
            end(flight, key, value, in);
            return value;
        } finally {
            flight.exit();
        }
    }

    // ---- on the executor -----------------------------------------------------------------------------------------

    /** Has an own flight run on the executor; does not wait for it. */
    <K, V> void runOnExecutor(CacheCore<K, V> cache, Flight flight, K key, Source<K, V> source) {
        startClock(cache, flight, key);
        enter(cache, flight, refused -> {
            if (refused == null) {
                run(cache, flight, key, source);
            } else {
                fail(flight, key, refused);
            }
        });
    }

    /** Takes the flight's places in bulkheads, and then runs the body on the executor; or tells it why it may not run. */
    void enter(CacheCore<?, ?> cache, Flight flight, Consumer<@Nullable Throwable> body) {
        bulkheads.enterAsync(flight, cache).whenComplete((entered, refused) -> {
            if (refused != null) {
                body.accept(unwrapped(refused));
                return;
            }
            try {
                engine.checkOpen();
                engine.executor().execute(() -> body.accept(null));
            } catch (Throwable t) {
                // Refused, or no thread to be had: the callers are told, and the key is free again.
                engine.logs().refused("load", t);
                body.accept(t);
            }
        });
    }

    private <K, V> void run(CacheCore<K, V> cache, Flight flight, K key, Source<K, V> source) {
        try {
            if (source instanceof Source.Direct<K, V> direct) {
                compute(cache, flight, key, direct);
            } else {
                begin(cache, flight, key, (Source.Staged<K, V>) source);
            }
        } catch (Throwable t) {
            // Whoever waits has been told.
        }
    }

    private <K, V> void begin(CacheCore<K, V> cache, Flight flight, K key, Source.Staged<K, V> source) {
        Loading<K, V> loading = Loading.of(flight.region(), key, flight.renewed());
        CompletionStage<? extends @Nullable V> stage;
        flight.enter();
        try {
            if (flight.isEnded()) {
                return;
            }
            stage = requireNonNull(source.begin(loading), "the loader returned no stage");
        } catch (Throwable t) {
            fail(flight, key, t);
            return;
        } finally {
            flight.exit();
        }
        try {
            stage.whenComplete((value, failure) -> {
                if (failure != null) {
                    fail(flight, key, unwrapped(failure));
                } else {
                    endStaged(cache, flight, key, value, loading);
                }
            });
        } catch (Throwable t) {
            // A stage of the user's own that cannot be waited for.
            fail(flight, key, t);
        }
    }

    private <K, V> void endStaged(
            CacheCore<K, V> cache, Flight flight, K key, @Nullable V value, Loading<K, V> loading) {
        flight.enter();
        try {
            Incoming in;
            try {
                in = incoming(cache, flight.region(), key, value, loading);
            } catch (Throwable t) {
                fail(flight, key, t);
                return;
            }
            end(flight, key, value, in);
        } finally {
            flight.exit();
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        return wrapped ? requireNonNull(failure.getCause()) : failure;
    }

    /** Has the flight end when its time is over, whatever its loader does. */
    <K> void startClock(CacheCore<K, ?> cache, Flight flight, K key) {
        long hard = cache.lifetimes().hard();
        if (hard == 0) {
            return;
        }
        CompletableFuture<Flight.Landing> alarm =
                new CompletableFuture<Flight.Landing>().orTimeout(hard, TimeUnit.NANOSECONDS);
        flight.result().thenAccept(alarm::complete);
        alarm.whenComplete((landed, timeout) -> {
            if (timeout != null) {
                fail(
                        flight,
                        key,
                        new LoadTimeoutException("a load of cache " + cache.name()
                                + " took longer than its hard time-out of " + hard / 1_000_000 + " ms"));
                flight.interrupt();
            }
        });
    }

    // ---- how it ends ---------------------------------------------------------------------------------------------

    /**
     * What is to be stored for a loaded value; null for an absence that is not remembered. Asks the user's weigher and
     * expiry, so it is called while the flight is entered: a question for the same key is a recursion.
     */
    <K, V> @Nullable Incoming incoming(
            CacheCore<K, V> cache, Region region, K key, @Nullable V value, Loading<K, V> loading) {
        if (value != null) {
            int weight = cache.weigh(key, value);
            long life = cache.lifetimes().life(region.node().scope(), key, value, loading.ttl());
            return new Incoming(value, weight, life, loading.tagNames(value), loading.isUnchanged(value));
        }
        long absent = cache.settings().absent();
        return absent == 0 ? null : new Incoming(Entry.ABSENT, 1, absent);
    }

    /** Stores what an own flight found, and answers who waits. */
    void end(Flight flight, Object key, @Nullable Object value, @Nullable Incoming in) {
        if (!ended(flight, Tally.SUCCEEDED)) {
            return;
        }
        Flight.Landing landing = Flight.Landing.with(value);
        try {
            if (in == null) {
                landings.remove(flight);
            } else {
                landings.store(flight, key, in);
            }
        } catch (Throwable t) {
            // A key's equals threw while its place was sought.
            landings.leave(flight);
            landing = Flight.Landing.failed(t);
            throw t;
        } finally {
            answer(flight, landing);
        }
    }

    /** Ends an own flight with a failure, which is remembered if the cache is told to. */
    void fail(Flight flight, Object key, Throwable failure) {
        if (!ended(flight, Tally.FAILED)) {
            return;
        }
        try {
            if (flight.kind() == Flight.Kind.COMPUTE) {
                landings.leave(flight);
                return;
            }
            long life = lifeOf(
                    failure,
                    ((CacheCore<?, ?>) flight.region().cache())
                            .settings()
                            .loads()
                            .failureLives());
            if (life != 0 && flight.renewed() == null) {
                landings.store(flight, key, new Incoming(new Failed(failure), 1, life));
            } else {
                landings.fail(flight);
            }
        } catch (Throwable t) {
            landings.leave(flight);
        } finally {
            answer(flight, Flight.Landing.failed(failure));
        }
        Region region = flight.region();
        ((CacheCore<?, ?>) region.cache())
                .logs()
                .loadFailed(region.node().scope(), key, failure, timeOf(flight), flight.renewed() != null);
    }

    /** Ends an own flight whose loader was not called: for whoever waits it fails, and nothing is remembered of it. */
    void giveUp(Flight flight, Throwable why) {
        if (ended(flight, Tally.FAILED)) {
            try {
                landings.leave(flight);
            } finally {
                answer(flight, Flight.Landing.failed(why));
            }
        }
    }

    private static long lifeOf(Throwable failure, Map<Class<? extends Throwable>, Long> lives) {
        if (lives.isEmpty() || failure instanceof RecursiveLoadException) {
            return 0;
        }
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            Long life = lives.get(type);
            if (life != null) {
                return life;
            }
        }
        return 0;
    }

    private void answer(Flight flight, Flight.Landing landing) {
        engine.running().end(flight);
        flight.result().complete(landing);
        flight.pass().close();
    }

    private boolean ended(Flight flight, int counter) {
        boolean first = flight.endOnce();
        if (first) {
            engine.count(flight.region(), counter, 1);
            engine.count(flight.region(), Tally.LOAD_TIME, timeOf(flight));
        }
        return first;
    }

    private long timeOf(Flight flight) {
        try {
            return Math.max(0, engine.clock().exact() - flight.startedAt());
        } catch (Throwable t) {
            // A ticker that fails must not keep the key locked.
            return 0;
        }
    }
}
