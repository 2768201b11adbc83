package io.cacheado.testkit.model;

import io.cacheado.stats.CacheStats;
import java.util.Arrays;

/**
 * What counters may show: for each the least and the greatest value.
 *
 * <p>The two differ where the promises leave something open, such as the moment when an empty scope hands its figures to
 * its parent. Once a value has been seen, it is known.
 */
final class Figures {
    private static final Metric[] METRICS = Metric.values();

    private final long[] least = new long[METRICS.length];
    private final long[] greatest = new long[METRICS.length];

    /** Counts something that was counted here for certain. */
    void add(Metric metric, long n) {
        least[metric.ordinal()] += n;
        greatest[metric.ordinal()] += n;
    }

    /** Counts something that was counted here or elsewhere or not at all. */
    void perhaps(Metric metric, long n) {
        greatest[metric.ordinal()] += n;
    }

    /** All of it may have been handed on, or may be at any time from now on. */
    void maybeGone() {
        Arrays.fill(least, 0);
    }

    /** All of it has been handed on. */
    void gone() {
        Arrays.fill(least, 0);
        Arrays.fill(greatest, 0);
    }

    long least(Metric metric) {
        return least[metric.ordinal()];
    }

    /**
     * Compares with a snapshot, and takes its values over.
     *
     * @param of whose figures they are, for the message
     */
    void compare(CacheStats stats, String of) {
        for (Metric metric : METRICS) {
            int i = metric.ordinal();
            long actual = metric.in(stats);
            if (actual < least[i] || actual > greatest[i]) {
                throw new Violation("stats of " + of + ": " + metric + " is " + actual + ", not " + range(i));
            }
            least[i] = actual;
            greatest[i] = actual;
        }
    }

    private String range(int i) {
        return least[i] == greatest[i] ? Long.toString(least[i]) : least[i] + " to " + greatest[i];
    }
}
