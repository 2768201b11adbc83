package io.cacheado.testkit.model;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lives that are shortened at random. The model does not draw: it takes over what it sees in the engine, which must be
 * within the bounds, and in the long run spread over them evenly.
 */
final class Jitter {
    /** So many are enough to tell; fewer might be a coincidence. */
    private static final int ENOUGH = 20;
    /** Shorter ones are spread by their rounding too. */
    private static final long COARSEST = 10_000;

    private static final double VARIANCE = 1 / 12.0;
    private static final double SIGMAS = 6;

    private final Function<Slot, Optional<Duration>> engine;
    private final Tally tally;
    private long seen;
    private double sum;

    /** @param engine says how long the entry at a slot has still to live */
    Jitter(Function<Slot, Optional<Duration>> engine, Tally tally) {
        this.engine = engine;
        this.tally = tally;
    }

    /**
     * The life of a value that was stored this instant. If it has left again already it cannot be told, and does not matter.
     *
     * @param whole its life without jitter; 0 for ever
     */
    long life(Slot slot, double share, long whole) {
        Duration left = share == 0 || whole == 0 || whole == Long.MAX_VALUE ? null : left(slot);
        if (left == null) {
            return whole;
        }
        long life = left.toNanos();
        long most = (long) (whole * share);
        if (life > whole || life < Math.max(1, whole - most)) {
            throw new Violation(slot + " lives for " + life + " ns, not between " + (whole - most) + " and " + whole);
        }
        tally.count(Tally.SHORTENED);
        if (most >= COARSEST) {
            seen++;
            sum += (whole - life) / (double) most;
        }
        return life;
    }

    private @Nullable Duration left(Slot slot) {
        return engine.apply(slot).orElse(null);
    }

    /** At the end: the lives must not be too alike. */
    void requireSpread() {
        if (seen >= ENOUGH && Math.abs(sum - seen / 2.0) > SIGMAS * Math.sqrt(seen * VARIANCE)) {
            throw new Violation("jitter took " + sum / seen + " of what it may on average over " + seen
                    + " lives, though one half is to be expected");
        }
    }
}
