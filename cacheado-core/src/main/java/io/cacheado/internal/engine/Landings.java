package io.cacheado.internal.engine;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.LOADING;
import static io.cacheado.internal.table.Entry.NEVER;
import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Charging.Outcome;
import io.cacheado.internal.engine.Stores.Step;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.tag.Tags;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * How flights end in the table: with a value, which is stored unless something changed since the flight began, or without.
 * Afterwards nothing there stands for the flight any more.
 */
final class Landings {
    private final Engine engine;
    private final LiveScopes live;
    private final Charging charging;
    private final Deaths deaths;
    private final Stores stores;

    Landings(Engine engine, LiveScopes live, Charging charging, Deaths deaths, Stores stores) {
        this.engine = engine;
        this.live = live;
        this.charging = charging;
        this.deaths = deaths;
        this.stores = stores;
    }

    // ---- with a value --------------------------------------------------------------------------------------------

    /** Stores the value that a flight brought, unless it was fenced. */
    void store(Flight flight, Object key, Incoming in) {
        Region region = flight.region();
        Tags tags = engine.tags().retain(in.tags(), flight.tagStamp());
        boolean stored = false;
        try {
            if (tags != null && engine.tags().wasDropped(in.tags(), scopeOf(region), idOf(region), flight.tagStamp())) {
                leave(flight);
                fenced(region, key, in);
            } else {
                stored = store(flight, key, in, tags);
            }
        } finally {
            if (!stored) {
                engine.tags().release(tags);
            }
        }
    }

    private boolean store(Flight flight, Object key, Incoming in, @Nullable Tags tags) {
        Region region = flight.region();
        for (; ; ) {
            Entry placeholder = flight.placeholderIfMade();
            LoadedEntry renewed = flight.renewed();
            if (placeholder != null) {
                return complete(flight, region, placeholder, in, tags);
            }
            if (renewed == null || !region.isAlive(live) || renewed.is(DEAD) || !isStillOf(flight, renewed)) {
                if (flight.placeholderIfMade() != null) {
                    continue;
                }
                leave(flight);
                fenced(region, key, in);
                return false;
            }
            Step step = in.unchanged() && prolong(flight, renewed, in)
                    ? Step.REFUSED
                    : replace(flight, region, renewed, in, tags);
            if (step != Step.AGAIN) {
                if (step == Step.GONE) {
                    fenced(region, key, in);
                }
                return step == Step.STORED;
            }
        }
    }

    /** The value stays, and its life begins again; false if it would be shorter, or something has changed. */
    private boolean prolong(Flight flight, LoadedEntry renewed, Incoming in) {
        Region region = flight.region();
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        long now = engine.clock().exact();
        long cap = Lifetimes.cap(now, in.life());
        long expiresAt = cache.lifetimes().expiresAt(now, cap);
        return region.adjust(renewed, entry -> {
            if (!isStillOf(flight, renewed) || expiresAt < entry.laExpiresAt()) {
                return false;
            }
            renewed.renewal(null);
            renewed.failures(0);
            renewed.loadMicros(micros(flight, in));
            renewed.cap(cap);
            cache.lifetimes().dress(renewed, now, expiresAt, true);
            entry.publish(requireNonNull(entry.laValue()), expiresAt);
            return true;
        });
    }

    private Step replace(Flight flight, Region region, LoadedEntry renewed, Incoming in, @Nullable Tags tags) {
        DomainQueue queue = Stores.queueFor(region);
        LoadedEntry fresh =
                (LoadedEntry) stores.fresh(region, renewed.key(), in.value(), in.weight(), in.life(), queue, true);
        fresh.tags(tags);
        fresh.loadMicros(micros(flight, in));
        return stores.place(region, renewed, fresh, queue, () -> isStillOf(flight, renewed));
    }

    /** Whether nothing has overtaken the flight, a drop of a tag that the value has among it: it began with a valid one. */
    private static boolean isStillOf(Flight flight, LoadedEntry renewed) {
        return renewed.renewal() == flight && !Deaths.isInvalid(flight.region(), (Tags) renewed.tags());
    }

