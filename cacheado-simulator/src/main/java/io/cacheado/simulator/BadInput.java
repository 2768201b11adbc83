package io.cacheado.simulator;

import org.jspecify.annotations.Nullable;

/** Says in one line what the user asked for wrongly; the program ends with exit code 2 and no stack trace. */
final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadInput(String message) {
        super(message);
    }

    BadInput(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The usual form: which option, its value, and what is allowed. */
    static BadInput of(String name, String value, String allowed) {
        return new BadInput(name + ": " + value + " (allowed: " + allowed + ")");
    }
}
