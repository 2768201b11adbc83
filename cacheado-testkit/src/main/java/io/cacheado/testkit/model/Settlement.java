package io.cacheado.testkit.model;

import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The judge of removal events. A value that left must have had to leave: because a caller asked, because it had expired,
 * or because an insert needed room under a limit that covers it, when nothing expired was left there.
 */
final class Settlement {
    private final Deque<RemovalEvent<ModelKey, ModelValue>> events = new ArrayDeque<>();
    /** All events since the last operation began, for the report of a failure. */
    private final List<RemovalEvent<ModelKey, ModelValue>> received = new ArrayList<>();

    private final Setup setup;
    private final Model model;
    private final Limits limits;
    private final Ledger ledger;
    private final Dues dues;
    private final Ghosts ghosts;
    private final Tally tally;
    /** Whether the engine holds something at a slot, asked without counting a request. */
    private final Predicate<Slot> inEngine;
    /** The limits on the path of the last insert, and the heaviest entry that made room in this operation. */
    private List<Limit> lastPath = List.of();

    private long heaviest;
    /** The limits that needed room for some entry of this operation. */
    private final Set<Limit> pressed = new HashSet<>();
    /** The slots that the same call of the engine writes after the one being settled. */
    private final Set<Slot> later = new HashSet<>();

    /** Expired entries of such slots whose leaving was told before: they were overwritten, or had made room. */
    private final Map<Slot, Entry> lapsed = new HashMap<>();

    private boolean together;

    Settlement(
            Setup setup,
            Model model,
            Limits limits,
            Ledger ledger,
            Dues dues,
            Ghosts ghosts,
            Tally tally,
            Predicate<Slot> inEngine) {
        this.setup = setup;
        this.model = model;
        this.limits = limits;
        this.ledger = ledger;
        this.dues = dues;
        this.ghosts = ghosts;
        this.tally = tally;
        this.inEngine = inEngine;
    }

    /** Receives an event, to be judged when the call that caused it is known. */
    void receive(RemovalEvent<ModelKey, ModelValue> event) {
        events.add(event);
        received.add(event);
    }

    /** Forgets the events of earlier operations. */
    void forget() {
        received.clear();
    }

    /** The events since, as text. */
    String received() {
        return received.stream()
                .map(event -> event.key() + "=" + event.value() + " of " + event.cache() + " in " + event.scope() + ": "
                        + event.cause())
                .collect(Collectors.joining("; ", "[", "]"));
    }

    /** A new operation begins. */
    void begin() {
        lastPath = List.of();
        heaviest = 0;
        pressed.clear();
        lapsed.clear();
        later.clear();
        together = false;
    }

    /** One call of the engine was to store several entries: all of their slots. */
    void storesTogether(Collection<Slot> slots) {
        later.addAll(slots);
        together = slots.size() > 1;
    }

    /** The engine was to store an entry: takes the events that made room for it, and stores it in the model. */
    void store(Entry fresh) {
        later.remove(fresh.slot());
        ghosts.touch(fresh.slot());
        if (limits.tooLarge(fresh)) {
            refuseTooLarge(fresh);
            return;
        }
        lastPath = limits.path(fresh.slot());
        Entry before = lapsed.containsKey(fresh.slot()) ? lapsed.get(fresh.slot()) : model.held(fresh.slot());
        while (true) {
            takeForeseen(before);
            Entry old = model.held(fresh.slot());
            List<Limit> over = lastPath.stream()
                    .filter(limit -> exceeds(limit, fresh, old, ghosts.under(limit)))
                    .toList();
            pressed.addAll(over);
            RemovalEvent<ModelKey, ModelValue> next = events.peek();
            if (over.isEmpty()) {
                break;
            } else if (next != null && mayPay(next, over)) {
                evict(next, over, old);
            } else if (removeVanishedAbsence(over)) {
                continue;
            } else if (!mustMakeRoom(over, fresh, old, before)) {
                break;
            } else if (removeOverwrittenLater(over)) {
                continue;
            } else if (isRefusal(next, fresh) || (fresh.isAbsence() && next == null && anyDraining(over))) {
                refuse(fresh, old, over, next);
                return;
            } else if (next != null && next.cause().wasEvicted()) {
                evict(next, over, old);
            } else {
                throw new Violation(fresh + " was stored without making room under " + over + "; next event: " + next);
            }
        }
        removeDoubtful(fresh.slot());
        model.store(fresh);
    }

