package io.cacheado.internal.table;

/**
 * Bit mixing. One full avalanche of (scope, cache, key) is made per look-up; trie level, slot, shard, stripe and ghost take
 * different bits of it, so that one key that is equal in 100,000 scopes spreads like 100,000 keys.
 *
 * <p>Source of the finalizer: Appleby, MurmurHash3, 2011 (public domain).
 */
public final class Mix {
    private Mix() {}

    /** A full avalanche of 32 bits. */
    public static int avalanche(int x) {
        x ^= x >>> 16;
        x *= 0x85ebca6b;
        x ^= x >>> 13;
        x *= 0xc2b2ae35;
        return x ^ (x >>> 16);
    }

    /** The hash of a thing with hash {@code inner} within a place with the well mixed hash {@code place}. */
    public static int of(int place, int inner) {
        return avalanche(place + inner * 0x9e3779b9);
    }

    /** The top bits of a second mixing, for choosing one of 2^bits stripes independently of slots and tries. */
    public static int stripe(int hash, int bits) {
        return bits == 0 ? 0 : (hash * 0x2545f491) >>> (32 - bits);
    }
}
