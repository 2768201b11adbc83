package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ticker that stands still until a test moves it. Safe for use by many threads.
 *
 * <p>It starts at an origin of its own choice; only differences mean something, as with every {@link Ticker}. It can move by
 * {@code Long.MAX_VALUE} nanoseconds in all, which is about 292 years: more is refused, since time would run backwards.
 */
public final class FakeTicker implements Ticker {
    private final long origin;
    private final AtomicLong elapsed = new AtomicLong();
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
        this.origin = originNanos;
    }

    /**
     * Makes every {@link #read} move the ticker by a step, after the value has been taken.
     *
     * @param step how far; zero stops it again
     * @return this ticker
     * @throws IllegalArgumentException if {@code step} is negative or more than 292 years
     */
    public FakeTicker autoIncrement(Duration step) {
        this.stepNanos = nanos(step);
        return this;
    }

    /**
     * Moves the ticker.
     *
     * @param step how far; zero is allowed
     * @return this ticker
     * @throws IllegalArgumentException if {@code step} is negative, since time never runs backwards, or if all steps
     *     together would be more than 292 years; nothing has changed then
     */
    public FakeTicker advance(Duration step) {
        long nanos = nanos(step);
        elapsed.updateAndGet(before -> {
            if (before > Long.MAX_VALUE - nanos) {
                throw tooFar(step, Long.MAX_VALUE - before);
            }
            return before + nanos;
        });
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if {@link #autoIncrement} has moved it by 292 years
     */
    @Override
    public long read() {
        long step = stepNanos;
        // The sum may wrap: the origin is anywhere, and differences are right.
        return origin + (step == 0 ? elapsed.get() : elapsed.getAndUpdate(before -> moved(before, step)));
    }

    private static long moved(long before, long step) {
        if (before > Long.MAX_VALUE - step) {
            throw new IllegalStateException(
                    "autoIncrement has moved the ticker to its end (allowed: 292 years in all)");
        }
        return before + step;
    }

    private static long nanos(Duration step) {
        requireNonNull(step, "step");
        if (step.isNegative()) {
            throw new IllegalArgumentException("step: " + step + " (allowed: zero or a positive duration)");
        }
        try {
            return step.toNanos();
        } catch (ArithmeticException tooMany) {
            throw tooFar(step, Long.MAX_VALUE);
        }
    }

    private static IllegalArgumentException tooFar(Duration step, long left) {
        return new IllegalArgumentException("step: " + step + " (allowed: at most " + Duration.ofNanos(left)
                + " more; a ticker moves 292 years in all)");
    }

    @Override
    public String toString() {
        return "FakeTicker[" + (origin + elapsed.get()) + " ns]";
    }
}
