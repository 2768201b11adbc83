package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER_LIVE;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.Table;
import io.cacheado.internal.tag.Tags;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Single flight: what a look-up finds that cannot be served is computed once for all who ask, sync, async or in bulk.
 *
 * <p>Whoever links the placeholder, or gives the entry its renewal, runs the loader, outside all locks; the others wait for
 * its flight.
 */
final class Loads {
    private final Engine engine;
    private final Deaths deaths;

    Loads(Engine engine, Deaths deaths) {
        this.engine = engine;
        this.deaths = deaths;
    }

    /** What a look-up for a load came upon: a value that is there after all, or a flight, own or another's. */
    record Boarding(@Nullable Object value, @Nullable Flight flight, boolean own) {
        static Boarding of(Object value) {
            return new Boarding(value, null, false);
        }
    }

    /**
     * Joins the flight of a key or starts one; counts nothing. The own flight is claimed by the current thread.
     *
     * @param decides whether an own load may give tags
     */
    <K, V> Boarding board(Scoped<K, V> view, Object key, boolean decides) {
        CacheCore<K, V> cache = view.core();
        for (; ; ) {
            engine.checkOpen();
            Region region = engine.regions().obtain(view);
            int hash = engine.regions().hash(region, key);
            Entry there = region.find(hash, key);
            Boarding boarding = there == null
                    ? start(cache, region, hash, key, decides)
                    : board(cache, region, hash, key, there, decides);
            if (boarding != null) {
                return boarding;
            }
            Thread.onSpinWait();
        }
    }

    /** Joins a flight or starts one, also for a value that is fresh; null if it changed meanwhile. */
    <K, V> @Nullable Boarding renewOrBoard(Scoped<K, V> view, Object key, boolean decides) {
        Boarding boarding = board(view, key, decides);
        if (boarding.flight() != null) {
            return boarding;
        }
        Region region = engine.regions().obtain(view);
        int hash = engine.regions().hash(region, key);
        Entry there = region.find(hash, key);
        LoadedEntry renewable = there == null || there.is(LOADING | DEAD)
                ? null
                : engine.stores().overwrites().renewable(region, there);
        return renewable == null ? null : renew(view.core(), region, hash, key, renewable, decides);
    }

    /** Null if it changed meanwhile. */
    private @Nullable Boarding board(
            CacheCore<?, ?> cache, Region region, int hash, Object key, Entry there, boolean decides) {
        Object value = there.laValue();
        long expiresAt = there.laExpiresAt();
        if (value instanceof Flight flight) {
            if (flight.placeholderIfMade() != there || there.is(DEAD)) {
                return null;
            }
            return isOutOfDate(flight, region)
                    ? restart(cache, region, hash, key, there, decides)
                    : new Boarding(null, flight, false);
        }
        if (value == null || expiresAt == NEVER_LIVE || there.laValue() != value) {
            return null;
        }
        long now = engine.clock().exact();
        if (there instanceof LoadedEntry loaded && Deaths.isInvalid(region, (Tags) loaded.tags())) {
            Object tags = loaded.tags();
            RemovalCause cause = Deaths.cause(region, there, RemovalCause.TAG_INVALIDATED, now);
            deaths.die(region, there, cause, () -> loaded.tags() == tags);
            return null;
        }
        if (expiresAt > now) {
            return Boarding.of(value);
        }
        Flight computation = Found.computationOn(there);
        if (computation != null) {
            return there.is(DEAD) ? null : new Boarding(null, computation, false);
        }
        if (!(there instanceof LoadedEntry loaded)) {
            return restart(cache, region, hash, key, there, decides);
        }
        if (loaded.deadline() > now) {
            return renew(cache, region, hash, key, loaded, decides);
        }
        if (loaded.renewal() == null) {
            return restart(cache, region, hash, key, loaded, decides);
        }
        // Its load goes on, and stands in its place from now on.
        deaths.die(region, loaded, RemovalCause.EXPIRED, now);
        return null;
    }

    /** Whether a tag was dropped since the flight began that its value may turn out to have. */
    private boolean isOutOfDate(Flight flight, Region region) {
        return flight.decides()
                && engine.tags()
                        .wasDropped(region.node().scope(), region.cache().id(), flight.tagStamp());
    }

    // ---- computations --------------------------------------------------------------------------------------------

    /** A flight that computes a first value, for a key that has nothing; null if it has something now. */
    @Nullable
    Flight startComputation(CacheCore<?, ?> cache, Region region, int hash, Object key) {
        Flight flight = Flight.ofMissing(plan(Flight.Kind.COMPUTE, cache, region, hash, key, false));
        flight.claim();
        Entry placeholder = flight.placeholder();
        return flightOf(begin(flight, () -> region.link(placeholder, Table.Guard.NONE) == placeholder));
    }

    /** As {@link #startComputation(CacheCore, Region, int, Object)}, in place of what is out of date; null if it is not so. */
    @Nullable
    Flight startComputation(
            CacheCore<?, ?> cache,
            Region region,
            int hash,
            Object key,
            Entry old,
            RemovalCause cause,
            Table.Guard guard) {
        Flight flight = Flight.ofMissing(plan(Flight.Kind.COMPUTE, cache, region, hash, key, false));
        flight.claim();
        return flightOf(begin(flight, () -> {
            int flags = region.replace(old, flight.placeholder(), () -> !old.is(LOADING) && guard.holds());
            if (flags >= 0) {
                deaths.account(region, old, flags, cause, old.withdraw());
            }
            return flags >= 0;
        }));
    }

