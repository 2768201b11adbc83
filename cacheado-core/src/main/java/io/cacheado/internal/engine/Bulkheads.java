package io.cacheado.internal.engine;

import io.cacheado.LoadLimit;
import io.cacheado.LoadRejectedException;
import io.cacheado.internal.load.Bulkhead;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.load.Pass;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bounds on loads that run at once: of each scope of a level, of single scopes, and of a cache in each of its scopes. A
 * bulkhead lives while a load is in it or waits for it.
 *
 * <p>A load takes its places from its own scope upwards. So one that waits because its own scope is slow holds no place
 * further up, where others would have to wait for it.
 */
final class Bulkheads {
    private final Map<String, LoadLimit> byLevel;
    private final ConcurrentHashMap<Scope, LoadLimit> byScope = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Key, Kept> kept = new ConcurrentHashMap<>();

    /** Whose loads are bounded: those in a scope's subtree, of one cache or (-1) of all. */
    private record Key(Scope scope, int cacheId) {}

    /** A bulkhead and how many use it, those that wait included. */
    private record Kept(Bulkhead bulkhead, int users) {}

    /** One bound that a load has to pass. */
    private record Gate(Key key, LoadLimit limit) {}

    Bulkheads(Map<String, LoadLimit> byLevel) {
        this.byLevel = byLevel;
    }

    /** Bounds the loads of one scope's subtree, from now on. */
    void limit(Scope scope, LoadLimit limit) {
        byScope.put(scope, limit);
        adjust(new Key(scope, -1), limit);
    }

    /** Bounds the loads of a cache in each of its scopes, from now on. */
    void limitChanged(CacheCore<?, ?> cache, LoadLimit limit) {
        kept.keySet().stream().filter(key -> key.cacheId == cache.id()).forEach(key -> adjust(key, limit));
    }

    private void adjust(Key key, LoadLimit limit) {
        Kept there = kept.get(key);
        if (there != null) {
            there.bulkhead.permits(limit.loads());
        }
    }

    private List<Gate> gates(Flight flight, CacheCore<?, ?> cache) {
        Scope own = flight.region().node().scope();
        List<Gate> gates = new ArrayList<>(2);
        LoadLimit ofCache = cache.loadLimit();
        if (ofCache != null) {
            addUnlessCovered(gates, flight, new Gate(new Key(own, cache.id()), ofCache));
        }
        if (byLevel.isEmpty() && byScope.isEmpty()) {
            return gates;
        }
        for (Scope scope = own; ; scope = scope.parent()) {
            LoadLimit limit = byScope.get(scope);
            limit = limit != null ? limit : byLevel.get(scope.level());
            if (limit != null) {
                addUnlessCovered(gates, flight, new Gate(new Key(scope, -1), limit));
            }
            if (scope.depth() == 0) {
                return gates;
            }
        }
    }

    private static void addUnlessCovered(List<Gate> gates, Flight flight, Gate gate) {
        for (Flight outer = flight.parent(); outer != null; outer = outer.parent()) {
            if (outer.pass().covers(gate.key)) {
                return;
            }
        }
        gates.add(gate);
    }

    // ---- entering ------------------------------------------------------------------------------------------------

    /**
     * Takes the flight's places, waiting on this thread.
     *
     * @throws LoadRejectedException if the wait was too long
     * @throws InterruptedException if this thread was interrupted
     */
    void enter(Flight flight, CacheCore<?, ?> cache) throws InterruptedException {
        for (Gate gate : gates(flight, cache)) {
            Bulkhead bulkhead = use(gate);
            CompletableFuture<Boolean> turn = bulkhead.enter();
            try {
                if (!turn.isDone()) {
                    turn.get(nanos(gate), TimeUnit.NANOSECONDS);
                }
            } catch (java.util.concurrent.TimeoutException | InterruptedException e) {
                if (bulkhead.giveUp(turn)) {
                    unuse(gate.key);
                    if (e instanceof InterruptedException interrupted) {
                        throw interrupted;
                    }
                    throw rejected(cache, gate);
                }
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
            } catch (java.util.concurrent.ExecutionException e) {
                throw new AssertionError(e);
            }
            flight.pass().add(place(gate.key, bulkhead));
        }
    }

    /** Takes the flight's places without holding a thread; ends with a {@link LoadRejectedException} if it takes too long. */
    CompletableFuture<@Nullable Void> enterAsync(Flight flight, CacheCore<?, ?> cache) {
        CompletableFuture<@Nullable Void> entered = CompletableFuture.completedFuture(null);
        for (Gate gate : gates(flight, cache)) {
            entered = entered.thenCompose(before -> enterAsync(flight, cache, gate));
        }
        return entered;
    }

    private CompletableFuture<@Nullable Void> enterAsync(Flight flight, CacheCore<?, ?> cache, Gate gate) {
        Bulkhead bulkhead = use(gate);
        CompletableFuture<Boolean> turn = bulkhead.enter();
        if (!turn.isDone()) {
            CompletableFuture<Boolean> alarm =
                    new CompletableFuture<Boolean>().orTimeout(nanos(gate), TimeUnit.NANOSECONDS);
            alarm.whenComplete((done, timeout) -> {
                if (timeout != null) {
                    bulkhead.giveUp(turn);
                }
            });
            turn.whenComplete((in, never) -> alarm.complete(in));
        }
        return turn.thenApply(in -> {
            if (!in) {
                unuse(gate.key);
                throw rejected(cache, gate);
            }
            flight.pass().add(place(gate.key, bulkhead));
            return null;
        });
    }

    private static long nanos(Gate gate) {
        return Math.max(1, SettingsOf.nanosOf(gate.limit.waitAtMost()));
    }

    private static LoadRejectedException rejected(CacheCore<?, ?> cache, Gate gate) {
        return new LoadRejectedException("a load of cache " + cache.name() + " waited longer than "
                + gate.limit.waitAtMost() + " for one of " + gate.limit.loads() + " places in its scope of level "
                + gate.key.scope.level());
    }

    // ---- keeping -------------------------------------------------------------------------------------------------

    private Bulkhead use(Gate gate) {
        return kept.compute(
                        gate.key,
                        (key, there) -> there == null
                                ? new Kept(new Bulkhead(gate.limit.loads()), 1)
                                : new Kept(there.bulkhead, there.users + 1))
                .bulkhead;
    }

    private void unuse(Key key) {
        kept.computeIfPresent(
                key, (same, there) -> there.users == 1 ? null : new Kept(there.bulkhead, there.users - 1));
    }

    private Pass.Place place(Key key, Bulkhead bulkhead) {
        return new Pass.Place() {
            @Override
            public void giveBack() {
                bulkhead.leave();
                unuse(key);
            }

            @Override
            public boolean isOf(Object other) {
                return key.equals(other);
            }
        };
    }

    /** How many bulkheads are in use. */
    int size() {
        return kept.size();
    }
}
