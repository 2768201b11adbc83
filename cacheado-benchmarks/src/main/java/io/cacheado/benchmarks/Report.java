package io.cacheado.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the lines of the table, and prints at once what is worth seeing earlier. Used by one thread. */
public final class Report {
    private final PrintStream out;
    private final List<Line> lines = new ArrayList<>();

    public Report(PrintStream out) {
        this.out = out;
    }

    /** Adds a line to the table. */
    public void add(Line line) {
        lines.add(line);
    }

    /** Prints a line of text now. */
    public void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
        out.flush();
    }

    /** The lines so far. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Whether anything that must hold whatever the machine's load does not. */
    boolean hasFailed() {
        return lines.stream().anyMatch(line -> line.isHard() && !line.isMet());
    }
}
