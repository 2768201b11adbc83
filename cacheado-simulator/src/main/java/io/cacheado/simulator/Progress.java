package io.cacheado.simulator;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** How far the replays have come: a bar that moves on one line, or else a line for each fifth. */
final class Progress {
    private static final int WIDTH = 40;

    private final PrintStream out;
    private final boolean bar;
    private String title = "";
    private long total = 1;
    private long done;
    private long shown;

    /** @param bar whether the output is a person's console, where a line can be overwritten */
    Progress(PrintStream out, boolean bar) {
        this.out = out;
        this.bar = bar;
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

    /** Starts a piece of work of so many requests. */
    void begin(String next, long requests) {
        title = next;
        total = Math.max(1, requests);
        done = 0;
        shown = 0;
        if (bar) {
            show(0);
        }
    }

    /** Counts requests that were replayed. */
    void advance(long requests) {
        done += requests;
        long percent = Math.min(100, 100 * done / total);
        if (percent >= shown + (bar ? 1 : 20)) {
            shown = bar ? percent : percent - percent % 20;
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
