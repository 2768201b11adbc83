package io.cacheado.testkit.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An asynchronous load that the runner holds open, with the futures of those who wait for it. */
final class Pending {
    private final Flight flight;
    private final CompletableFuture<@Nullable ModelValue> stage;
    private final Map<CompletableFuture<@Nullable ModelValue>, Kind> waiters = new LinkedHashMap<>();

    /** How a caller's request is counted. */
    enum Kind {
        /** It was counted when it came, or is not at all: it gets what the load comes to. */
        COUNTED,
        /** At the end: it began the load, and may be served an expired value if that fails. */
        OWN,
        /** At the end, as that of one who waited for another's load. */
        JOINED
    }

    Pending(Flight flight, CompletableFuture<@Nullable ModelValue> stage) {
        this.flight = flight;
        this.stage = stage;
    }

    Flight flight() {
        return flight;
    }

    CompletableFuture<@Nullable ModelValue> stage() {
        return stage;
    }

    /** Adds a caller, who must be waiting. */
    void join(CompletableFuture<@Nullable ModelValue> future, Kind kind) {
        if (future.isDone()) {
            throw new Violation("getAsync of " + flight.slot() + " is done before its load: " + future);
        }
        if (future == stage || waiters.containsKey(future)) {
            throw new Violation("getAsync of " + flight.slot() + " gave a future that others have too");
        }
        waiters.put(future, kind);
    }

    /** Adds a caller of a load that ended at once. */
    void joinEnded(CompletableFuture<@Nullable ModelValue> future, Kind kind) {
        waiters.put(future, kind);
    }

    /** Cancels one caller, which must not disturb the others. */
    void cancel(int number) {
        if (!waiters.isEmpty()) {
            new ArrayList<>(waiters.keySet())
                    .get(Math.floorMod(number, waiters.size()))
                    .cancel(true);
        }
    }

    /** The load has ended: all who did not cancel have its outcome, or what is served in its place. */
    void ended(Session session, Outcome outcome) {
        waiters.forEach((future, kind) -> {
            Outcome due = outcome;
            if (kind != Kind.COUNTED && future.isCancelled()) {
                session.stale().perhaps(flight.slot());
            } else if (kind != Kind.COUNTED) {
                due = session.stale().instead(flight, outcome, of(future), kind == Kind.JOINED);
            }
            requireOutcome(future, due, flight.slot());
        });
    }

    /** The load has not ended: nobody has an outcome. */
    void requireWaiting() {
        for (CompletableFuture<@Nullable ModelValue> future : waiters.keySet()) {
            if (future.isDone() && !future.isCancelled()) {
                throw new Violation("getAsync of " + flight.slot() + " is done before its load: " + future);
            }
        }
    }

    /** All who did not cancel failed because the cacheado was closed. */
    void requireClosed() {
        for (CompletableFuture<@Nullable ModelValue> future : waiters.keySet()) {
            Outcome outcome = of(future);
            if (!future.isCancelled() && !(outcome.failure() instanceof IllegalStateException)) {
                throw new Violation("after close, getAsync of " + flight.slot() + " gave " + outcome
                        + ", not IllegalStateException");
            }
        }
    }

    static void requireOutcome(CompletableFuture<@Nullable ModelValue> future, Outcome outcome, Object what) {
        if (!future.isCancelled()) {
            outcome.require(of(future), "the future of " + what);
        }
    }

    private static Outcome of(CompletableFuture<@Nullable ModelValue> future) {
        return future.isDone()
                ? Outcome.capture(future::join).unwrapped()
                : Outcome.failed(new IllegalStateException("not done", new Violation("not done")));
    }
}
