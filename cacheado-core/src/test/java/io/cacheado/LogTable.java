package io.cacheado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of log events in the guide. */
public final class LogTable {
    private static final Pattern ROW = Pattern.compile("\\| `([\\w.-]+)` \\| `([\\w.]+)` \\| (\\w+) \\| (.*) \\|");
    private static final Pattern KEY = Pattern.compile("`(\\w+)`");
    private static final Set<String> OF_A_FAILED_LOAD =
            Set.of("cache", "scope", "key", "failure", "root", "micros", "suppressed");

    private LogTable() {}

    /** One row. */
    public record Row(String logger, String level, Set<String> keys) {}

    /** The rows by the names of the events, in order. */
    public static Map<String, Row> read() {
        Map<String, Row> rows = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(guide().resolve("logs-and-metrics.md"))) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    Set<String> keys = new LinkedHashSet<>();
                    Matcher key = KEY.matcher(row.group(4));
                    while (key.find()) {
                        keys.add(key.group(1));
                    }
                    if (row.group(4).contains("the same") || row.group(4).contains("as `load.failed`")) {
                        keys.addAll(OF_A_FAILED_LOAD);
                    }
                    rows.put(row.group(1), new Row(row.group(2), row.group(3), keys));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static Path guide() {
        Path here = Path.of("docs/guide");
        return Files.isDirectory(here) ? here : Path.of("../docs/guide");
    }
}
