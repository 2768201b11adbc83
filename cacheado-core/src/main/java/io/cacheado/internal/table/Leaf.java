package io.cacheado.internal.table;

import static io.cacheado.internal.table.Fields.field;
import static java.util.Objects.requireNonNull;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Table} is built, and rebuilt: the part of it that one monitor guards. All methods but the accessors are called
 * with that monitor held, and none calls user code.
 *
 * <p>{@code tab} is nothing, one element by itself, an array of {@link Slots}, a {@link Branch} of sixteen sub-tables (above
 * {@value #LEAF_MOST} elements, so that no writer ever copies or locks more than that), or {@link #CLOSED}. {@code stamp}
 * holds the number of elements in its low bits, and above them a version that moves whenever an element leaves its slot: odd
 * while elements shift, so that a reader who missed one knows to look again.
 */
abstract class Leaf extends Hashed {
    static final int LEAF_MOST = 4096;
    static final int MOST_DEPTH = 4;

    /** What stands in a table that takes no more elements, for ever. */
    static final Object CLOSED = new Object();

    /** What stands in a sub-table whose branch was turned back into a leaf: whoever meets it starts again at the root. */
    static final Object COLLAPSED = new Object();

    private static final VarHandle TAB = field(Leaf.class, "tab", Object.class);
    private static final VarHandle STAMP = field(Leaf.class, "stamp", int.class);
    static final int COUNT_BITS = 14;
    static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    static final int VERSION = 1 << COUNT_BITS;

    @Nullable
    Object tab;

    int stamp;

    Leaf(int hash) {
        super(hash);
    }

    final @Nullable Object laTab() {
        return TAB.getAcquire(this);
    }

    final void soTab(@Nullable Object newTab) {
        TAB.setRelease(this, newTab);
    }

    final int laStamp() {
        return (int) STAMP.getAcquire(this);
    }

    final void soStamp(int newStamp) {
        STAMP.setRelease(this, newStamp);
    }

    int depth() {
        return 0;
    }

    Leaf parentOrThis() {
        return this;
    }

    final @Nullable Overflow overflow() {
        return tab instanceof Branch branch ? branch.overflow() : null;
    }

    final boolean isLeaf() {
        return tab != CLOSED && tab != COLLAPSED && !(tab instanceof Branch);
    }

    final boolean hasHash(int hash) {
        Object t = tab;
        return t instanceof Hashed[] slots ? Slots.hasHash(slots, hash) : t instanceof Hashed one && one.hash == hash;
    }

    /** Visits the elements from the slot of a hash on, without the lock; whether the visitor wants more. */
    final boolean visit(int from, Walk.Visitor visitor) {
        Object t = laTab();
        if (t instanceof Hashed[] slots) {
            for (int i = 0; i < slots.length; i++) {
                Hashed there = Slots.la(slots, (from + i) & (slots.length - 1));
                if (there != null && !visitor.visit(there)) {
                    return false;
                }
            }
            return true;
        }
        return !(t instanceof Hashed one) || visitor.visit(one);
    }

    final @Nullable Hashed same(Hashed fresh, Table.Claim claim, @Nullable Overflow overflow) {
        Object t = tab;
        if (t instanceof Hashed[] slots) {
            int mask = slots.length - 1;
            int reach = Math.min(slots.length, Slots.REACH);
            for (int i = fresh.hash & mask, n = 0; n < reach; i = (i + 1) & mask, n++) {
                Hashed there = slots[i];
                if (there == null) {
                    break;
                }
                if (there.hash == fresh.hash && claim.same(there, fresh)) {
                    return there;
                }
            }
        } else if (t instanceof Hashed one && one.hash == fresh.hash && claim.same(one, fresh)) {
            return one;
        }
        return overflow == null ? null : overflow.get(fresh.overflowKey());
    }

    /** Adds an element that is not there; false if the table had to be split, and the caller starts again. */
    final boolean add(Hashed fresh, Leaf root) {
        Object t = tab;
        int n = stamp & COUNT_MASK;
        if (t == null) {
            soTab(fresh);
        } else if (t instanceof Hashed one) {
            soTab(grown(new Hashed[] {one}, 2, fresh));
        } else {
            Hashed[] slots = (Hashed[]) t;
            if (n >= LEAF_MOST && depth() < MOST_DEPTH) {
                split(root);
                return false;
            }
            if (n >= COUNT_MASK - 1) {
                overflow(fresh, root);
                return true;
            }
            if (n >= Slots.capacity(slots.length) || !Slots.place(slots, fresh)) {
                Hashed[] larger = n >= slots.length / 2 ? grown(slots, slots.length * 2, fresh) : null;
                if (larger != null) {
                    soTab(larger);
                } else if (depth() == 0) {
                    split(root);
                    return false;
                } else {
                    overflow(fresh, root);
                    return true;
                }
            }
        }
        soStamp(stamp + 1);
        return true;
    }

    /** A copy with one element more, or null if an element finds no slot in reach. */
    private static @Nullable Hashed @Nullable [] grown(@Nullable Hashed[] from, int length, @Nullable Hashed fresh) {
        Hashed[] to = new Hashed[length];
        int moved = 0;
        for (Hashed each : from) {
            if (each != null) {
                moved++;
                if (!Slots.place(to, each)) {
                    return null;
                }
            }
        }
        Steps.MOVES.add(moved);
        return fresh == null || Slots.place(to, fresh) ? to : null;
    }

    private void overflow(Hashed element, Leaf root) {
        ((Branch) requireNonNull(root.tab)).makeOverflow().put(element);
        soStamp(stamp + 2 * VERSION);
    }

    private void split(Leaf root) {
        Steps.SPLITS.add(1);
        Hashed[] slots = (Hashed[]) requireNonNull(tab);
        Branch branch = new Branch(this);
        Branch rootBranch = root == this ? branch : (Branch) requireNonNull(root.tab);
        for (Leaf child : branch.children) {
            int n = 0;
            for (Hashed each : slots) {
                n += each != null && branch.child(each.hash) == child ? 1 : 0;
            }
            child.fill(slots, branch, n, rootBranch);
        }
        Steps.MOVES.add(stamp & COUNT_MASK);
        soTab(branch);
        soStamp((stamp & ~COUNT_MASK) + 2 * VERSION);
    }

    private void fill(@Nullable Hashed[] from, Branch branch, int n, Branch rootBranch) {
        if (n == 0) {
            return;
        }
        Hashed[] to = new Hashed[Slots.lengthFor(n)];
        int placed = 0;
        for (Hashed each : from) {
            if (each != null && branch.child(each.hash) == this) {
                if (Slots.place(to, each)) {
                    placed++;
                } else {
                    rootBranch.makeOverflow().put(each);
                }
            }
        }
        tab = to;
        stamp = placed;
    }

    final void swap(Hashed old, Hashed fresh, @Nullable Overflow overflow) {
        Object t = tab;
        if (t == old) {
            soTab(fresh);
            return;
        }
        int i = t instanceof Hashed[] slots ? Slots.indexOf(slots, old) : -1;
        if (i >= 0) {
            Slots.so((Hashed[]) requireNonNull(t), i, fresh);
        } else if (overflow != null) {
            overflow.replace(old, fresh);
        }
    }

    final void drop(Hashed element, @Nullable Overflow overflow) {
        Object t = tab;
        if (t == element) {
            soTab(null);
            soStamp(stamp - 1 + 2 * VERSION);
            return;
        }
        int i = t instanceof Hashed[] slots ? Slots.indexOf(slots, element) : -1;
        if (i < 0) {
            if (overflow != null) {
                overflow.remove(element);
            }
            return;
        }
        Hashed[] slots = (Hashed[]) requireNonNull(t);
        soStamp(stamp + VERSION);
        VarHandle.releaseFence();
        Slots.removeAt(slots, i);
        int left = (stamp & COUNT_MASK) - 1;
        if (left == 0) {
            soTab(null);
        } else if (slots.length > 8 && left <= slots.length / 8) {
            Hashed[] smaller = grown(slots, slots.length / 2, null);
            if (smaller != null) {
                soTab(smaller);
            }
        }
        soStamp(stamp + VERSION - 1);
    }

    /** Turns a branch whose sub-tables are all empty back into an empty leaf. */
    final void collapse() {
        boolean collapsed;
        synchronized (this) {
            if (!(tab instanceof Branch branch)) {
                return;
            }
            collapsed = closeEmpty(branch, 0);
            if (collapsed) {
                soTab(null);
                soStamp((stamp & ~COUNT_MASK) + 2 * VERSION);
            }
        }
        if (collapsed && parentOrThis() != this) {
            parentOrThis().collapse();
        }
    }

    /** Holds the locks of all children, then closes them, if each is an empty leaf. */
    private static boolean closeEmpty(Branch branch, int from) {
        if (from == Branch.WIDTH) {
            // Asked with all locks held: whoever puts an element into the overflow holds one of them.
            Overflow map = branch.overflow();
            if (map != null && map.size() > 0) {
                return false;
            }
            for (Leaf child : branch.children) {
                child.soTab(COLLAPSED);
            }
            return true;
        }
        Leaf child = branch.children[from];
        synchronized (child) {
            return child.tab == null && closeEmpty(branch, from + 1);
        }
    }
}
