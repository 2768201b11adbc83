package io.cacheado.internal.table;

import org.jspecify.annotations.Nullable;

/**
 * A hash table that readers use without a lock: the entries of one (scope, cache), or the paths to all of those.
 *
 * <p><b>Structure.</b> A leaf holds its elements in an array; one that has grown large splits into sixteen sub-tables, each
 * of which is a table and splits again ({@link Leaf}). Equal hashes cannot be split: elements that find no slot in reach go
 * to the overflow map of the root's branch.
 *
 * <p><b>Locking.</b> Writers hold the monitor of the leaf table, for work on at most that leaf's elements. No user
 * code runs under it: {@code equals} of keys is called while searching without the lock, and the search is repeated if an
 * element with an equal hash came in between. Where two monitors are needed (collapsing an empty branch) the parent's comes
 * first.
 *
 * <p><b>Reading.</b> A hit needs no validation. A miss compares the version in {@code stamp}, which moves on every removal
 * (odd while elements shift), before and after, and searches again if it moved. A table that grew is frozen in its old
 * array, which is a consistent past. An element in the slots may be dead for an instant; whoever meets one searches again.
 */
public abstract class Table extends Walk {
    protected Table(int hash) {
        super(hash);
    }

    /** The key was stored, replaced or removed; called on the root, under the leaf's lock. */
    protected void changed(int keyHash, Object key) {}

    /** How an element is recognised by what the caller has in hand. */
    public interface Match {
        boolean matches(Hashed element, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n);

        /** A key equal to the wanted element's {@link Hashed#overflowKey}. */
        Object overflowKey(int hash, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n);
    }

    /** A last condition, asked under a leaf's lock: our own code only, and no other lock. */
    public interface Guard {
        /** The condition that always holds. */
        Guard NONE = () -> true;

        boolean holds();
    }

    // ---- writing, on this root table -----------------------------------------------------------------------------

    /**
     * Links the entry unless one with an equal key is there.
     *
     * @param guard asked under the lock, right before
     * @return the entry given, if it was linked; the other one, if there is one; null if the table is closed or the guard
     *     refused
     */
    public final @Nullable Entry link(Entry fresh, Guard guard) {
        for (; ; ) {
            Leaf leaf = leaf(fresh.hash);
            int before = leaf.laStamp();
            Entry there = find(fresh.hash, fresh.key());
            if (there != null) {
                if (!there.is(Entry.DEAD)) {
                    return there;
                }
                Thread.onSpinWait();
                continue;
            }
            synchronized (leaf) {
                if (leaf.tab == CLOSED) {
                    return null;
                }
                if (!leaf.isLeaf()) {
                    continue;
                }
                if (!guard.holds()) {
                    return null;
                }
                boolean moved = leaf.stamp != before;
                if (moved && (leaf.hasHash(fresh.hash) || overflow() != null)) {
                    continue;
                }
                if (leaf.add(fresh, this)) {
                    changedBy(fresh);
                    return fresh;
                }
            }
        }
    }

    /** That a load has begun changes nothing yet. */
    private void changedBy(Entry fresh) {
        if (!fresh.is(Entry.LOADING)) {
            changed(fresh.hash, fresh.key());
        }
    }

    /** Reports the key as changed, though nothing is stored under it. */
    public final void note(int keyHash, Object key) {
        for (; ; ) {
            Leaf leaf = leaf(keyHash);
            synchronized (leaf) {
                if (leaf.isLeaf() || leaf.tab == CLOSED) {
                    changed(keyHash, key);
                    return;
                }
            }
        }
    }

    /** What {@link #claim} asks of two elements, under the leaf's lock: only our own code, and no other lock. */
    public interface Claim {
        /** Whether they stand for the same thing. */
        boolean same(Hashed one, Hashed other);

        /** Whether the element may stay; one that may not is replaced in its slot. */
        boolean usable(Hashed element);

        /** An unusable element was replaced. */
        void displaced(Hashed element);
    }

    /**
     * Links the element, or puts it in the place of an unusable one that stands for the same thing.
     *
     * @return the element given, or the usable one that is there
     */
    public final Hashed claim(Hashed fresh, Claim claim) {
        for (; ; ) {
            Leaf leaf = leaf(fresh.hash);
            synchronized (leaf) {
                if (!leaf.isLeaf()) {
                    continue;
                }
                Hashed there = leaf.same(fresh, claim, overflow());
                if (there != null) {
                    if (claim.usable(there)) {
                        return there;
                    }
                    leaf.swap(there, fresh, overflow());
                    claim.displaced(there);
                    return fresh;
                }
                if (leaf.add(fresh, this)) {
                    return fresh;
                }
            }
        }
    }

