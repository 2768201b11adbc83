package io.cacheado.examples.storefront;

import java.io.PrintStream;
import java.util.Locale;

/** Figures that must be right: each is printed, and the wrong ones are counted. */
final class Checks {
    private final PrintStream out;
    private int wrong;

    Checks(PrintStream out) {
        this.out = out;
    }

    /** Prints what was found, and whether it is right. */
    void that(boolean right, String format, Object... figures) {
        wrong += right ? 0 : 1;
        out.println((right ? "  ok     " : "  WRONG  ") + String.format(Locale.ROOT, format, figures));
    }

    /** How many were wrong. */
    int wrong() {
        return wrong;
    }
}
