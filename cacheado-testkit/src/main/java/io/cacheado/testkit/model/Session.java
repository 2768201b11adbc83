package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedFunction;
import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.internal.engine.Audit;
import io.cacheado.testkit.CacheInvariants;
import io.cacheado.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One engine and one model that live through the same operations.
 *
 * <p>Not safe for use by many threads, as the deterministic engine is not. After a {@link Violation} it is of no more use.
 */
final class Session {
    private final Setup setup;
    private final FakeTicker ticker = new FakeTicker(-5_000_000_007L);
    private final Tally tally = new Tally();
    private final Usage usage;
    private final Ledger ledger;
    private final Limits limits;
    private final TagDrops drops = new TagDrops();
    private final Flights flights;
    private final Departures departures = new Departures();
    private final Dues dues;
    private final Jitter jitter;
    private final Model model;
    private final Settlement settlement;
    private final Cacheado real;
    private final Cacheado engine;
    private final List<Cache<ModelKey, ModelValue>> caches = new ArrayList<>();
    private final List<@Nullable ScopedFunction<ModelKey, @Nullable ModelValue>> functions = new ArrayList<>();
    private final ScriptedLoader loader = new ScriptedLoader();
    private final Handles handles;
    private final Comparison comparison;
    private final Renewals renewals = new Renewals(this);
    private final Stale stale = new Stale(this);
    private final Early early = new Early(this);
    private final LoadStack stack = new LoadStack();
    private final List<Pending> pendings = new ArrayList<>();
    private long serial;
    private long thrownByListener;
    private int depth;
    private @Nullable Violation first;
    private @Nullable Op current;

    /**
     * Starts with an empty engine.
     *
     * @param disguise put around the engine; the identity, unless the session itself is being tested
     */
    Session(Setup setup, UnaryOperator<Cacheado> disguise) {
        this.setup = setup;
        this.usage = new Usage(setup);
        this.ledger = new Ledger(setup, usage);
        this.limits = new Limits(setup, usage);
        this.flights = new Flights(usage, ledger, tally, drops);
        this.dues = new Dues(ledger);
        this.jitter = new Jitter(
                slot -> caches.get(slot.cache())
                        .policy()
                        .expiresAfter(slot.place().scope(), slot.key()),
                tally);
        this.model = new Model(setup, ticker::read, usage, ledger, dues, flights, jitter);
        this.settlement = new Settlement(setup, model, limits, ledger, dues, departures, tally);
        this.real = Caches.engine(setup, ticker);
        Audit.absences(real, event -> departed(event, null));
        this.engine = disguise.apply(real);
        for (CacheSpec spec : setup.caches()) {
            RemovalListener<Object, ModelValue> listener = this::onRemoval;
            caches.add(Caches.cache(engine, spec, listener, loader));
            functions.add(function(spec, listener));
        }
        this.handles = new Handles(setup, caches);
        this.comparison = new Comparison(this);
    }

    /** The function of a cache; null if there is none. */
    private @Nullable ScopedFunction<ModelKey, @Nullable ModelValue> function(
            CacheSpec spec, RemovalListener<Object, ModelValue> listener) {
        try {
            return Caches.function(engine, spec, listener, loader);
        } catch (IllegalStateException differs) {
            if (engine == real) {
                throw differs;
            }
            return null; // A disguise gave the cache other settings.
        }
    }

    @Nullable
    ScopedFunction<ModelKey, @Nullable ModelValue> function(int number) {
        return functions.get(number);
    }

    /** Does one operation on both, and compares them. */
    void run(Op op) {
        departures.forget();
        carryOut(op);
        dues.requireNone();
        comparison.afterwards(op);
    }

    /** Does what a loader does while it runs. */
    void nested(List<Op> ops) {
        depth++;
        try {
            ops.forEach(this::carryOut);
        } finally {
            depth--;
        }
    }

    private void carryOut(Op op) {
        Op outer = current;
        current = op;
        try {
            model.age();
            op.kind().action().run(this, op);
            settlement.rest();
        } catch (Violation violation) {
            throw noted(violation);
        } catch (RuntimeException | Error unexpected) {
            throw noted(new Violation(op.kind() + " threw " + unexpected, unexpected));
        } finally {
            current = outer;
        }
        rethrow();
    }

