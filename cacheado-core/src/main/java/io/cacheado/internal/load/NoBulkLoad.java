package io.cacheado.internal.load;

/** Says that a loader loads keys one by one only; told apart from what the user's code itself does not support. */
public final class NoBulkLoad extends UnsupportedOperationException {
    private static final long serialVersionUID = 1;

    public NoBulkLoad() {
        super("loadAll: not implemented by this loader (allowed: load)");
    }
}
