package io.cacheado.internal.table;

/** A computation of a new value for an entry that is there. */
public interface Renewal {
    /**
     * Called under the leaf table's lock when the entry is evicted or expires meanwhile: what stands in its slot until the
     * computation ends, so that nobody starts another.
     */
    Entry placeholder();

    /** Whether the entry must not be evicted meanwhile, because the new value is computed from the old one. */
    boolean holdsEntry();
}
