package io.cacheado;

/**
 * A source of monotonic time in nanoseconds, from an arbitrary origin; only differences mean something.
 *
 * <p>Read on every call that needs the time, from any thread, so it must be quick and must not block. The wall clock is
 * never read.
 */
@FunctionalInterface
public interface Ticker {
    /** The nanoseconds since the ticker's origin; never less than a value that it gave before. */
    long read();

    /** The system's monotonic clock, {@link System#nanoTime()}. */
    static Ticker systemTicker() {
        return System::nanoTime;
    }
}
