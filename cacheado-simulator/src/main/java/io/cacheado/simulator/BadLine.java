package io.cacheado.simulator;

/** Says what is wrong with one line of a file; who reads the file knows which line it is. */
final class BadLine extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 60;

    BadLine(String message) {
        super(message);
    }

    /** The usual form: which field, its text, cut if it is long, and what is allowed. */
    static BadLine of(String field, String text, String allowed) {
        String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
        // What is in a log came from anyone, and is going to a terminal.
        shown = shown.replaceAll("\\p{Cntrl}", "?");
        return new BadLine(field + ": " + shown + " (allowed: " + allowed + ")");
    }
}
