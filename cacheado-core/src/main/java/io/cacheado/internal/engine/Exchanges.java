package io.cacheado.internal.engine;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Stores.Step;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.Entry;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Atomic changes of one key that depend on what stands there: those of a map view that run no function of the user's.
 *
 * <p>Each looks, decides outside all locks, and changes if it is still so under the lock of the key's leaf; else it looks
 * again. A computation of the key that runs is waited for; a load is not, and is fenced.
 */
final class Exchanges {
    private final Engine engine;
    private final Stores stores;
    private final Deaths deaths;

    Exchanges(Engine engine, Stores stores, Deaths deaths) {
        this.engine = engine;
        this.stores = stores;
        this.deaths = deaths;
    }

    /**
     * What stands under a key.
     *
     * @param makes whether a region is made if there is none
     * @param waits whether a load of the key is waited for
     * @return null if there is no region
     */
    <K, V> @Nullable Found look(Scoped<K, V> view, Object key, boolean makes, boolean waits) {
        for (boolean waited = false; ; ) {
            engine.checkOpen();
            Region region =
                    makes ? engine.regions().obtain(view) : engine.regions().find(view);
            if (region == null) {
                return null;
            }
            int hash = makes ? engine.regions().hash(region, key) : Hits.hash(region, key);
            Entry there = region.find(hash, key);
            if (there == null) {
                if (!region.isClosed()) {
                    return Found.nothing(region, hash, waited);
                }
                continue;
            }
            Object stored = there.laValue();
            long expiresAt = there.laExpiresAt();
            Object tags = Found.tagsOf(there);
            if (there.is(Entry.LOADING) && stored instanceof Flight flight) {
                if (flight.kind() == Flight.Kind.LOAD && !waits && !there.is(Entry.DEAD)) {
                    return new Found(region, hash, there, stored, there.laExpiresAt(), null, null, waited);
                }
                await(view, flight);
                waited = true;
            } else if (!there.is(Entry.DEAD) && stored != null) {
                Flight computation = Found.computationOn(there);
                if (computation != null) {
                    await(view, computation);
                    waited = true;
                } else {
                    Object value = view.core().hits().quiet(region, there);
                    boolean same = value == null ? there.laValue() == stored : value == stored;
                    if (same && !there.is(Entry.DEAD)) {
                        return new Found(region, hash, there, stored, expiresAt, tags, value, waited);
                    }
                }
            }
            Thread.onSpinWait();
        }
    }

    /** As {@link #look}, without waiting for anyone; for reading only. */
    <K, V> @Nullable Found peek(Scoped<K, V> view, Object key) {
        for (; ; ) {
            engine.checkOpen();
            Region region = engine.regions().find(view);
            if (region == null) {
                return null;
            }
            int hash = Hits.hash(region, key);
            Entry there = region.find(hash, key);
            if (there != null && there.is(Entry.DEAD)) {
                Thread.onSpinWait();
            } else if (there != null || !region.isClosed()) {
                Object value = there == null ? null : view.core().hits().quiet(region, there);
                if (value != null || there == null || !there.is(Entry.DEAD)) {
                    return new Found(region, hash, there, value, 0, null, value, false);
                }
            }
        }
    }

    private static void await(Scoped<?, ?> view, Flight flight) {
        try {
            flight.await(view.core().name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(
                    "interrupted while waiting for a computation of cache "
                            + view.core().name(),
                    e);
        }
    }

    /** What {@link #store} decides by: the fresh value that is there, or null. */
    interface Condition {
        boolean isMet(@Nullable Object value);
    }

    /** What a change came to. */
    record Changed(boolean done, @Nullable Object before) {}

    /** Stores a value if the condition is met by what is there. */
    <K, V> Changed store(Scoped<K, V> view, K key, V value, Condition condition) {
        Found found = look(view, key, true, false);
        if (found == null || !condition.isMet(found.value())) {
            return unchanged(found);
        }
        long life;
        int weight;
        try {
            // Asks the user, so only when it is to be stored.
            life = view.core().lifetimes().life(view.scope(), key, value, null);
            weight = view.core().weigh(key, value);
        } catch (Throwable t) {
            engine.live().vanish(found.region());
            throw t;
        }
        while (!store(found, key, value, weight, life)) {
            found = look(view, key, true, false);
            if (found == null || !condition.isMet(found.value())) {
                return unchanged(found);
            }
        }
        return new Changed(true, found.value());
    }

    private Changed unchanged(@Nullable Found found) {
        if (found == null) {
            return new Changed(false, null);
        }
        engine.live().vanish(found.region());
        return new Changed(false, found.value());
    }

    /** False if it is no longer so. */
    private boolean store(Found found, Object key, Object value, int weight, long life) {
        DomainQueue queue = Stores.queueFor(found.region());
        Entry fresh = stores.fresh(found.region(), key, value, weight, life, queue, false);
        Step step = stores.tryPlace(found, fresh, queue);
        return step == Step.STORED || step == Step.REFUSED;
    }

    /** Removes a key's value if the condition is met by it. */
    <K, V> Changed remove(Scoped<K, V> view, Object key, Condition condition) {
        for (; ; ) {
            Found found = look(view, key, false, false);
            if (found == null || (found.value() != null && !condition.isMet(found.value()))) {
                return new Changed(false, found == null ? null : found.value());
            }
            Entry there = found.there();
            if (there == null) {
                // An extra of a bulk load that brings it now comes too late.
                found.region().note(found.hash(), key);
                return new Changed(false, null);
            }
            RemovalCause cause = Deaths.cause(
                    found.region(), there, RemovalCause.EXPLICIT, engine.clock().exact());
            if (deaths.die(found.region(), there, cause, found.guard())) {
                return new Changed(found.value() != null, found.value());
            }
        }
    }
}
