package io.cacheado.internal.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Open addressing with linear probing over an array of elements; its length is a power of two.
 *
 * <p>An element stands at most {@link #REACH} slots from its home. Removal shifts later elements back, writing the nearer
 * slot before it frees the farther one: a reader without a lock may meet an element twice, and may miss one only while the
 * table's version is moving. Writers hold the table's lock.
 */
final class Slots {
    /** How far from its home an element may stand, and so the most slots that a look-up reads. */
    static final int REACH = 64;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Hashed[].class);

    private Slots() {}

    static @Nullable Hashed la(@Nullable Hashed[] slots, int i) {
        return (Hashed) SLOT.getAcquire(slots, i);
    }

    static void so(@Nullable Hashed[] slots, int i, @Nullable Hashed element) {
        SLOT.setRelease(slots, i, element);
    }

    /** The most elements that an array of this length takes before it grows. */
    static int capacity(int length) {
        return length <= 8 ? length - (length >> 2) : length - length / 3;
    }

    /** The length that takes {@code n} elements without growing. */
    static int lengthFor(int n) {
        int length = 2;
        while (capacity(length) < n) {
            length <<= 1;
        }
        return length;
    }

    /** Puts an element into the first free slot in reach; false if there is none. */
    static boolean place(@Nullable Hashed[] slots, Hashed element) {
        int mask = slots.length - 1;
        int reach = Math.min(slots.length, REACH);
        for (int i = element.hash & mask, n = 0; n < reach; i = (i + 1) & mask, n++) {
            if (slots[i] == null) {
                so(slots, i, element);
                return true;
            }
        }
        return false;
    }

    /** The slot of exactly this element, or -1. */
    static int indexOf(@Nullable Hashed[] slots, Hashed element) {
        int mask = slots.length - 1;
        int reach = Math.min(slots.length, REACH);
        for (int i = element.hash & mask, n = 0; n < reach; i = (i + 1) & mask, n++) {
            Hashed there = slots[i];
            if (there == element) {
                return i;
            }
            if (there == null) {
                return -1;
            }
        }
        return -1;
    }

    /** Whether any element has the hash. */
    static boolean hasHash(@Nullable Hashed[] slots, int hash) {
        int mask = slots.length - 1;
        int reach = Math.min(slots.length, REACH);
        for (int i = hash & mask, n = 0; n < reach; i = (i + 1) & mask, n++) {
            Hashed there = slots[i];
            if (there == null) {
                return false;
            }
            if (there.hash == hash) {
                return true;
            }
        }
        return false;
    }

    /** Frees a slot and shifts back the elements behind it that are away from home. */
    static void removeAt(@Nullable Hashed[] slots, int index) {
        int mask = slots.length - 1;
        int hole = index;
        for (int j = (hole + 1) & mask; j != index; j = (j + 1) & mask) {
            Hashed there = slots[j];
            if (there == null) {
                break;
            }
            int fromHome = (j - there.hash) & mask;
            if (fromHome >= ((j - hole) & mask)) {
                so(slots, hole, there);
                hole = j;
            }
        }
        so(slots, hole, null);
    }
}
