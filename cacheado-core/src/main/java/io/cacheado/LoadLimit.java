package io.cacheado;

import java.time.Duration;
import java.util.Objects;

/**
 * How many loads may run at once in a scope, and how long a further one waits for its turn. Immutable; equal by both.
 *
 * <p>Those that wait are let in in the order in which they came. One whose wait is over fails with {@link
 * LoadRejectedException}, unless an expired value may be served instead. A load that is begun by another one of the same scope
 * takes that one's place and does not wait, also if it goes on when that one has ended: loads that a loader begins and does not
 * wait for are not counted.
 *
 * <p>A load takes its places from its scope upward. Two loads that hold what the other one waits for, since one of them begins
 * a load further down, stand still until the wait of one is over.
 */
public final class LoadLimit {
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(1);

    private final int loads;
    private final Duration waitAtMost;

    private LoadLimit(int loads, Duration waitAtMost) {
        this.loads = loads;
        this.waitAtMost = waitAtMost;
    }

    /**
     * So many loads at once, and a wait of at most one second.
     *
     * @param loads at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public static LoadLimit of(int loads) {
        if (loads < 1) {
            throw new IllegalArgumentException("loads: " + loads + " (allowed: at least 1)");
        }
        return new LoadLimit(loads, DEFAULT_WAIT);
    }

    /**
     * This limit with another longest wait.
     *
     * @param wait zero to fail at once when the limit is reached
     * @throws IllegalArgumentException if it is negative
     */
    public LoadLimit waitAtMost(Duration wait) {
        if (Objects.requireNonNull(wait, "wait").isNegative()) {
            throw new IllegalArgumentException("wait: " + wait + " (allowed: zero or a positive duration)");
        }
        return new LoadLimit(loads, wait);
    }

    /** How many loads may run at once. */
    public int loads() {
        return loads;
    }

    /** How long a further load waits for its turn. */
    public Duration waitAtMost() {
        return waitAtMost;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoadLimit limit && limit.loads == loads && limit.waitAtMost.equals(waitAtMost);
    }

    @Override
    public int hashCode() {
        return Objects.hash(loads, waitAtMost);
    }

    @Override
    public String toString() {
        return "LoadLimit[loads=" + loads + ", waitAtMost=" + waitAtMost + "]";
    }
}
