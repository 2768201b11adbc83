package io.cacheado.benchmarks;

/** Says in one line what the user asked for wrongly; the program ends with exit code 2 and no stack trace. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInput(String message) {
        super(message);
    }
}
