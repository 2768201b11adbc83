package io.cacheado.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for, by system properties.
 *
 * @param rows the names of the rows to run
 * @param forks how often each measurement is repeated in a process of its own, in turn with its peer's
 * @param time seconds of an iteration
 * @param runs how often a trace is replayed with other hash seeds
 * @param traces the folder of traces, if there is one
 * @param scoped whether a trace's tenants become scopes
 * @param quick whether a small and short form of each row will do
 */
public record Settings(
        List<String> rows,
        int forks,
        double time,
        int runs,
        @Nullable Path traces,
        boolean scoped,
        boolean quick) {
    /** What {@code -Dhelp} prints. */
    static final String HELP = """
            -Drows=a,b      rows to run (default: smoke)
            -Dforks=n       repetitions, each in a process of its own, in turn with the peer's (default: 3)
            -Dtime=seconds  length of one iteration; 3 to warm up and 4 that count (default: 0.5)
            -Dtraces=DIR    folder of *.csv.gz traces for the row hitrate
            -Druns=n        replays of each trace with other hash seeds (default: 1)
            -Dscoped=true   in the row hitrate, each tenant of a trace is a scope (default: false)
            """;

    /** Reads the settings. */
    static Settings from(UnaryOperator<@Nullable String> property) {
        List<String> rows = new ArrayList<>();
        for (String name : text(property, "rows", "smoke").split(",", -1)) {
            if (!name.isBlank()) {
                rows.add(name.strip());
            }
        }
        String folder = property.apply("traces");
        Path traces = folder == null ? null : Path.of(folder);
        if (traces != null && !Files.isDirectory(traces)) {
            throw new BadInput("traces: " + folder + " (allowed: a folder)");
        }
        return new Settings(
                List.copyOf(rows),
                count(property, "forks", 3),
                seconds(property, "time", 0.5),
                count(property, "runs", 1),
                traces,
                flag(property, "scoped"),
                false);
    }

    /** The small and short form of these settings. */
    public Settings quickly() {
        return new Settings(rows, 1, Math.min(time, 0.2), 1, traces, scoped, true);
    }

    private static String text(UnaryOperator<@Nullable String> property, String name, String otherwise) {
        String text = property.apply(name);
        return text == null || text.isBlank() ? otherwise : text;
    }

    private static int count(UnaryOperator<@Nullable String> property, String name, int otherwise) {
        String text = text(property, name, Integer.toString(otherwise));
        try {
            int value = Integer.parseInt(text);
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw bad(name, text, "a whole number from 1 on", e);
        }
        throw bad(name, text, "a whole number from 1 on", null);
    }

    private static double seconds(UnaryOperator<@Nullable String> property, String name, double otherwise) {
        String text = text(property, name, Double.toString(otherwise));
        try {
            double value = Double.parseDouble(text);
            if (value >= 0.01 && value <= 600) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw bad(name, text, "seconds from 0.01 to 600", e);
        }
        throw bad(name, text, "seconds from 0.01 to 600", null);
    }

    private static boolean flag(UnaryOperator<@Nullable String> property, String name) {
        String text = text(property, name, "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw bad(name, text, "true or false", null);
        }
        return text.equals("true");
    }

    private static BadInput bad(String name, String value, String allowed, @Nullable Exception cause) {
        BadInput bad = new BadInput(name + ": " + value + " (allowed: " + allowed + ")");
        if (cause != null) {
            bad.initCause(cause);
        }
        return bad;
    }
}
