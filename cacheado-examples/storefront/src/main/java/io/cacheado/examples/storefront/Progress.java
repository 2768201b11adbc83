package io.cacheado.examples.storefront;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How far a long piece of work has come: a bar that moves on one line of a console, and otherwise a line for each tenth.
 * Safe for use by many threads.
 */
final class Progress {
    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean console;
    private final String title;
    private final long total;
    private final long start = System.nanoTime();
    private long done;
    private long shown;

    Progress(PrintStream out, boolean console, String title, long total) {
        this.out = out;
        this.console = console;
        this.title = title;
        this.total = total;
        if (console) {
            show(0);
        }
    }

    /** Whether the output goes to a person's console. */
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

    /** Counts work that was done. */
    synchronized void advance(long amount) {
        done += amount;
        long percent = 100 * done / total;
        if (percent >= shown + (console ? 1 : 10)) {
            shown = console ? percent : percent - percent % 10;
            show(shown);
        }
        if (console && done == total) {
            out.println();
        }
    }

    private void show(long percent) {
        int filled = (int) (WIDTH * percent / 100);
        String line = String.format(
                Locale.ROOT,
                "  %-24s [%s%s] %3d %%  %,9d of %,d  %5.1f s",
                title,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                percent,
                done,
                total,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1e3);
        if (console) {
            out.print('\r' + line);
            out.flush();
        } else {
            out.println(line);
        }
    }
}