    /** A flight that computes on a value; a renewal of it that runs is fenced. Null if it has another now, or another flight. */
    @Nullable
    Flight startComputation(
            CacheCore<?, ?> cache, Region region, int hash, Object key, LoadedEntry held, @Nullable Object value) {
        Flight flight = Flight.ofRenewal(plan(Flight.Kind.COMPUTE, cache, region, hash, key, false), held);
        flight.claim();
        return flightOf(begin(
                flight,
                () -> region.adjust(held, entry -> {
                    boolean free = held.laValue() == value && Found.computationOn(held) == null;
                    if (free) {
                        held.renewal(flight);
                    }
                    return free;
                })));
    }

    private static @Nullable Flight flightOf(@Nullable Boarding boarding) {
        return boarding == null ? null : boarding.flight();
    }

    // ---- how flights begin ---------------------------------------------------------------------------------------

    private Flight.Plan plan(CacheCore<?, ?> cache, Region region, int hash, Object key, boolean decides) {
        return plan(Flight.Kind.LOAD, cache, region, hash, key, decides);
    }

    private Flight.Plan plan(
            Flight.Kind kind, CacheCore<?, ?> cache, Region region, int hash, Object key, boolean decides) {
        return new Flight.Plan(
                kind,
                region,
                engine.clock().exact(),
                engine.tags().now(),
                decides,
                flight -> placeholder(cache, region, hash, key, decides, flight));
    }

    static Entry placeholder(
            CacheCore<?, ?> cache, Region region, int hash, Object key, boolean loaded, Flight flight) {
        Entry placeholder = cache.entry(region, hash, key, loaded);
        placeholder.set(LOADING);
        placeholder.prepare(flight, NEVER_LIVE);
        return placeholder;
    }

    /** For a key that has nothing. */
    private @Nullable Boarding start(CacheCore<?, ?> cache, Region region, int hash, Object key, boolean decides) {
        Flight flight = Flight.ofMissing(plan(cache, region, hash, key, decides));
        flight.claim();
        Entry placeholder = flight.placeholder();
        return begin(flight, () -> region.link(placeholder, Table.Guard.NONE) == placeholder);
    }

    /** In the place of an expired entry, or of a flight whose value would come too late. */
    private @Nullable Boarding restart(
            CacheCore<?, ?> cache, Region region, int hash, Object key, Entry old, boolean decides) {
        Flight flight = Flight.ofMissing(plan(cache, region, hash, key, decides));
        flight.claim();
        long now = flight.startedAt();
        boolean loading = old.is(LOADING);
        return begin(flight, () -> {
            int flags = region.replace(
                    old,
                    flight.placeholder(),
                    () -> loading ? old.is(LOADING) : isOver(old, now) && Found.computationOn(old) == null);
            if (flags >= 0) {
                deaths.account(region, old, flags, RemovalCause.EXPIRED, old.withdraw());
            }
            return flags >= 0;
        });
    }

    private static boolean isOver(Entry entry, long now) {
        return !entry.is(LOADING | DEAD) && entry.deadline() <= now;
    }

    /** For an entry that may still be served if need be. */
    private @Nullable Boarding renew(
            CacheCore<?, ?> cache, Region region, int hash, Object key, LoadedEntry loaded, boolean decides) {
        if (loaded.renewal() instanceof Flight running && !isOutOfDate(running, region)) {
            return loaded.is(DEAD) ? null : new Boarding(null, running, false);
        }
        Flight flight = startRenewal(cache, region, hash, key, loaded, decides);
        return flight == null ? null : new Boarding(null, flight, true);
    }

    /** Starts a flight for an entry that has none, or one whose value would come too late; null if it changed meanwhile. */
    @Nullable
    Flight startRenewal(
            CacheCore<?, ?> cache, Region region, int hash, Object key, LoadedEntry loaded, boolean decides) {
        Flight flight = Flight.ofRenewal(plan(cache, region, hash, key, decides), loaded);
        flight.claim();
        Object before = loaded.renewal();
        if (before instanceof Flight running && !isOutOfDate(running, region)) {
            return null;
        }
        Boarding started = begin(
                flight,
                () -> region.adjust(loaded, entry -> {
                    boolean free = loaded.renewal() == before;
                    if (free) {
                        loaded.renewal(flight);
                    }
                    return free;
                }));
        return started == null ? null : flight;
    }

    /** Registers the flight before anyone can meet it in the table, where it would be taken for an entry. */
    private @Nullable Boarding begin(Flight flight, BooleanSupplier enters) {
        boolean entered = false;
        engine.running().begin(flight);
        try {
            entered = enters.getAsBoolean();
        } finally {
            if (!entered) {
                engine.running().end(flight);
            }
        }
        if (!entered) {
            return null;
        }
        engine.count(flight.region(), Tally.STARTED, 1);
        return new Boarding(null, flight, true);
    }
}
