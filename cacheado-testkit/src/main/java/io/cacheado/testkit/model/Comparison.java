package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.stats.CacheStats;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The comparison of engine and model between operations. */
final class Comparison {
    /** How often everything is compared; in between, what an operation can have changed. */
    private static final int ALL = 64;

    private static final int ALL_WHEN_LARGE = 1_000;

    private final Session session;
    private final Setup setup;
    private int operations;

    Comparison(Session session) {
        this.session = session;
        this.setup = session.setup();
    }

    /** After an operation. */
    void afterwards(Op op) {
        operations++;
        session.limits().requireKept();
        Place global = setup.forest().global();
        whole(global);
        for (int cache = 0; cache < setup.caches().size(); cache++) {
            region(global, cache, session.cache(cache).stats());
        }
        if (operations % (setup.small() ? ALL : ALL_WHEN_LARGE) == 0) {
            all();
            return;
        }
        int cache = Math.floorMod(op.cache(), setup.caches().size());
        for (Place place = DropActions.place(session, op); !place.isGlobal(); place = above(place)) {
            place(place);
            region(place, cache, session.cache(cache).stats(place.scope()));
        }
        if (setup.small()) {
            contents();
            session.checkInvariants();
        }
    }

    /** Everything there is. */
    void all() {
        for (Place place : setup.forest().places()) {
            place(place);
            for (int cache = 0; cache < setup.caches().size(); cache++) {
                region(place, cache, session.cache(cache).stats(place.scope()));
            }
        }
        contents();
        session.checkInvariants();
    }

    private static Place above(Place place) {
        Place parent = place.parent();
        return parent == null ? place : parent;
    }

    private void whole(Place global) {
        CacheStats stats = session.engine().stats();
        figures(stats, global, "everything");
        require(stats.listenerFailureCount(), session.thrownByListener(), "listenerFailureCount of everything");
        require(stats.undeliveredCount(), 0, "undeliveredCount of everything");
        require(stats.loadsInFlight(), session.flights().running().size(), "loadsInFlight of everything");
        require(stats.removalCount() + stats.entryCount(), stats.insertCount(), "removals and entries of everything");
    }

    private void place(Place place) {
        figures(session.engine().stats(place.scope()), place, place.toString());
    }

    private void figures(CacheStats stats, Place place, String of) {
        session.ledger().of(place).compare(stats, of);
        session.ledger().seen(place);
        require(stats.entryCount(), session.usage().count(place), "entryCount of " + of);
        long weight = setup.unit() == Setup.Unit.WEIGHT
                ? session.usage().weight(place)
                : session.usage().count(place);
        require(stats.weight(), weight, "weight of " + of);
        loads(stats, place, -1, of);
    }

    private void region(Place place, int cache, CacheStats stats) {
        String of = setup.caches().get(cache).name() + " in " + place;
        session.ledger().of(place, cache).compare(stats, of);
        session.ledger().seen(place, cache);
        require(stats.entryCount(), session.usage().count(place, cache), "entryCount of " + of);
        long weight = setup.unit() == Setup.Unit.WEIGHT
                ? session.usage().weight(place, cache)
                : session.usage().count(place, cache);
        require(stats.weight(), weight, "weight of " + of);
        loads(stats, place, cache, of);
    }

    /** A load that was fenced still runs, but no longer where it began. */
    private void loads(CacheStats stats, Place place, int cache, String of) {
        long least = 0;
        long most = 0;
        Set<Place> holders = new HashSet<>();
        for (Flight flight : session.flights().running()) {
            Slot slot = flight.slot();
            if (slot.place().isWithin(place) && (cache < 0 || slot.cache() == cache)) {
                most++;
                least += flight.fenced() ? 0 : 1;
            }
        }
        if (stats.loadsInFlight() < least || stats.loadsInFlight() > most) {
            throw new Violation(
                    "loadsInFlight of " + of + " is " + stats.loadsInFlight() + ", not " + least + " to " + most);
        }
        if (cache < 0 && setup.small()) {
            scopes(stats, place, of, holders);
        }
    }

    /** A scope that holds something counts; one that holds a fenced load, or only what is below it, may count. */
    private void scopes(CacheStats stats, Place place, String of, Set<Place> holders) {
        for (Place each : setup.forest().places()) {
            boolean holds = false;
            for (int cache = 0; cache < setup.caches().size(); cache++) {
                holds |= session.usage().own(each, cache) > 0;
            }
            if (holds && each.isWithin(place)) {
                holders.add(each);
            }
        }
        if (stats.scopeCount() < holders.size()
                || stats.scopeCount() > setup.forest().places().size()) {
            throw new Violation("scopeCount of " + of + " is " + stats.scopeCount() + ", not " + holders.size());
        }
    }

    /** Every entry that the model holds is in the engine, with its weight; their number says that there is no other. */
    private void contents() {
        for (Entry entry : List.copyOf(session.model().entries())) {
            Long weight = session.subject().weight(entry.slot());
            boolean right = weight == null ? !entry.fresh(session.now()) : weight == charged(entry);
            if (!right) {
                throw new Violation(entry + " is charged with " + weight + ", not " + charged(entry));
            }
        }
        for (int cache = 0; cache < setup.caches().size(); cache++) {
            sizes(session.cache(cache), cache);
        }
    }

    private long charged(Entry entry) {
        return setup.unit() == Setup.Unit.WEIGHT ? entry.weight() : 1;
    }

    private void sizes(Cache<ModelKey, ModelValue> cache, int number) {
        CacheSpec spec = setup.caches().get(number);
        for (Place place : setup.forest().places()) {
            if (place.at(spec.level()) == place) {
                require(
                        cache.in(place.scope()).estimatedSize(),
                        session.usage().own(place, number),
                        "estimatedSize of " + spec.name() + " in " + place);
            }
        }
    }

    /** How long one entry has still to live. */
    void expiry(Slot slot) {
        Entry held = session.model().held(slot);
        if (held != null && held.dropped()) {
            return; // Nobody promised whether one that cannot be read is shown.
        }
        Entry entry = session.model().live(slot);
        Optional<Duration> actual = session.subject().life(slot);
        if (entry == null ? actual.isPresent() : actual.isPresent() != (entry.expiry() != Entry.NEVER)) {
            throw new Violation("expiresAfter of " + slot + " is " + actual + ", in the model " + entry);
        }
        if (entry != null && actual.isPresent()) {
            require(actual.get().toNanos(), entry.expiry() - session.now(), "expiresAfter of " + slot);
        }
    }

    private static void require(long actual, long wanted, String what) {
        if (actual != wanted) {
            throw new Violation(what + " is " + actual + ", not " + wanted);
        }
    }
}
