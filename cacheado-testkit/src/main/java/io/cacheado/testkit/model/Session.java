package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private final Fresh fresh;
    private final Settlement settlement;
    private final Listening listening;
    private final Arrivals arrivals = new Arrivals(this);
    private final ScriptedLoader loader = new ScriptedLoader();
    private final Subject subject;
    private final Handles handles;
    private final Comparison comparison;
    private final Renewals renewals = new Renewals(this);
    private final Stale stale = new Stale(this);
    private final Early early = new Early(this);
    private final LoadStack stack = new LoadStack();
    private final List<Pending> pendings = new ArrayList<>();
    private long serial;
    private int depth;
    private final Verdict verdict = new Verdict();
    private @Nullable Op current;

    /**
     * Starts with an empty engine.
     *
     * @param disguise put around the engine; the identity, unless the session itself is being tested
     */
    Session(Setup setup, UnaryOperator<Cacheado> disguise) {
        this.setup = setup;
        this.listening = new Listening(setup, departures, verdict);
        this.subject = new Subject(setup, ticker, disguise, listening, loader);
        this.usage = new Usage(setup);
        this.ledger = new Ledger(setup, usage);
        this.limits = new Limits(setup, usage);
        this.flights = new Flights(usage, ledger, tally, drops);
        this.dues = new Dues(ledger);
        this.jitter = new Jitter(subject::life, tally);
        this.model = new Model(setup, ticker::read, usage, ledger, dues, flights);
        this.fresh = new Fresh(setup, ticker::read, jitter);
        this.settlement = new Settlement(setup, model, limits, ledger, dues, departures, tally);
        this.handles = new Handles(setup, subject.caches());
        this.comparison = new Comparison(this);
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
            throw verdict.noted(violation);
        } catch (RuntimeException | Error unexpected) {
            throw verdict.noted(new Violation(op.kind() + " threw " + unexpected, unexpected));
        } finally {
            current = outer;
        }
        rethrow();
    }

    /** A violation found by a loader, which the engine may take for a failure of the load. */
    Violation violation(String message) {
        return verdict.noted(new Violation(message));
    }

    /** Judges what left when a load began, or before it ended. */
    void beforeLoad() {
        try {
            settlement.beforeLoad();
        } catch (Violation violation) {
            throw verdict.noted(violation);
        }
    }

    void rethrow() {
        verdict.rethrow();
    }

    /** How a call to the engine ended, unless a violation was found while it ran. */
    Outcome capture(Outcome.Call call) {
        return verdict.capture(call);
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

    void advance(Duration step) {
        ticker.advance(step);
        model.age();
    }

    void checkInvariants() {
        if (!limits.anyDraining()) { // The auditor does not know of that.
            subject.checkInvariants();
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

    Subject subject() {
        return subject;
    }

    Cacheado engine() {
        return subject.engine();
    }

    Cache<ModelKey, ModelValue> cache(int number) {
        return subject.caches().get(number);
    }

    Model model() {
        return model;
    }

    Jitter jitter() {
        return jitter;
    }

    /** The entries as they were written this instant. */
    Fresh fresh() {
        return fresh;
    }

    Arrivals arrivals() {
        return arrivals;
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
        return listening.thrown();
    }
}
