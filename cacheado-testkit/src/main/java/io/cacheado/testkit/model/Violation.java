package io.cacheado.testkit.model;

import org.jspecify.annotations.Nullable;

/** A promise that the engine did not keep. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    Violation(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
