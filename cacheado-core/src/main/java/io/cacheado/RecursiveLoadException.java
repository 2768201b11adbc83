package io.cacheado;

/**
 * A load asked for a key whose load cannot end before its own: the same key on the same thread, or a cycle of loads that
 * wait for each other over several threads.
 *
 * <p>Thrown at once, instead of a deadlock, to the caller whose waiting would have closed the cycle. Nothing is stored by
 * it; other waiters of the flight are not affected, unless the loader lets the exception through.
 */
public final class RecursiveLoadException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message that names the cache, never the key. */
    public RecursiveLoadException(String message) {
        super(message);
    }
}
