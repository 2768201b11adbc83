package io.cacheado.internal.table;

import org.jspecify.annotations.Nullable;

/** An {@link Entry} with what only some caches need: weight, two expiries, a place in a linked queue. 64 bytes. */
public class RichEntry extends Entry {
    private int weight = 1;
    private long cap = NEVER;

    /** Neighbours in a linked queue, and the queue's time of the last move; guarded by the queue's stripe. */
    public @Nullable RichEntry previous;

    public @Nullable RichEntry next;
    public int movedAt;

    public RichEntry(Table owner, int hash, Object key) {
        super(owner, hash, key);
    }

    @Override
    public final int weight() {
        return weight;
    }

    @Override
    public final long deadline() {
        long expiresAt = laExpiresAt();
        return (lpFlags() & STALE) == 0 ? expiresAt : Math.max(expiresAt, cap);
    }

    /** Sets the weight: before publication, or under the leaf table's lock. */
    public final void weight(int newWeight) {
        weight = newWeight;
    }

    /**
     * The time that no access may prolong the expiry beyond, or until which a {@link #STALE} one is served. Racy: an old
     * reading shortens or prolongs one access's gain; what must be right reads it under the leaf table's lock.
     */
    public final long cap() {
        return cap;
    }

    public final void cap(long newCap) {
        cap = newCap;
    }
}
