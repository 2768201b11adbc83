package io.cacheado.internal.table;

/** What a {@link Table} holds: something with a well mixed hash that never changes. */
public abstract class Hashed {
    final int hash;

    protected Hashed(int hash) {
        this.hash = hash;
    }

    /** The hash; all 32 bits are well mixed, and different users take different bits of it. */
    public final int hash() {
        return hash;
    }

    /** The key under which the overflow map holds this element when too many share its slots. */
    protected abstract Object overflowKey();
}
