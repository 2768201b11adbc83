package io.cacheado.testkit;

import io.cacheado.event.RemovalCause;
import io.cacheado.stats.CacheStats;
import java.util.List;

/** What assertions have in common: their errors. */
final class Claim {
    private static final int MOST_LISTED = 10;

    private Claim() {}

    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** A figure is as expected; {@code of} says whose it is. */
    static void figure(String figure, String of, long expected, long actual, CacheStats stats) {
        if (actual != expected) {
            throw new AssertionError(
                    figure + " of " + of + ": expected " + expected + ", but " + actual + "\n  " + text(stats));
        }
    }

    /** The figures in one line. */
    static String text(CacheStats stats) {
        StringBuilder text = new StringBuilder()
                .append("hits=" + stats.hitCount() + " (stale=" + stats.staleCount() + ")")
                .append(" misses=" + stats.missCount() + " (coalesced=" + stats.coalescedCount() + ")")
                .append(" loads=" + stats.loadCount() + " (failed=" + stats.loadFailureCount() + ", running="
                        + stats.loadsInFlight() + ")")
                .append(" refreshes=" + stats.refreshCount())
                .append(" inserts=" + stats.insertCount())
                .append(" removals=" + stats.removalCount());
        for (RemovalCause cause : RemovalCause.values()) {
            long removals = stats.removalCount(cause);
            text.append(removals == 0 ? "" : " " + cause + "=" + removals);
        }
        text.append(" entries=" + stats.entryCount() + " scopes=" + stats.scopeCount());
        boolean nothing = stats.requestCount() + stats.insertCount() + stats.loadCount() + stats.removalCount() == 0;
        return text.append(nothing ? "; nothing is counted without recordStats()" : "")
                .toString();
    }

    /** The first of many, one a line. */
    static String list(List<String> all) {
        StringBuilder text = new StringBuilder();
        all.stream().limit(MOST_LISTED).forEach(each -> text.append("\n  ").append(each));
        return text.append(all.size() > MOST_LISTED ? "\n  and " + (all.size() - MOST_LISTED) + " more" : "")
                .toString();
    }
}
