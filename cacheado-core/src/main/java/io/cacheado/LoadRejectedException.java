package io.cacheado;

/** A load could not begin in time, because as many loads as are allowed in its scope were running. */
public final class LoadRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LoadRejectedException(String message) {
        super(message);
    }
}
