package io.cacheado.internal.table;

import org.jspecify.annotations.Nullable;

/**
 * What stands in a {@link Table} that has split: sixteen sub-tables, chosen by four bits of the hash, the top ones first.
 *
 * <p>The branch of a root table also holds the overflow: elements whose slots are crowded by equal hashes. It is looked at
 * only once it exists.
 */
final class Branch {
    static final int WIDTH = 16;

    final Table[] children;
    private final int shift;
    private volatile @Nullable Overflow overflow;

    Branch(Leaf parent) {
        this.shift = 28 - 4 * parent.depth();
        this.children = new Table[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            children[i] = new SubTable(parent);
        }
    }

    Table child(int hash) {
        return children[(hash >>> shift) & (WIDTH - 1)];
    }

    @Nullable
    Overflow overflow() {
        return overflow;
    }

    Overflow makeOverflow() {
        Overflow map = overflow;
        if (map == null) {
            synchronized (this) {
                map = overflow;
                if (map == null) {
                    map = new Overflow();
                    overflow = map;
                }
            }
        }
        return map;
    }
}
