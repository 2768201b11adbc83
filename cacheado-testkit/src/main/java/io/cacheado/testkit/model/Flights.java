package io.cacheado.testkit.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The loads that run, and the fence before them. */
final class Flights {
    private final Usage usage;
    private final Ledger ledger;
    private final Tally tally;
    private final TagDrops drops;
    /** Those that a caller who comes now would join. */
    private final Map<Slot, Flight> open = new HashMap<>();

    /** Those whose key has a value meanwhile, which everyone gets. */
    private final Map<Slot, Flight> renewing = new HashMap<>();

    private final List<Flight> running = new ArrayList<>();
    /** Slots of which a bulk load may bring values that nobody asked for. */
    private final List<Flight> watches = new ArrayList<>();

    Flights(Usage usage, Ledger ledger, Tally tally, TagDrops drops) {
        this.usage = usage;
        this.ledger = ledger;
        this.tally = tally;
        this.drops = drops;
    }

    /** The load that a caller would join, or null. */
    @Nullable
    Flight open(Slot slot) {
        return open.get(slot);
    }

    List<Flight> running() {
        return running;
    }

    /** A load begins that gives its value no tags. */
    Flight begin(Slot slot, long now) {
        return begin(slot, now, false);
    }

    /** A load begins. */
    Flight begin(Slot slot, long now, boolean decides) {
        return begin(new Flight(slot, now, drops.count(), decides));
    }

    /** The load that is to renew what is at a slot, or null. */
    @Nullable
    Flight renewing(Slot slot) {
        return renewing.get(slot);
    }

    /** A load begins that is to renew an entry. */
    Flight beginRenewal(Entry entry, long now, boolean decides) {
        Flight flight = new Flight(entry.slot(), now, drops.count(), decides).asRenewal(entry);
        renewing.put(entry.slot(), flight);
        running.add(flight);
        dispute(entry.slot());
        return flight;
    }

    /** What is renewed has left by itself: whoever comes now waits for the load, which stands in its place. */
    void handOver(Slot slot) {
        Flight flight = renewing.remove(slot);
        if (flight != null) {
            open.put(slot, flight);
            usage.addLoad(slot, 1);
            tally.count(Tally.HANDED_OVER);
        }
    }

    /** A map begins to run a function. */
    Flight beginComputation(Slot slot, long now) {
        return begin(new Flight(slot, now, drops.count(), false).asComputation());
    }

    private Flight begin(Flight flight) {
        Slot slot = flight.slot();
        open.put(slot, flight);
        running.add(flight);
        usage.addLoad(slot, 1);
        dispute(slot);
        return flight;
    }

    /** A load was to leave something at the slot, or is going to: nobody promised which of several loads wins. */
    void dispute(Slot slot) {
        watches.stream().filter(watch -> watch.slot().equals(slot)).forEach(Flight::dispute);
    }

    /** A load has ended; what it leaves is settled by the caller before. */
    void end(Flight flight) {
        running.remove(flight);
        renewing.remove(flight.slot(), flight);
        if (open.remove(flight.slot(), flight)) {
            usage.addLoad(flight.slot(), -1);
        }
    }

    /** Watches a slot without a load of its own. */
    Flight watch(Slot slot, long now) {
        Flight watch = new Flight(slot, now, drops.count(), false);
        watches.add(watch);
        return watch;
    }

    void unwatch(Flight watch) {
        watches.remove(watch);
    }

    /** Whether a load's value may turn out to have a tag that was dropped, so that whoever comes now loads anew. */
    boolean outOfDate(Flight flight) {
        return flight.decides() && drops.concern(flight.slot(), flight.drops());
    }

    /** Whether a value with these tags comes too late. */
    boolean droppedSince(Flight flight, Set<String> tags) {
        return drops.concern(flight.slot(), tags, flight.drops());
    }

    /** The key was put or invalidated. */
    void fence(Slot slot) {
        fenceWhere(slot::equals, false);
    }

    /** A region was dropped. */
    void drop(Predicate<Slot> region) {
        fenceWhere(region, true);
    }

    private void fenceWhere(Predicate<Slot> changed, boolean dropped) {
        for (Flight flight : running) {
            if (!flight.fenced() && changed.test(flight.slot())) {
                flight.fence();
                renewing.remove(flight.slot(), flight);
                if (open.remove(flight.slot(), flight)) {
                    usage.addLoad(flight.slot(), -1);
                }
                ledger.left(flight.slot());
                tally.count(dropped ? Tally.DROP_DURING_LOAD : Tally.FENCE);
            }
        }
        for (Flight watch : watches) {
            if (changed.test(watch.slot())) {
                watch.fence();
            }
        }
    }
}
