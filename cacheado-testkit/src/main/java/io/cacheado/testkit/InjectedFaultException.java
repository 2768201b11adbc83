package io.cacheado.testkit;

/** The failure that a {@link FaultyLoader} throws unless it was given another. */
public final class InjectedFaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedFaultException(String message) {
        super(message);
    }
}
