package io.cacheado.scope;

/**
 * The hash of a scope: MurmurHash3's step over the parent's hash, the level and the hash of the id's text, closed by its
 * finalizer, so that each input bit changes each output bit with a chance of about one half. Tables may take any bits.
 */
final class ScopeHash {

    private ScopeHash() {}

    /** The part of a level, made once. */
    static int ofLevel(String name) {
        return finish(name.hashCode());
    }

    /** One to one in {@code id} for a given parent and level: two children collide only if their ids' texts do. */
    static int ofChild(int parent, int level, int id) {
        int k = Integer.rotateLeft(id * 0xcc9e2d51, 15) * 0x1b873593;
        int h = Integer.rotateLeft(parent ^ level ^ k, 13) * 5 + 0xe6546b64;
        return finish(h);
    }

    private static int finish(int hash) {
        int h = hash;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