    /** Unlinks exactly this element, if it is there. */
    public final void unlink(Hashed element) {
        for (; ; ) {
            Leaf leaf = leaf(element.hash);
            boolean empty;
            synchronized (leaf) {
                if (!leaf.isLeaf()) {
                    if (leaf.tab == CLOSED) {
                        return;
                    }
                    continue;
                }
                leaf.drop(element, overflow());
                empty = (leaf.stamp & COUNT_MASK) == 0;
            }
            if (empty && leaf != this) {
                leaf.parentOrThis().collapse();
            }
            return;
        }
    }

    /**
     * Marks the entry dead and unlinks it, if it is alive and expires no later than {@code by}. Whoever gets an answer
     * that is not negative accounts for the death, and takes the value.
     *
     * @return its flags before, or -1 if it was dead or is not due
     */
    public final int kill(Entry entry, long by) {
        return kill(entry, by, false);
    }

    /**
     * As {@link #kill(Entry, long)}.
     *
     * @param byCaller whether this is a change of the key, to be noted, rather than the cache's own doing
     */
    public final int kill(Entry entry, long by, boolean byCaller) {
        return kill(entry, by, byCaller, Guard.NONE);
    }

    /** As {@link #kill(Entry, long, boolean)}, if the guard, asked under the lock, holds. */
    public final int kill(Entry entry, long by, boolean byCaller, Guard guard) {
        for (; ; ) {
            Leaf leaf = leaf(entry.hash);
            boolean empty;
            int flags;
            synchronized (leaf) {
                if (entry.is(Entry.DEAD) || entry.deadline() > by) {
                    return -1;
                }
                Renewal renewal = byCaller || !(entry instanceof LoadedEntry loaded) ? null : loaded.renewal();
                if (renewal != null && renewal.holdsEntry()) {
                    return -1;
                }
                if (!leaf.isLeaf() && leaf.tab != CLOSED) {
                    continue;
                }
                if (!guard.holds()) {
                    return -1;
                }
                // First, so that whoever sees the entry dead sees what came in its place.
                Entry successor = renewal == null || !leaf.isLeaf() ? null : renewal.placeholder();
                flags = entry.set(Entry.DEAD);
                if ((flags & Entry.DEAD) != 0) {
                    return -1;
                }
                if (successor != null) {
                    leaf.swap(entry, successor, overflow());
                } else {
                    leaf.drop(entry, overflow());
                }
                if (byCaller) {
                    changed(entry.hash, entry.key());
                }
                empty = (leaf.stamp & COUNT_MASK) == 0;
            }
            if (empty && leaf != this) {
                leaf.parentOrThis().collapse();
            }
            return flags;
        }
    }

    /**
     * Puts {@code fresh} into the slot of {@code old}, which has an equal key, and marks that dead.
     *
     * @param guard asked under the lock, right before
     * @return the flags of the old one before, or -1 if it was dead or the guard refused
     */
    public final int replace(Entry old, Entry fresh, Guard guard) {
        return replace(old, fresh, guard, true);
    }

    /** As {@link #replace(Entry, Entry, Guard)}, where callers see no change. */
    public final int exchange(Entry old, Entry fresh, Guard guard) {
        return replace(old, fresh, guard, false);
    }

    private int replace(Entry old, Entry fresh, Guard guard, boolean visible) {
        for (; ; ) {
            Leaf leaf = leaf(old.hash);
            synchronized (leaf) {
                if (old.is(Entry.DEAD)) {
                    return -1;
                }
                if (!leaf.isLeaf()) {
                    if (leaf.tab == CLOSED) {
                        return -1;
                    }
                    continue;
                }
                if (!guard.holds()) {
                    return -1;
                }
                leaf.swap(old, fresh, overflow());
                if (visible) {
                    changedBy(fresh);
                }
                return old.set(Entry.DEAD);
            }
        }
    }

    /** What is done to a live entry under its leaf's lock: our own code only, and no other lock. */
    public interface Change {
        /** Changes the entry, or leaves it as it is and says false. */
        boolean apply(Entry entry);
    }

    /** Applies the change if the entry is alive and, as asked, loading or not; says whether it was changed. */
    public final boolean change(Entry entry, boolean loading, Change change) {
        return change(entry, loading, change, true);
    }

    /** As {@link #change(Entry, boolean, Change)} of one that is not loading; nothing that callers could see changes. */
    public final boolean adjust(Entry entry, Change change) {
        return change(entry, false, change, false);
    }

    private boolean change(Entry entry, boolean loading, Change change, boolean visible) {
        for (; ; ) {
            Leaf leaf = leaf(entry.hash);
            synchronized (leaf) {
                int flags = entry.lvFlags();
                if ((flags & Entry.DEAD) != 0 || ((flags & Entry.LOADING) != 0) != loading) {
                    return false;
                }
                if (!leaf.isLeaf()) {
                    if (leaf.tab == CLOSED) {
                        return false;
                    }
                    continue;
                }
                boolean applied = change.apply(entry);
                if (applied && visible) {
                    changed(entry.hash, entry.key());
                }
                return applied;
            }
        }
    }
}
