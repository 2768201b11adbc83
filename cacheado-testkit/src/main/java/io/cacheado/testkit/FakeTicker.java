package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ticker that stands still until a test moves it. Safe for use by many threads.
 *
 * <p>It starts at an origin of its own choice; only differences mean something, as with every {@link Ticker}.
 */
public final class FakeTicker implements Ticker {
    private final AtomicLong nanos;
    private volatile long stepNanos;

    /** Creates a ticker that starts at zero and moves by {@link #advance} only. */
    public FakeTicker() {
        this(0L);
    }

    /**
     * Creates a ticker that moves by {@link #advance} only.
     *
     * @param originNanos the first value that {@link #read} gives, of any sign
     */
    public FakeTicker(long originNanos) {
        this.nanos = new AtomicLong(originNanos);
    }

    /**
     * Makes every {@link #read} move the ticker by a step, after the value has been taken.
     *
     * @param step how far; zero stops it again
     * @return this ticker
     * @throws IllegalArgumentException if {@code step} is negative
     */
    public FakeTicker autoIncrement(Duration step) {
        this.stepNanos = requirePositiveOrZero(step, "step");
        return this;
    }

    /**
     * Moves the ticker.
     *
     * @param step how far; zero is allowed
     * @return this ticker
     * @throws IllegalArgumentException if {@code step} is negative: time never runs backwards
     */
    public FakeTicker advance(Duration step) {
        nanos.addAndGet(requirePositiveOrZero(step, "step"));
        return this;
    }

    @Override
    public long read() {
        long step = stepNanos;
        return step == 0 ? nanos.get() : nanos.getAndAdd(step);
    }

    private static long requirePositiveOrZero(Duration step, String name) {
        requireNonNull(step, name);
        if (step.isNegative()) {
            throw new IllegalArgumentException(name + ": " + step + " (allowed: zero or a positive duration)");
        }
        return step.toNanos();
    }

    @Override
    public String toString() {
        return "FakeTicker[" + nanos.get() + " ns]";
    }
}
