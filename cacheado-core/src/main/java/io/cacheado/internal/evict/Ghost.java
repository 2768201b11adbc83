package io.cacheado.internal.evict;

import org.jspecify.annotations.Nullable;

/**
 * The hashes of entries that were evicted lately: a direct-mapped table, where a newer hash overwrites an older one.
 *
 * <p>It reaches as far back as the queue is long, from {@value #LEAST} entries on, and costs 4 to 8 bytes for each. When
 * the queue has doubled, a larger table takes over while the old one is still asked, so nothing is copied.
 */
final class Ghost {
    private static final int LEAST = 16;
    private static final int SHRUNK = 16;

    private int @Nullable [] hashes;
    private int @Nullable [] older;
    private int sinceGrown;

    /** Follows the length of the queue: grows with it, and begins anew, smaller, when most of it has gone. */
    void reach(int size) {
        int length = length();
        if (size >= LEAST && size > length) {
            older = hashes;
            hashes = new int[Integer.highestOneBit(size) << 1];
            sinceGrown = 0;
        } else if (size < length / SHRUNK) {
            older = null;
            hashes = size < LEAST ? null : new int[Integer.highestOneBit(size) << 1];
        }
    }

    /** How many hashes it has room for. */
    int length() {
        return hashes == null ? 0 : hashes.length;
    }

    void add(int hash) {
        int[] table = hashes;
        if (table != null) {
            table[slot(hash, table)] = nonZero(hash);
            if (older != null && ++sinceGrown > table.length / 2) {
                older = null;
            }
        }
    }

    /** Whether the hash was there; it is not any more. */
    boolean remove(int hash) {
        return removeFrom(hashes, hash) || removeFrom(older, hash);
    }

    private static boolean removeFrom(int @Nullable [] table, int hash) {
        if (table == null) {
            return false;
        }
        int i = slot(hash, table);
        if (table[i] != nonZero(hash)) {
            return false;
        }
        table[i] = 0;
        return true;
    }

    // Other bits than those which chose the table's slot and the queue's stripe.
    private static int slot(int hash, int[] table) {
        return (hash * 0x9e3779b9 >>> 7 ^ hash >>> 20) & (table.length - 1);
    }

    private static int nonZero(int hash) {
        return hash == 0 ? 1 : hash;
    }
}