    /** The violation to report: a loader's is the first to be found, though the engine may have taken it for a failure. */
    private Violation noted(Violation violation) {
        if (first == null) {
            first = violation;
        }
        return first;
    }

    /** A violation found by a loader, which the engine may take for a failure of the load. */
    Violation violation(String message) {
        return noted(new Violation(message));
    }

    /** Judges what left when a load began, or before it ended. */
    void beforeLoad() {
        try {
            settlement.beforeLoad();
        } catch (Violation violation) {
            throw noted(violation);
        }
    }

    void rethrow() {
        if (first != null) {
            throw first;
        }
    }

    /** How a call to the engine ended, unless a violation was found while it ran. */
    Outcome capture(Outcome.Call call) {
        Outcome outcome = Outcome.capture(call);
        rethrow();
        if (outcome.failure() instanceof Violation violation) {
            throw noted(violation);
        }
        return outcome;
    }

    private void onRemoval(RemovalEvent<?, ? extends ModelValue> event) {
        departed(event, event.value());
        // Some setups have a listener that throws now and then.
        if (setup.seed() % 3 == 0 && event.value().serial() % 8 == 0) {
            thrownByListener++;
            throw new IllegalStateException("a listener threw, as it was told to");
        }
    }

    private void departed(RemovalEvent<?, ?> event, @Nullable ModelValue value) {
        Slot slot = setup.slot(event.scope(), event.cache(), event.key());
        if (slot == null) {
            throw violation(
                    "an event names scope " + event.scope() + ", cache " + event.cache() + " and key " + event.key());
        }
        departures.add(new Departure(slot, value, event.cause()));
    }

    /** A load has ended: settles what it leaves. */
    void complete(Flight flight, Outcome outcome) {
        complete(flight, outcome, Keeping.NONE);
    }

    /** A load has ended that said how its value is to be kept: settles what it leaves. */
    void complete(Flight flight, Outcome outcome, Keeping keeping) {
        Slot slot = flight.slot();
        countLoad(flight, outcome);
        Entry renewed = flights.renewing(slot) == flight ? flight.renewed() : null;
        if (renewed != null && outcome.failure() != null) {
            renewed.failedToRenew(now(), spec(slot).resilience());
        } else if (renewed != null && outcome.value() == null && spec(slot).ttlAbsent() == 0) {
            // Nobody promised which it is if the value was out of date meanwhile.
            model.remove(renewed, EnumSet.of(RemovalCause.EXPLICIT, model.cause(renewed, RemovalCause.EXPLICIT)));
            flights.end(flight);
            flights.fence(slot);
        } else if (outcome.failure() == null
                && (outcome.value() != null || spec(slot).ttlAbsent() > 0)) {
            leave(flight, outcome.value(), outcome.value() == null ? Keeping.NONE : keeping);
        } else if (outcome.failure() != null && spec(slot).ttlFailure() > 0 && flight.renewed() == null) {
            remember(flight, outcome.failure());
        }
        flights.end(flight);
        ledger.left(slot);
    }

    void countLoad(Flight flight, Outcome outcome) {
        count(flight, Metric.LOAD_NANOS, ticker.read() - flight.start());
        count(flight, outcome.failure() == null ? Metric.LOADS : Metric.LOAD_FAILURES, 1);
    }

    /** A loaded value, or an absence that is remembered, arrives at its slot. */
    void leave(Flight flight, @Nullable ModelValue value, Keeping keeping) {
        Entry renewed = flights.renewing(flight.slot()) == flight ? flight.renewed() : null;
        boolean dropped = flights.droppedSince(flight, keeping.tags()) || (renewed != null && renewed.dropped());
        if (!flight.fenced() && !dropped) {
            if (renewed == null) {
                // Else one that has expired is written over, and told of as such.
                settlement.beforeStore();
            }
            Entry fresh = model.entry(flight.slot(), value, keeping.ttl())
                    .tagged(keeping.tags())
                    .loadedIn(now() - flight.start());
            if (renewed != null) {
                fresh.makeRenewable();
                if (keeping.unchanged() && model.prolong(renewed, fresh)) {
                    return;
                }
            }
            settlement.store(flight.decides() ? fresh.makeRenewable() : fresh);
            return;
        }
        if (dropped) {
            tally.count(Tally.TAG_FENCE);
        }
        comesTooLate(flight.slot(), value);
    }

