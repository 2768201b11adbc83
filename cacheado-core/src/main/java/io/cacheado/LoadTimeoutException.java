package io.cacheado;

/** A load took longer than its cache's hard time-out; whoever waited gets this, and what the load brings later is dropped. */
public final class LoadTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LoadTimeoutException(String message) {
        super(message);
    }
}
