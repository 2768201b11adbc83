package io.cacheado.internal.table;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a {@link Table} is walked, and closed: leaf by leaf, so that no step takes longer than a leaf is large. */
abstract class Walk extends Lookup {
    Walk(int hash) {
        super(hash);
    }

    /** Whether nothing is in it. O(1): a branch turns back into an empty leaf when its last element goes. */
    public final boolean isEmpty() {
        return laTab() == null;
    }

    /** Whether the table takes no more elements. */
    public final boolean isClosed() {
        return laTab() == CLOSED;
    }

    /** Closes the table if nothing is in it. */
    public final boolean closeIfEmpty() {
        collapse();
        synchronized (this) {
            if (tab == null) {
                tab = CLOSED;
                return true;
            }
            return tab == CLOSED;
        }
    }

    /**
     * Closes one more leaf and returns what was in it, to be killed by the caller; null once all is closed. Each call is
     * bounded by the size of a leaf.
     */
    public final @Nullable Hashed @Nullable [] closeNext() {
        Object t = laTab();
        if (t instanceof Branch branch) {
            for (Table child : branch.children) {
                Hashed[] some = child.closeNext();
                if (some != null) {
                    return some;
                }
            }
        }
        synchronized (this) {
            if (tab != t && tab instanceof Branch) {
                return new Hashed[0];
            }
            t = tab;
            if (t == CLOSED || t == COLLAPSED) {
                return null;
            }
            soTab(CLOSED);
            soStamp((stamp & ~COUNT_MASK) + 2 * VERSION);
        }
        if (t instanceof Hashed[] slots) {
            return slots;
        }
        if (t instanceof Hashed one) {
            return new Hashed[] {one};
        }
        Overflow map = t instanceof Branch branch ? branch.overflow() : null;
        return map == null ? new Hashed[0] : map.elements().toArray(new Hashed[0]);
    }

    /** The elements of the leaf that holds the hash, and by {@link #leafSpan} how far that leaf reaches. */
    public final @Nullable Hashed[] leafContent(int hash) {
        Leaf leaf = leaf(hash);
        synchronized (leaf) {
            Object t = leaf.tab;
            if (t instanceof Hashed[] slots) {
                return slots.clone();
            }
            return t instanceof Hashed one ? new Hashed[] {one} : new Hashed[0];
        }
    }

    /** The number of top bits of the hash that choose its leaf. */
    public final int leafBits(int hash) {
        return 4 * leaf(hash).depth();
    }

    /** Calls back for each element; weakly consistent; no lock is held meanwhile. */
    public final void forEach(Consumer<Hashed> body) {
        Object t = laTab();
        if (t instanceof Hashed[] slots) {
            for (int i = 0; i < slots.length; i++) {
                Hashed there = Slots.la(slots, i);
                if (there != null) {
                    body.accept(there);
                }
            }
        } else if (t instanceof Hashed one) {
            body.accept(one);
        } else if (t instanceof Branch branch) {
            for (Table child : branch.children) {
                child.forEach(body);
            }
            Overflow map = branch.overflow();
            if (map != null) {
                map.elements().forEach(body);
            }
        }
    }

    /** What {@link #scan} calls back. */
    public interface Visitor {
        /** Whether to go on. */
        boolean visit(Hashed element);
    }

    /**
     * Visits elements from the slot of a hash on, around the leaf that holds it, and on through the leaves beside it as long
     * as the visitor wants more and they hold few.
     */
    public final void scan(int from, Visitor visitor) {
        Leaf first = leaf(from);
        if (first.visit(from, visitor) && laTab() instanceof Branch branch) {
            visitRest(branch, first, from, visitor);
        }
    }

    /** Whether the visitor wants more. */
    private static boolean visitRest(Branch branch, Leaf done, int from, Visitor visitor) {
        for (Table child : branch.children) {
            boolean more = child.laTab() instanceof Branch below
                    ? visitRest(below, done, from, visitor)
                    : child == done || child.visit(from, visitor);
            if (!more) {
                return false;
            }
        }
        Overflow map = branch.overflow();
        if (map != null) {
            for (Hashed each : map.elements()) {
                if (!visitor.visit(each)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Calls back for each element that found no slot in reach. */
    public final void forEachOverflow(Consumer<Hashed> body) {
        Overflow map = overflow();
        if (map != null) {
            map.elements().forEach(body);
        }
    }

    /** The number of elements, counted leaf by leaf. */
    public final long size() {
        Object t = laTab();
        if (!(t instanceof Branch branch)) {
            return t == null || t == CLOSED || t == COLLAPSED ? 0 : laStamp() & COUNT_MASK;
        }
        long sum = 0;
        for (Table child : branch.children) {
            sum += child.size();
        }
        Overflow map = branch.overflow();
        return map == null ? sum : sum + map.size();
    }
}
