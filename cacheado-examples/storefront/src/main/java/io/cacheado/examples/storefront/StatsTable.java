package io.cacheado.examples.storefront;

import io.cacheado.event.RemovalCause;
import io.cacheado.stats.CacheStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What was counted for each of some scopes or caches, with a column for each cause of removal that occurred. */
final class StatsTable {
    private final List<RemovalCause> causes;
    private final TextTable table;

    StatsTable(String title, CacheStats all) {
        this.causes = Arrays.stream(RemovalCause.values())
                .filter(cause -> all.removalCount(cause) > 0)
                .toList();
        List<String> titles = new ArrayList<>(List.of(title, "requests", "hit rate", "loads", "load, us", "entries"));
        causes.forEach(cause -> titles.add(cause.name()));
        this.table = new TextTable(titles.toArray(new String[0]));
    }

    /** Adds a line. */
    void add(String label, CacheStats stats) {
        List<Object> cells = new ArrayList<>(List.of(
                label,
                stats.requestCount(),
                percent(stats.hitRate()),
                stats.loadCount(),
                stats.totalLoadTime().toNanos() / 1_000 / Math.max(1, stats.loadCount()),
                stats.entryCount()));
        causes.forEach(cause -> cells.add(stats.removalCount(cause)));
        table.row(cells.toArray());
    }

    /** Adds a line that only says something. */
    void note(String text) {
        table.row(text);
    }

    /** A rate from 0 to 1, as a percentage. */
    static String percent(double rate) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * rate);
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
