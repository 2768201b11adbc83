package io.cacheado.internal.time;

import io.cacheado.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The time of one cacheado: nanoseconds from an origin of its own, never negative, never going back.
 *
 * <p>Hits may read a coarse time; writes and misses read the exact one, so an entry never lives longer than one resolution
 * beyond its time.
 */
public final class Clock {
    /** Added to now, this is never: far enough for any life, and near enough not to overflow. */
    public static final long AGES = 1L << 62;

    private final @Nullable Ticker ticker;
    /** Read for hits. */
    private final @Nullable Ticker seen;

    private final long origin;

    private Clock(@Nullable Ticker ticker, @Nullable Ticker seen) {
        this.ticker = ticker;
        this.seen = seen;
        this.origin = ticker == null ? 0 : ticker.read();
    }

    /** The system's time, coarse for hits. */
    public static Clock coarse() {
        return new Clock(null, null);
    }

    /** The time of a ticker, read each time. */
    public static Clock of(Ticker ticker) {
        return new Clock(ticker, ticker);
    }

    /** The time of a ticker, of which hits see what another says: as if the thread that keeps the time were held back. */
    public static Clock heldBack(Ticker ticker, Ticker seen) {
        return new Clock(ticker, seen);
    }

    /** The time for a hit. */
    public long now() {
        return seen == null ? CoarseTime.now() : seen.read() - origin;
    }

    /** The time for a write, a miss, or a hit that must be exact. */
    public long exact() {
        return ticker == null ? CoarseTime.exact() : ticker.read() - origin;
    }

    /** The deadline of a life of so many nanoseconds that begins at {@code now}. */
    public static long deadline(long now, long life) {
        return life >= AGES - now ? AGES : now + life;
    }
}
