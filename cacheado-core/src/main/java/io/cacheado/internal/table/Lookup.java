package io.cacheado.internal.table;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** How a {@link Table} is read: without a lock, by its writers too when they seek a place. */
abstract class Lookup extends Leaf {
    Lookup(int hash) {
        super(hash);
    }

    /** The entry with an equal key, dead or alive, or null. */
    public final @Nullable Entry find(int hash, Object key) {
        for (int spins = 0; ; spins++) {
            Lookup leaf = this;
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
            int hash, Table.Match match, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n) {
        for (int spins = 0; ; spins++) {
            Lookup leaf = this;
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
        if (map == null) {
            return null;
        }
        for (Hashed there = map.get(key); ; ) {
            if (!(there instanceof Entry entry) || !entry.is(Entry.DEAD)) {
                return there;
            }
            // It was replaced an instant ago, or is one whose key's equals threw when it was to be removed.
            Hashed again = map.get(key);
            if (again == there) {
                return null;
            }
            there = again;
        }
    }

    private @Nullable Hashed inOverflow(
            int hash, Table.Match match, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n) {
        Overflow map = overflow();
        return map == null ? null : map.get(match.overflowKey(hash, a, b, c, d, n));
    }

    /** The leaf that holds the hash at this moment. */
    final Lookup leaf(int hash) {
        Lookup leaf = this;
        Object t = leaf.laTab();
        while (t instanceof Branch branch) {
            leaf = branch.child(hash);
            t = leaf.laTab();
        }
        return leaf;
    }
}
