package io.cacheado.simulator;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How far a long piece of work has come: a bar that moves on one line, or else now and then a line. */
final class Progress {
    private static final int WIDTH = 40;
    private static final int STEP_OF_LINES = 20;
    private static final long BETWEEN_LINES = TimeUnit.SECONDS.toNanos(2);

    private final PrintStream out;
    private final boolean bar;
    private final LongSupplier nanos;
    private String title = "";
    private long total = 1;
    private long done;
    private long shown;
    private long shownAt;

    /**
     * @param bar whether the output is a person's console, where a line can be overwritten
     * @param nanos the time: work that is done in a moment needs no lines
     */
    Progress(PrintStream out, boolean bar, LongSupplier nanos) {
        this.out = out;
        this.bar = bar;
        this.nanos = nanos;
        this.shownAt = nanos.getAsLong();
    }

    /** Whether a person looks at the output. */
    @SuppressWarnings("SystemConsoleNull") // null up to JDK 21, and from 25 on
    static boolean toConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try { // JDK 22 to 24 give a console that may be no terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Starts a piece of work of so many steps. */
    void begin(String next, long steps) {
        title = next;
        total = Math.max(1, steps);
        done = 0;
        shown = 0;
        if (bar) {
            show(0);
        }
    }

    /** Counts steps that were done. */
    void advance(long steps) {
        done += steps;
        long percent = Math.min(100, 100 * done / total);
        if (bar ? percent > shown : percent >= shown + STEP_OF_LINES && nanos.getAsLong() - shownAt >= BETWEEN_LINES) {
            shown = bar ? percent : percent - percent % STEP_OF_LINES;
            shownAt = nanos.getAsLong();
            show(shown);
        }
    }

    /** Ends the piece of work, which may have been less than expected. */
    void end() {
        if (bar) {
            show(100);
            out.println();
        }
    }

    /** Leaves the bar where it is, so that what comes next has a line of its own. */
    void breakOff() {
        if (bar) {
            out.println();
        }
    }

    private void show(long percent) {
        int filled = (int) (WIDTH * percent / 100);
        String line = String.format(
                Locale.ROOT, "%-24s [%s%s] %3d %%", title, "#".repeat(filled), ".".repeat(WIDTH - filled), percent);
        if (bar) {
            out.print('\r' + line);
            out.flush();
        } else {
            out.println(line);
        }
    }
}
