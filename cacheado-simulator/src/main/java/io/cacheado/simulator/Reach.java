package io.cacheado.simulator;

import java.util.OptionalLong;

/**
 * The search for the smallest budget that reaches a hit rate, by halving on a logarithmic scale. The budget found was replayed,
 * and reaches it; one that is a hundredth smaller was not enough.
 */
final class Reach {
    private final Simulation simulation;
    private final Contestant contestant;
    private final Tally reads;
    private final long whole;

    /** @param whole the units that hold everything */
    Reach(Simulation simulation, Contestant contestant, Tally reads, long whole) {
        this.simulation = simulation;
        this.contestant = contestant;
        this.reads = reads;
        this.whole = whole;
    }

    /** How many budgets are tried at most. */
    static int steps(long whole) {
        return 2 + (int) Math.ceil(Math.log(Math.max(2, Math.log(Math.max(2, whole)) / Math.log(1.01))) / Math.log(2));
    }

    /** The most that can be reached. */
    double most() {
        return rate(whole);
    }

    /** The budget, or nothing if not even all of it together is enough. */
    OptionalLong smallest(double goal) {
        if (most() < goal) {
            return OptionalLong.empty();
        }
        long enough = whole;
        // Below 1 nothing is enough.
        long tooSmall = 0;
        while (enough - tooSmall > Math.max(1, tooSmall / 100)) {
            long middle = Math.round(Math.sqrt((double) Math.max(1, tooSmall) * enough));
            long tried = Math.min(enough - 1, Math.max(tooSmall + 1, middle));
            if (rate(tried) >= goal) {
                enough = tried;
            } else {
                tooSmall = tried;
            }
        }
        return OptionalLong.of(enough);
    }

    private double rate(long budget) {
        return simulation.play(contestant, budget).rate(reads, -1);
    }
}
