package io.cacheado.internal.table;

/** A part of a {@link Table} that has split. */
final class SubTable extends Table {
    private final Leaf parent;
    private final int depth;

    SubTable(Leaf parent) {
        super(0);
        this.parent = parent;
        this.depth = parent.depth() + 1;
    }

    @Override
    int depth() {
        return depth;
    }

    @Override
    Leaf parentOrThis() {
        return parent;
    }

    @Override
    protected Object overflowKey() {
        return this;
    }
}
