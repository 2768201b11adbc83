package io.cacheado.internal.table;

import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
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
public abstract class Table extends Leaf {
    protected Table(int hash) {
        super(hash);
    }

    /** The key was stored, replaced or removed; called on the root, under the leaf's lock. */
    protected void changed(int keyHash, Object key) {}

    // ---- reading -------------------------------------------------------------------------------------------------

    /** The entry with an equal key, dead or alive, or null. */
    public final @Nullable Entry find(int hash, Object key) {
        for (int spins = 0; ; spins++) {
            Table leaf = this;
            int before = leaf.laStamp();
            Object t = leaf.laTab();
            while (t instanceof Branch branch) {
                leaf = branch.child(hash);
                before = leaf.laStamp();
                t = leaf.laTab();
            }
            if (t instanceof Hashed[] slots) {
                int mask = slots.length - 1;
                int reach = Math.min(slots.length, Slots.REACH);
                for (int i = hash & mask, n = 0; n < reach; i = (i + 1) & mask, n++) {
                    Hashed there = Slots.la(slots, i);
                    if (there == null) {
                        break;
                    }
                    if (Steps.ON) {
                        Steps.SLOTS.add(1);
                    }
                    if (there.hash == hash && equal(((Entry) there).key(), key)) {
                        return (Entry) there;
                    }
                }
            } else if (t instanceof Entry one && one.hash == hash && equal(one.key(), key)) {
                return one;
            }
            if (leaf.missIsValid(before, t)) {
                return (Entry) inOverflow(key);
            }
            leaf.awaitWriter(spins);
        }
    }

    private static boolean equal(Object held, Object asked) {
        return held == asked || asked.equals(held);
    }

    /** The element that the rule accepts, or null; nothing is allocated. */
    public final @Nullable Hashed find(
            int hash, Match match, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n) {
        for (int spins = 0; ; spins++) {
            Table leaf = this;
            int before = leaf.laStamp();
            Object t = leaf.laTab();
            while (t instanceof Branch branch) {
                leaf = branch.child(hash);
                before = leaf.laStamp();
                t = leaf.laTab();
            }
            if (t instanceof Hashed[] slots) {
                int mask = slots.length - 1;
                int reach = Math.min(slots.length, Slots.REACH);
                for (int i = hash & mask, seen = 0; seen < reach; i = (i + 1) & mask, seen++) {
                    Hashed there = Slots.la(slots, i);
                    if (there == null) {
                        break;
                    }
                    if (Steps.ON) {
                        Steps.SLOTS.add(1);
                    }
                    if (there.hash == hash && match.matches(there, a, b, c, d, n)) {
                        return there;
                    }
                }
            } else if (t instanceof Hashed one && one.hash == hash && match.matches(one, a, b, c, d, n)) {
                return one;
            }
            if (leaf.missIsValid(before, t)) {
                return inOverflow(hash, match, a, b, c, d, n);
            }
            leaf.awaitWriter(spins);
        }
    }

    private boolean missIsValid(int before, @Nullable Object t) {
        VarHandle.acquireFence();
        if (t == COLLAPSED) {
            return false;
        }
        int after = laStamp();
        return ((before ^ after) >>> COUNT_BITS) == 0 && (before & VERSION) == 0;
    }

    private void awaitWriter(int spins) {
        if (spins < 100) {
            Thread.onSpinWait();
        } else {
            // A writer was descheduled while it shifted elements: wait for it instead of burning its time slice.
            synchronized (this) {
                VarHandle.acquireFence();
            }
        }
    }

    private @Nullable Hashed inOverflow(Object key) {
        Overflow map = overflow();
        Hashed there = map == null ? null : map.get(key);
        return there instanceof Entry entry && entry.is(Entry.DEAD) ? null : there;
    }

    private @Nullable Hashed inOverflow(
            int hash, Match match, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n) {
        Overflow map = overflow();
        return map == null ? null : map.get(match.overflowKey(hash, a, b, c, d, n));
    }

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
            Table leaf = leaf(fresh.hash);
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
            Table leaf = leaf(keyHash);
            synchronized (leaf) {
                if (leaf.isLeaf() || leaf.isClosed()) {
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
            Table leaf = leaf(fresh.hash);
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
            Table leaf = leaf(element.hash);
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
        for (; ; ) {
            Table leaf = leaf(entry.hash);
            boolean empty;
            int flags;
            synchronized (leaf) {
                if (entry.is(Entry.DEAD) || entry.laExpiresAt() > by) {
                    return -1;
                }
                if (!leaf.isLeaf() && leaf.tab != CLOSED) {
                    continue;
                }
                flags = entry.set(Entry.DEAD);
                if ((flags & Entry.DEAD) != 0) {
                    return -1;
                }
                leaf.drop(entry, overflow());
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
        for (; ; ) {
            Table leaf = leaf(old.hash);
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
                changedBy(fresh);
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
        for (; ; ) {
            Table leaf = leaf(entry.hash);
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
                if (change.apply(entry)) {
                    changed(entry.hash, entry.key());
                    return true;
                }
                return false;
            }
        }
    }

    // ---- closing and walking -------------------------------------------------------------------------------------

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
        Table leaf = leaf(hash);
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

    /** Visits elements from the slot of a hash on, around the leaf that holds it, or around any if that is empty. */
    public final void scan(int from, Visitor visitor) {
        Object t = leaf(from).laTab();
        if (t instanceof Hashed[] slots) {
            for (int i = 0; i < slots.length; i++) {
                Hashed there = Slots.la(slots, (from + i) & (slots.length - 1));
                if (there != null && !visitor.visit(there)) {
                    return;
                }
            }
        } else if (t instanceof Hashed one) {
            visitor.visit(one);
        } else if (laTab() instanceof Branch branch) {
            for (Table child : branch.children) {
                if (child.size() > 0) {
                    child.scan(from, visitor);
                    return;
                }
            }
            Overflow map = overflow();
            if (map != null) {
                for (Hashed each : map.elements()) {
                    if (!visitor.visit(each)) {
                        return;
                    }
                }
            }
        }
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

    private Table leaf(int hash) {
        Table leaf = this;
        Object t = leaf.laTab();
        while (t instanceof Branch branch) {
            leaf = branch.child(hash);
            t = leaf.laTab();
        }
        return leaf;
    }
}