    /**
     * A bulk load was to store a key that nobody asked for. If an entry of that key has left meanwhile, for whatever cause,
     * the engine may take that for a change, and fence it.
     */
    void storeExtra(Entry fresh) {
        takeForeseen(model.held(fresh.slot()));
        if (leftMeanwhile(fresh) && removeFenced(fresh)) {
            ledger.countAbove(fresh.slot(), Metric.INSERTS, 1);
            ledger.countAbove(fresh.slot(), Metric.FENCED, 1);
        } else {
            store(fresh);
        }
    }

    private boolean leftMeanwhile(Entry fresh) {
        Slot slot = fresh.slot();
        String cache = setup.caches().get(slot.cache()).name();
        return received.stream()
                .anyMatch(event -> !event.value().equals(fresh.value())
                        && event.key().equals(slot.key())
                        && event.cache().equals(cache)
                        && event.scope().equals(slot.place().scope()));
    }

    private boolean removeFenced(Entry fresh) {
        return events.removeIf(
                event -> event.cause() == RemovalCause.FENCED && event.value().equals(fresh.value()));
    }

    /** An absence that is overwritten along with others may have made room for one of them, or may have been replaced. */
    private void removeDoubtful(Slot slot) {
        Entry old = model.live(slot);
        if (old != null && old.isAbsence() && together && heaviest > 0) {
            Set<RemovalCause> causes = causes(old, lastPath);
            causes.add(RemovalCause.REPLACED);
            removeAbsence(old, causes);
        }
    }

    /** Whether the entry that left may have left for one of these limits. */
    private boolean mayPay(RemovalEvent<ModelKey, ModelValue> event, List<Limit> over) {
        Entry victim = model.withSerial(event.value().serial());
        return victim != null && causes(victim, over).contains(event.cause());
    }

    /** Whether room is needed even if all expired absences are gone; an overwrite that adds nothing needs none. */
    private boolean mustMakeRoom(List<Limit> over, Entry fresh, @Nullable Entry old, @Nullable Entry before) {
        return over.stream().anyMatch(limit -> need(limit, fresh, before) > 0 && exceeds(limit, fresh, old, 0));
    }

    private boolean exceeds(Limit limit, Entry fresh, @Nullable Entry old, long more) {
        long need = need(limit, fresh, old);
        return limits.used(limit) + more + need > limits.maximum(limit) && (need > 0 || limits.draining(limit));
    }

    private long need(Limit limit, Entry fresh, @Nullable Entry old) {
        if (limit.countsEntries() || setup.unit() != Setup.Unit.WEIGHT) {
            return old == null ? 1 : 0;
        }
        return fresh.weight() - (old == null ? 0 : old.weight());
    }

    private void refuseTooLarge(Entry fresh) {
        tally.count(Tally.REFUSAL);
        Entry old = model.held(fresh.slot());
        ledger.count(fresh.slot(), Metric.INSERTS, 1);
        ledger.count(fresh.slot(), Metric.TOO_LARGE, 1);
        if (old != null) {
            model.remove(old, Set.of(model.expired(old) ? RemovalCause.EXPIRED : RemovalCause.TOO_LARGE));
        }
    }

    private static boolean isRefusal(@Nullable RemovalEvent<ModelKey, ModelValue> event, Entry fresh) {
        return event != null && event.value().equals(fresh.value());
    }

