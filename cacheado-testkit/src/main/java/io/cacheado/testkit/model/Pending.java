package io.cacheado.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An asynchronous load that the runner holds open, with the futures of those who wait for it. */
final class Pending {
    private final Flight flight;
    private final CompletableFuture<@Nullable ModelValue> stage;
    private final List<CompletableFuture<@Nullable ModelValue>> waiters = new ArrayList<>();
    private final List<CompletableFuture<@Nullable ModelValue>> late = new ArrayList<>();

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

    /**
     * Adds a caller, who must be waiting.
     *
     * @param countsLate whether the request is counted when the load has ended
     */
    void join(CompletableFuture<@Nullable ModelValue> future, boolean countsLate) {
        if (future.isDone()) {
            throw new Violation("getAsync of " + flight.slot() + " is done before its load: " + future);
        }
        if (future == stage || waiters.contains(future)) {
            throw new Violation("getAsync of " + flight.slot() + " gave a future that others have too");
        }
        waiters.add(future);
        if (countsLate) {
            late.add(future);
        }
    }

    /** Cancels one caller, which must not disturb the others. */
    void cancel(int number) {
        if (!waiters.isEmpty()) {
            waiters.get(Math.floorMod(number, waiters.size())).cancel(true);
        }
    }

    /** The load has ended, and counts those requests that might have been answered otherwise. */
    void countLate(Ledger ledger) {
        for (CompletableFuture<@Nullable ModelValue> future : late) {
            if (future.isCancelled()) {
                ledger.perhaps(flight.slot(), Metric.MISSES, 1);
                ledger.perhaps(flight.slot(), Metric.COALESCED, 1);
            } else {
                ledger.count(flight.slot(), Metric.MISSES, 1);
                ledger.count(flight.slot(), Metric.COALESCED, 1);
            }
        }
    }

    /** The load has ended: all who did not cancel have its outcome. */
    void requireEnded(Outcome outcome) {
        for (CompletableFuture<@Nullable ModelValue> future : waiters) {
            requireOutcome(future, outcome, flight.slot());
        }
    }

    /** The load has not ended: nobody has an outcome. */
    void requireWaiting() {
        for (CompletableFuture<@Nullable ModelValue> future : waiters) {
            if (future.isDone() && !future.isCancelled()) {
                throw new Violation("getAsync of " + flight.slot() + " is done before its load: " + future);
            }
        }
    }

    /** All who did not cancel failed because the cacheado was closed. */
    void requireClosed() {
        for (CompletableFuture<@Nullable ModelValue> future : waiters) {
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
