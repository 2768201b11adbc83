package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a cacheado holds, as plain maps: the truth that the engine is compared with.
 *
 * <p>It knows every removal that a caller asked for. Which expired entry is removed when, and which live one makes room,
 * is the engine's choice; the model is told of it by the departures, and the {@link Settlement} judges them.
 */
final class Model {
    private final LongSupplier clock;
    private final Usage usage;
    private final Ledger ledger;
    private final Dues dues;
    private final Flights flights;
    private final Map<Slot, Entry> entries = new LinkedHashMap<>();
    private final Order order;

    private final Map<Long, Entry> bySerial = new HashMap<>();
    private final Lapses lapses;

    Model(Setup setup, LongSupplier clock, Usage usage, Ledger ledger, Dues dues, Flights flights) {
        this.clock = clock;
        this.usage = usage;
        this.ledger = ledger;
        this.dues = dues;
        this.flights = flights;
        this.lapses = new Lapses(usage, ledger);
        this.order = new Order(setup, entries);
    }

    /** The order in which entries leave to make room. */
    Order order() {
        return order;
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    /** The entry at a slot, expired or not. */
    @Nullable
    Entry held(Slot slot) {
        return entries.get(slot);
    }

    /** The entry that a reader gets, which may be an absence. */
    @Nullable
    Entry live(Slot slot) {
        Entry entry = entries.get(slot);
        return entry == null || !entry.fresh(clock.getAsLong()) || entry.dropped() ? null : entry;
    }

    /** The entry that a reader comes upon, fresh or kept beyond its expiry. */
    @Nullable
    Entry kept(Slot slot) {
        Entry entry = entries.get(slot);
        return entry == null || expired(entry) || entry.dropped() ? null : entry;
    }

    /** The entry that the engine says has left: a value is known by its number, an absence by where it is. */
    @Nullable
    Entry departing(Departure departure) {
        ModelValue value = departure.value();
        if (value != null) {
            return bySerial.get(value.serial());
        }
        Entry entry = entries.get(departure.slot());
        return entry != null && entry.isAbsence() ? entry : null;
    }

    boolean expired(Entry entry) {
        return entry.expired(clock.getAsLong());
    }

    /** Time has passed: notes what has expired. */
    void age() {
        lapses.age(clock.getAsLong(), entries.values());
    }

    /** Whether an expired entry other than one is covered by a limit, and could make room. */
    boolean expiredUnder(Limit limit, @Nullable Entry except) {
        return lapses.any()
                && entries.values().stream()
                        .anyMatch(entry ->
                                entry.lapsed() && !entry.isHeld() && entry != except && limit.covers(entry.slot()));
    }

    /** A reader got the entry. */
    void hit(Entry entry) {
        ledger.count(entry.slot(), Metric.HITS, 1);
        use(entry);
    }

    void use(Entry entry) {
        entry.read(clock.getAsLong());
        order.used(entry);
    }

    /** A reader found nothing there that it may be given. */
    void miss(Slot slot) {
        met(slot);
        ledger.count(slot, Metric.MISSES, 1);
    }

    /** A reader came upon a slot: a value there of which a tag was dropped is removed. */
    void met(Slot slot) {
        Entry entry = entries.get(slot);
        if (entry != null && entry.dropped() && !expired(entry)) {
            flights.fence(slot);
            remove(entry, Set.of(RemovalCause.TAG_INVALIDATED));
        }
    }

    /** As {@link #met}, by a reader to whom what has expired is nothing. */
    void peeked(Slot slot) {
        Entry entry = entries.get(slot);
        if (entry != null && entry.fresh(clock.getAsLong())) {
            met(slot);
        }
    }

    /** A function begins to compute on a value, which cannot make room or expire meanwhile. */
    void hold(Entry entry) {
        entry.hold(true);
        stand(entry);
    }

    /** An entry is to be renewed or computed on, and so becomes one of that kind. */
    void stand(Entry entry) {
        if (!entry.renewable()) {
            entry.makeRenewable();
            order.enteredAnew(entry);
        }
    }

    void release(Entry entry) {
        entry.hold(false);
    }

    /** Whether nothing under a limit can make room but one that is being overwritten, because all is computed on. */
    boolean allHeldUnder(Limit limit, @Nullable Entry except) {
        return entries.values().stream()
                .allMatch(entry -> entry.isHeld() || entry == except || !limit.covers(entry.slot()));
    }

    /** A tag was dropped of all that a region has. */
    void drop(String tag, Predicate<Slot> region) {
        for (Entry entry : entries.values()) {
            if (entry.tags().contains(tag) && region.test(entry.slot())) {
                entry.drop();
            }
        }
    }

    /** Why an entry leaves that might have been out of date already. */
    RemovalCause cause(Entry entry, RemovalCause otherwise) {
        return expired(entry) ? RemovalCause.EXPIRED : entry.dropped() ? RemovalCause.TAG_INVALIDATED : otherwise;
    }

    /** Stores an entry for which there is room. */
    void store(Entry fresh) {
        Slot slot = fresh.slot();
        Entry old = entries.get(slot);
        usage.addEntry(slot, fresh.weight());
        ledger.count(slot, Metric.INSERTS, 1);
        if (old != null) {
            leave(old, Set.of(cause(old, RemovalCause.REPLACED)));
            order.replaced(old, fresh);
        }
        entries.put(slot, fresh);
        if (fresh.value() != null) {
            bySerial.put(fresh.value().serial(), fresh);
        }
        lapses.stored(fresh);
    }

    /** Its life begins again, as another's would; false if it would end earlier. */
    boolean prolong(Entry entry, Entry as) {
        boolean prolonged = entry.prolong(as);
        if (prolonged) {
            lapses.revived(entry);
        }
        return prolonged;
    }

    /** Removes an entry for one of some causes; its event is owed. */
    void remove(Entry entry, Set<RemovalCause> causes) {
        entries.remove(entry.slot());
        leave(entry, causes);
    }

    /** Removes an entry of which the engine has told. */
    void removed(Entry entry, RemovalCause cause) {
        if (cause == RemovalCause.TAG_INVALIDATED) {
            // A function that computes on it comes too late.
            flights.fence(entry.slot());
        }
        evicted(entry, cause);
    }

    /** Removes an entry that made room or has expired: a load that was to renew it goes on without it. */
    void evicted(Entry entry, RemovalCause cause) {
        flights.handOver(entry.slot());
        entries.remove(entry.slot());
        count(entry.slot(), cause);
        unlink(entry);
    }

    private void leave(Entry entry, Set<RemovalCause> causes) {
        dues.owe(entry.slot(), entry.value(), causes);
        if (causes.size() == 1) {
            count(entry.slot(), causes.iterator().next());
        }
        unlink(entry);
    }

    private void count(Slot slot, RemovalCause cause) {
        if (cause == RemovalCause.EXPIRED) {
            ledger.countExpired(slot, 1);
        } else {
            ledger.count(slot, Metric.of(cause), 1);
        }
    }

    private void unlink(Entry entry) {
        if (entry.value() != null) {
            bySerial.remove(entry.value().serial());
        }
        usage.removeEntry(entry.slot(), entry.weight(), entry.lapsed());
        lapses.left(entry);
        ledger.left(entry.slot());
    }

    /** The entries of a region, expired ones included. */
    List<Entry> in(Predicate<Slot> region) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (region.test(entry.slot())) {
                found.add(entry);
            }
        }
        return found;
    }
}
