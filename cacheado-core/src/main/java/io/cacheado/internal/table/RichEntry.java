package io.cacheado.internal.table;

import org.jspecify.annotations.Nullable;

/** An {@link Entry} with what only some caches need: weight, two expiries, a place in a linked queue. 64 bytes. */
public final class RichEntry extends Entry {
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
    public int weight() {
        return weight;
    }

    /** Sets the weight: before publication, or under the leaf table's lock. */
    public void weight(int newWeight) {
        weight = newWeight;
    }

    /** The time that no access may prolong the expiry beyond; a stale reading shortens or prolongs one access's gain. */
    public long cap() {
        return cap;
    }

    public void cap(long newCap) {
        cap = newCap;
    }
}