    private void remember(Flight flight, Throwable failure) {
        tally.count(Tally.FAILURE_REMEMBERED);
        if (flight.fenced()) {
            comesTooLate(flight.slot(), null);
        } else {
            settlement.beforeStore();
            Entry fresh = model.failure(flight.slot(), failure);
            settlement.store(flight.decides() ? fresh.makeRenewable() : fresh);
        }
    }

    /** A load has ended that left nothing: what failed is not remembered of it. */
    void abandon(Flight flight, Throwable failure) {
        countLoad(flight, Outcome.failed(failure));
        flights.end(flight);
        ledger.left(flight.slot());
    }

    /** A value, or an absence that is to be remembered, was computed and is not stored. */
    void comesTooLate(Slot slot, @Nullable ModelValue value) {
        ledger.countAbove(slot, Metric.INSERTS, 1);
        ledger.countAbove(slot, Metric.FENCED, 1);
        dues.owe(slot, value, Set.of(RemovalCause.FENCED));
    }

    private void count(Flight flight, Metric metric, long n) {
        if (flight.fenced()) {
            ledger.countAbove(flight.slot(), metric, n);
        } else {
            ledger.count(flight.slot(), metric, n);
        }
    }

    /** A value that was never written before, with a weight and a time to live that the operation chooses. */
    ModelValue value(Op op, int choice) {
        int most = (int) Math.min(Integer.MAX_VALUE, Math.max(2, setup.budget()));
        int weight =
                op.chance(choice + 100, 4) ? 1 + op.pick(choice + 101, most + most / 2) : 1 + op.pick(choice + 101, 8);
        return new ModelValue(serial++, weight, Durations.ttl(op, choice + 102));
    }

    @Nullable
    Target target(Op op) {
        return handles.target(op);
    }

    /** The weight that the engine has charged for a slot, or null if it is empty; counts no request. */
    @Nullable
    Long weightInEngine(Slot slot) {
        var weight = caches.get(slot.cache()).policy().weightOf(slot.place().scope(), slot.key());
        return weight.isPresent() ? weight.getAsLong() : null;
    }

    void advance(Duration step) {
        ticker.advance(step);
        model.age();
    }

    void checkInvariants() {
        if (limits.anyDraining()) {
            return; // The auditor does not know that.
        }
        try {
            CacheInvariants.check(real);
        } catch (AssertionError broken) {
            throw new Violation(String.valueOf(broken.getMessage()), broken);
        }
    }

    CacheSpec spec(Slot slot) {
        return setup.caches().get(slot.cache());
    }

    /** Whether a loader is running, so that what came before may not have been told yet. */
    boolean isNested() {
        return depth > 0;
    }

    long now() {
        return ticker.read();
    }

    Setup setup() {
        return setup;
    }

    Cacheado engine() {
        return engine;
    }

    /** The engine without disguise. */
    Cacheado real() {
        return real;
    }

    Cache<ModelKey, ModelValue> cache(int number) {
        return caches.get(number);
    }

    Model model() {
        return model;
    }

    Jitter jitter() {
        return jitter;
    }

    Usage usage() {
        return usage;
    }

    Ledger ledger() {
        return ledger;
    }

    Limits limits() {
        return limits;
    }

    Flights flights() {
        return flights;
    }

    TagDrops drops() {
        return drops;
    }

    Departures departures() {
        return departures;
    }

    Renewals renewals() {
        return renewals;
    }

    Early early() {
        return early;
    }

    Stale stale() {
        return stale;
    }

    /** What a loader does while keys of a slot's place are only read. */
    Background background(Slot slot) {
        Op op = current;
        return new Background(
                this,
                slot.place(),
                slot.cache(),
                op != null ? op : new Op(OpKind.GET_IF_PRESENT, 0, 0, 0, 0, List.of()));
    }

    Dues dues() {
        return dues;
    }

    Settlement settlement() {
        return settlement;
    }

    ScriptedLoader loader() {
        return loader;
    }

    LoadStack stack() {
        return stack;
    }

    List<Pending> pendings() {
        return pendings;
    }

    Tally tally() {
        return tally;
    }

    Comparison comparison() {
        return comparison;
    }

    long thrownByListener() {
        return thrownByListener;
    }
}
