package io.cacheado.internal.evict;

/** One that may be asked to pay when a limit above it needs room: a queue, or a whole domain below. */
public abstract class Share {
    /** How much it holds beyond what is reserved for it; the one with the most pays. */
    public abstract long excess();
}