    private boolean anyDraining(List<Limit> over) {
        return over.stream().anyMatch(limits::draining);
    }

    /** No room was found: right only while a limit that was lowered is exceeded by more than one write pays for. */
    private void refuse(
            Entry fresh, @Nullable Entry old, List<Limit> over, @Nullable RemovalEvent<ModelKey, ModelValue> event) {
        Set<RemovalCause> causes = EnumSet.noneOf(RemovalCause.class);
        for (Limit limit : over) {
            if (limits.draining(limit)) {
                causes.add(limit.cause(fresh.slot()));
            }
        }
        if (event != null) {
            events.remove();
            dues.requireSame(event, fresh.slot());
            if (!causes.contains(event.cause())) {
                throw new Violation(
                        fresh + " was refused with cause " + event.cause() + " though room can be made under " + over);
            }
            causes.retainAll(Set.of(event.cause()));
        }
        tally.count(Tally.REFUSAL);
        ledger.count(fresh.slot(), Metric.INSERTS, 1);
        for (RemovalCause cause : causes) {
            if (causes.size() == 1) {
                ledger.count(fresh.slot(), Metric.of(cause), 1);
            } else {
                ledger.perhaps(fresh.slot(), Metric.of(cause), 1);
            }
        }
        if (old != null) {
            causes.add(model.expired(old) ? RemovalCause.EXPIRED : RemovalCause.REPLACED);
            model.remove(old, causes);
        }
    }

    /** A live entry made room for an insert. */
    private void evict(RemovalEvent<ModelKey, ModelValue> event, List<Limit> over, @Nullable Entry old) {
        events.remove();
        Entry victim = victim(event);
        if (victim == old) {
            throw new Violation(victim + " was evicted by its own overwrite");
        }
        judge(victim, event.cause(), over, old);
        if (model.isExact()) {
            requireColdest(victim, over, old);
        }
        heaviest = Math.max(heaviest, victim.weight());
        model.removed(victim, event.cause());
    }

    private Entry victim(RemovalEvent<ModelKey, ModelValue> event) {
        Entry victim = model.withSerial(event.value().serial());
        if (victim == null) {
            throw new Violation("event of " + event.value() + " with cause " + event.cause()
                    + ", which is not there: it left before, or was never stored");
        }
        dues.requireSame(event, victim.slot());
        return victim;
    }

    private void judge(Entry victim, RemovalCause cause, List<Limit> over, @Nullable Entry old) {
        List<Limit> pressing = over.stream()
                .filter(limit -> limit.covers(victim.slot()) && limit.cause(victim.slot()) == cause)
                .toList();
        if (pressing.isEmpty()) {
            throw new Violation(victim + " was evicted with cause " + cause + ", though what needs room is " + over);
        }
        if (pressing.stream().allMatch(limit -> model.expiredUnder(limit, old))) {
            throw new Violation(
                    victim + " was evicted with cause " + cause + " before expired entries under " + pressing);
        }
    }

    private void requireColdest(Entry victim, List<Limit> over, @Nullable Entry old) {
        Entry coldest = model.coldest(old);
        while (coldest != null
                && coldest.isAbsence()
                && (later.contains(coldest.slot()) || !inEngine.test(coldest.slot()))) {
            removeAbsence(coldest, causes(coldest, over));
            coldest = model.coldest(old);
        }
        if (coldest != victim) {
            throw new Violation(setup.eviction() + " evicted " + victim + " instead of " + coldest);
        }
    }

    /** Absences leave without an event: finds one that is gone, and could make room. */
    private boolean removeVanishedAbsence(List<Limit> over) {
        return removeOneOf(vanishedAbsences(), over);
    }

    /** As before, one that is overwritten later on in the same call, and so can no longer be seen to have been gone. */
    private boolean removeOverwrittenLater(List<Limit> over) {
        List<Entry> candidates = new ArrayList<>();
        for (Slot slot : later) {
            Entry entry = model.live(slot);
            if (entry != null && entry.isAbsence()) {
                candidates.add(entry);
            }
        }
        return removeOneOf(candidates, over);
    }

