package io.cacheado.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The search for a shorter list of operations that fails too: it leaves out ever smaller pieces, while time is left. */
final class Shrinker {
    private final Trial trial;
    private final LongSupplier clock;
    private final long deadline;

    /**
     * Creates a shrinker.
     *
     * @param clock gives nanoseconds
     * @param nanos how long it may search
     */
    Shrinker(Trial trial, LongSupplier clock, long nanos) {
        this.trial = trial;
        this.clock = clock;
        this.deadline = clock.getAsLong() + nanos;
    }

    /** A list as short as was found; the operations themselves if nothing shorter fails. */
    List<Op> shrink(List<Op> operations, Trial.Failure failure) {
        List<Op> best = operations.subList(0, Math.min(operations.size(), failure.operation() + 1));
        for (int piece = Math.max(1, best.size() / 2); piece >= 1; piece /= 2) {
            best = withoutPieces(best, piece);
        }
        return withoutInner(best);
    }

    private List<Op> withoutPieces(List<Op> operations, int piece) {
        List<Op> best = operations;
        for (int from = 0; from < best.size() && inTime(); ) {
            List<Op> shorter = new ArrayList<>(best.subList(0, from));
            shorter.addAll(best.subList(Math.min(best.size(), from + piece), best.size()));
            if (fails(shorter)) {
                best = shorter;
            } else {
                from += piece;
            }
        }
        return best;
    }

    /** Leaves out what loaders do. */
    private List<Op> withoutInner(List<Op> operations) {
        List<Op> best = new ArrayList<>(operations);
        for (int i = 0; i < best.size(); i++) {
            for (int inner = best.get(i).inner().size() - 1; inner >= 0 && inTime(); inner--) {
                List<Op> fewer = new ArrayList<>(best.get(i).inner());
                fewer.remove(inner);
                List<Op> shorter = new ArrayList<>(best);
                shorter.set(i, best.get(i).withInner(fewer));
                if (fails(shorter)) {
                    best = shorter;
                }
            }
        }
        return best;
    }

    private boolean inTime() {
        return clock.getAsLong() - deadline < 0;
    }

    private boolean fails(List<Op> operations) {
        return trial.run(operations).failure() != null;
    }
}
