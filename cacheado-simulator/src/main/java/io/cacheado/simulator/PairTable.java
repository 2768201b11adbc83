package io.cacheado.simulator;

import java.util.Arrays;

/** Pairs of a tenant and a key, numbered from 0 on in the order in which they come; open addressing over plain arrays. */
final class PairTable {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    // A pair's number plus 1, or 0.
    private int[] slots = new int[1 << 12];
    private int[] tenants = new int[1 << 11];
    private long[] keys = new long[1 << 11];
    private int size;

    /** The pair's number: a new one if it was not there. */
    int number(int tenant, long key) {
        int slot = slot(tenant, key);
        if (slots[slot] == 0) {
            if (size == keys.length) {
                grow();
                slot = slot(tenant, key);
            }
            tenants[size] = tenant;
            keys[size] = key;
            slots[slot] = ++size;
        }
        return slots[slot] - 1;
    }

    int size() {
        return size;
    }

    /** The tenants by number of the pair. */
    int[] tenants() {
        return Arrays.copyOf(tenants, size);
    }

    private int slot(int tenant, long key) {
        int mask = slots.length - 1;
        long mixed = (key + tenant * GOLDEN) * GOLDEN;
        int slot = (int) (mixed >>> 32 ^ mixed >>> 48) & mask;
        while (slots[slot] != 0 && (keys[slots[slot] - 1] != key || tenants[slots[slot] - 1] != tenant)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        tenants = Arrays.copyOf(tenants, 2 * size);
        keys = Arrays.copyOf(keys, 2 * size);
        slots = new int[2 * slots.length];
        for (int i = 0; i < size; i++) {
            slots[slot(tenants[i], keys[i])] = i + 1;
        }
    }
}