    private boolean removeOneOf(List<Entry> absences, List<Limit> over) {
        for (Entry absence : absences) {
            if (!causes(absence, over).isEmpty()) {
                heaviest = Math.max(heaviest, 1);
                // In which order the limits were served is unknown.
                removeAbsence(absence, causes(absence, lastPath));
                return true;
            }
        }
        return false;
    }

    private void removeAbsence(Entry absence, Set<RemovalCause> causes) {
        model.remove(absence, causes);
        ledger.leftSometime(absence.slot());
    }

    private static Set<RemovalCause> causes(Entry entry, List<Limit> over) {
        Set<RemovalCause> causes = EnumSet.noneOf(RemovalCause.class);
        for (Limit limit : over) {
            if (limit.covers(entry.slot())) {
                causes.add(limit.cause(entry.slot()));
            }
        }
        return causes;
    }

    private List<Entry> vanishedAbsences() {
        if (!setup.remembersAbsences()) {
            return List.of();
        }
        return model.entries().stream()
                .filter(entry -> entry.isAbsence() && !model.expired(entry) && !inEngine.test(entry.slot()))
                .toList();
    }

    /** Takes what left when a load began, or before it ended. */
    void beforeLoad() {
        takeForeseen(null);
    }

    /** Judges what is left of the events when an operation is over. */
    void rest() {
        takeForeseen(null);
        while (!events.isEmpty()) {
            RemovalEvent<ModelKey, ModelValue> event = events.remove();
            Entry victim = victim(event);
            if (!event.cause().wasEvicted()) {
                throw new Violation(victim + " left with cause " + event.cause() + ", which nobody asked for");
            }
            List<Limit> over = limits.path(victim.slot()).stream()
                    .filter(limit ->
                            limits.draining(limit) && limits.used(limit) + ghosts.under(limit) > limits.maximum(limit))
                    .toList();
            judge(victim, event.cause(), over, null);
            if (model.isExact()) {
                requireColdest(victim, over, null);
            }
            model.removed(victim, event.cause());
            takeForeseen(null);
        }
        for (Entry absence : vanishedAbsences()) {
            // The order of its leaving is unknown: some entry that made room may have left after it.
            List<Limit> over = lastPath.stream()
                    .filter(limit -> limits.draining(limit)
                            || (together
                                    ? pressed.contains(limit)
                                    : limits.used(limit) + heaviest > limits.maximum(limit)))
                    .toList();
            List<Limit> pressing = over.isEmpty() ? drainingOver(absence) : over;
            if (causes(absence, pressing).isEmpty()) {
                throw new Violation(absence + " was evicted though nothing needed its room");
            }
            removeAbsence(absence, causes(absence, over.isEmpty() ? pressing : lastPath));
        }
    }

    private List<Limit> drainingOver(Entry entry) {
        return limits.path(entry.slot()).stream().filter(limits::draining).toList();
    }

    /** Takes the events in front that were foreseen: removals that were asked for, and expired entries. */
    private void takeForeseen(@Nullable Entry overwritten) {
        for (RemovalEvent<ModelKey, ModelValue> event = events.peek(); event != null; event = events.peek()) {
            if (!dues.settle(event)) {
                if (event.cause() != RemovalCause.EXPIRED) {
                    return;
                }
                Entry entry = victim(event);
                if (entry == overwritten && model.isFifo()) {
                    return; // It keeps its place in the queue for the value that is written over it.
                }
                if (!model.expired(entry)) {
                    throw new Violation(entry + " was removed as expired before its time");
                }
                if (later.contains(entry.slot())) {
                    lapsed.put(entry.slot(), entry);
                }
                model.removed(entry, RemovalCause.EXPIRED);
            }
            events.remove();
        }
    }
}