    /** How long its load took, which is what renewing it early goes by; 0 for what is no value, and is not renewed so. */
    private int micros(Flight flight, Incoming in) {
        if (Hits.valueOf(in.value()) == null) {
            return 0;
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, engine.clock().exact() - flight.startedAt()) / 1_000);
    }

    /** The placeholder becomes the entry; true if it did. */
    private boolean complete(Flight flight, Region region, Entry placeholder, Incoming in, @Nullable Tags tags) {
        Object key = placeholder.key();
        if (!region.isAlive(live)) {
            abandon(region, placeholder);
            fenced(region, key, in);
            return false;
        }
        if (charging.isTooLarge(region, in.weight())) {
            if (abandon(region, placeholder)) {
                stores.countTooLarge(region);
            } else {
                fenced(region, key, in);
            }
            return false;
        }
        // Before anything is charged, since a ticker may fail.
        long now = engine.clock().exact();
        int micros = micros(flight, in);
        Outcome outcome = placeholder.is(DEAD)
                ? Outcome.GONE
                : charging.charge(region, in.weight(), 1, placeholder.hash(), placeholder);
        if (outcome != Outcome.CHARGED) {
            boolean stood = abandon(region, placeholder);
            RemovalCause cause = stood && outcome != Outcome.GONE ? outcome.cause() : RemovalCause.FENCED;
            stores.refused(region, key, in.value(), cause);
            return false;
        }
        CacheCore<?, ?> cache = (CacheCore<?, ?>) region.cache();
        DomainQueue queue = Stores.queueFor(region);
        boolean published = region.change(placeholder, true, entry -> {
            long expiresAt = Stores.dress(cache, entry, in.value(), in.weight(), now, in.life(), queue);
            if (entry instanceof LoadedEntry loaded) {
                loaded.tags(tags);
                loaded.loadMicros(micros);
            }
            entry.clear(LOADING);
            entry.publish(in.value(), expiresAt);
            return true;
        });
        if (!published) {
            charging.release(region, in.weight(), 1);
            abandon(region, placeholder);
            fenced(region, key, in);
            return false;
        }
        engine.count(region, Tally.INSERTED, 1);
        stores.settle(region, placeholder, in.weight(), queue, RemovalCause.FENCED);
        return true;
    }

    private void fenced(Region region, Object key, Incoming in) {
        stores.refused(region, key, in.value(), RemovalCause.FENCED);
    }

    // ---- without -------------------------------------------------------------------------------------------------

    /** Ends a flight that found that there is no value: what it was to renew is out of date, and goes. */
    void remove(Flight flight) {
        LoadedEntry renewed = flight.renewed();
        if (renewed != null && flight.placeholderIfMade() == null) {
            Region region = flight.region();
            deaths.die(region, renewed, RemovalCause.EXPLICIT, () -> renewed.renewal() == flight);
        }
        leave(flight);
    }

    /** Ends a flight that failed; what it was to renew stays, and is renewed no earlier than after a pause. */
    void fail(Flight flight) {
        LoadedEntry renewed = flight.renewed();
        if (renewed != null) {
            CacheCore<?, ?> cache = (CacheCore<?, ?>) flight.region().cache();
            long now = engine.clock().exact();
            flight.region().adjust(renewed, entry -> {
                if (renewed.renewal() == flight) {
                    renewed.failures(renewed.failures() + 1);
                    renewed.renewAt(cache.lifetimes().renewAfterFailure(now, renewed.failures()));
                    renewed.renewal(null);
                }
                return false;
            });
        }
        leave(flight);
    }

    /** Sees to it that nothing stands for the flight any more. */
    void leave(Flight flight) {
        LoadedEntry renewed = flight.renewed();
        if (renewed != null) {
            flight.region().adjust(renewed, entry -> {
                if (renewed.renewal() == flight) {
                    renewed.renewal(null);
                }
                return false;
            });
        }
        Entry placeholder = flight.placeholderIfMade();
        if (placeholder != null) {
            abandon(flight.region(), placeholder);
        }
    }

    /** Removes a placeholder whose flight stores nothing; false if it was fenced. */
    private boolean abandon(Region region, Entry placeholder) {
        int flags = region.kill(placeholder, NEVER);
        Object value = placeholder.withdraw();
        if (flags >= 0) {
            deaths.account(region, placeholder, flags, RemovalCause.FENCED, value);
        }
        live.vanish(region);
        return flags >= 0;
    }

    private static Scope scopeOf(Region region) {
        return region.node().scope();
    }

    private static int idOf(Region region) {
        return region.cache().id();
    }
}
