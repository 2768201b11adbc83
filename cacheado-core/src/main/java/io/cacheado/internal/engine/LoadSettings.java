package io.cacheado.internal.engine;

import java.util.Map;

/**
 * How a cache's loads are made to last when they are slow, fail, or are asked for by many. Durations are nanoseconds, 0 for
 * none.
 *
 * @param refreshAfter how long after a write a read has the value renewed in the background
 * @param earliness the factor of XFetch, 0 for none
 * @param whileRevalidate how long after its expiry a value is served while it is renewed in the background
 * @param ifError how long after its expiry a value is served when its load fails
 * @param soft how long a caller waits before an expired value is served
 * @param hard how long a load may take
 * @param jitter the share of a time to live by which it is shortened at most
 * @param backoffFirst the pause after a renewal that failed
 * @param backoffMost the longest such pause
 * @param failureLives how long failures of these types, or of types below, are remembered
 */
record LoadSettings(
        long refreshAfter,
        double earliness,
        long whileRevalidate,
        long ifError,
        long soft,
        long hard,
        double jitter,
        long backoffFirst,
        long backoffMost,
        Map<Class<? extends Throwable>, Long> failureLives) {

    /** Whether values are renewed, or served beyond their expiry. */
    boolean renews() {
        return refreshAfter != 0 || earliness != 0 || servesStale();
    }

    /** Whether values are served beyond their expiry. */
    boolean servesStale() {
        return whileRevalidate != 0 || ifError != 0;
    }

    /** How long beyond its expiry a value may be served. */
    long longestStale() {
        return Math.max(whileRevalidate, ifError);
    }

    /** Whether loads run on the executor, so that who waits for them can leave. */
    boolean timesOut() {
        return soft != 0 || hard != 0;
    }
}
