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
import java.util.function.Supplier;
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

    /**
     * One bound that a load has to pass.
     *
     * @param limit as it was when the load began
     * @param inForce as it is when asked
     */
    private record Gate(Key key, LoadLimit limit, Supplier<@Nullable LoadLimit> inForce) {}

    Bulkheads(Map<String, LoadLimit> byLevel) {
        this.byLevel = byLevel;
    }

    /** The bound on the loads of one scope's subtree: its own, or that of its level; null if there is none. */
    @Nullable
    LoadLimit limit(Scope scope) {
        LoadLimit own = byScope.get(scope);
        return own != null ? own : byLevel.get(scope.level());
    }

    /** Bounds the loads of one scope's subtree, or null takes its own bound back; {@link #adjust(Scope)} is to follow. */
    void limit(Scope scope, @Nullable LoadLimit limit) {
        if (limit == null) {
            byScope.remove(scope);
        } else {
            byScope.put(scope, limit);
        }
    }

    /** Has loads that run or wait feel that the bound of a scope has changed; lets some in, so no lock may be held. */
    void adjust(Scope scope) {
        Key key = new Key(scope, -1);
        Kept there = kept.get(key);
        if (there != null) {
            adjust(there.bulkhead, () -> limit(scope));
        }
    }

    /** As {@link #adjust(Scope)}, for the bound of a cache in each of its scopes. */
    void adjust(CacheCore<?, ?> cache) {
        kept.forEach((key, there) -> {
            if (key.cacheId == cache.id()) {
                adjust(there.bulkhead, cache::loadLimit);
            }
        });
    }

    /** Until it has the bound that is in force: of two changes at once, the one that comes last here may be the older one. */
    private static void adjust(Bulkhead bulkhead, Supplier<@Nullable LoadLimit> inForce) {
        int set;
        do {
            set = permits(inForce.get());
            bulkhead.permits(set);
        } while (set != permits(inForce.get()));
    }

    private static int permits(@Nullable LoadLimit limit) {
        return limit == null ? Integer.MAX_VALUE : limit.loads();
    }

    private List<Gate> gates(Flight flight, CacheCore<?, ?> cache) {
        Scope own = flight.region().node().scope();
        List<Gate> gates = new ArrayList<>(2);
        LoadLimit ofCache = cache.loadLimit();
        if (ofCache != null) {
            addUnlessCovered(gates, flight, new Gate(new Key(own, cache.id()), ofCache, cache::loadLimit));
        }
        if (byLevel.isEmpty() && byScope.isEmpty()) {
            return gates;
        }
        for (Scope scope = own; ; scope = scope.parent()) {
            LoadLimit limit = limit(scope);
            if (limit != null) {
                Scope bounded = scope;
                addUnlessCovered(gates, flight, new Gate(new Key(scope, -1), limit, () -> limit(bounded)));
            }
            if (scope.depth() == 0) {
                return gates;
            }
        }
    }

    private static void addUnlessCovered(List<Gate> gates, Flight flight, Gate gate) {
        // The flight itself may have a place already, when it goes on after an interrupt.
        for (Flight outer = flight; outer != null; outer = outer.parent()) {
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
                boolean in = turn.isDone() ? turn.join() : turn.get(nanos(gate), TimeUnit.NANOSECONDS);
                if (!in) {
                    unuse(gate.key);
                    throw rejected(cache, gate);
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
        Kept used = kept.compute(
                gate.key,
                (key, there) -> there == null
                        ? new Kept(new Bulkhead(gate.limit.loads()), 1)
                        : new Kept(there.bulkhead, there.users + 1));
        if (used.users == 1 && permits(gate.inForce.get()) != gate.limit.loads()) {
            // It was changed before this could be found: whoever changes it later finds it.
            adjust(used.bulkhead, gate.inForce);
        }
        return used.bulkhead;
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

    /** Lets nobody wait any more. */
    void close() {
        kept.values().forEach(each -> each.bulkhead().giveUpAll());
    }

    /** How many bulkheads are in use. */
    int size() {
        return kept.size();
    }
}
