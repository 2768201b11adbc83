package io.cacheado.simulator;

import java.util.List;

/**
 * How a policy's curve looks; the colours can be told apart by people who see colours differently.
 *
 * @param colour as SVG names it
 * @param dashes the pattern of the line, or empty for a full line
 */
record Ink(String colour, String dashes) {
    // Okabe and Ito's colours without the yellow, which is too light on white.
    private static final List<String> COLOURS =
            List.of("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8b5e3c");

    /** That of the n-th policy: full lines, and dashes where the colours begin again; the optimum is black and dotted. */
    static Ink of(int n, String policy) {
        if (policy.equals(Belady.NAME)) {
            return new Ink("#000000", "2 3");
        }
        return new Ink(COLOURS.get(n % COLOURS.size()), n < COLOURS.size() ? "" : "7 4");
    }
}
