package io.cacheado.internal.scope;

/**
 * The life of a cache between two times that all of it was dropped: its regions point here, so that marking this dead makes
 * them all unreadable at once.
 */
public final class Generation {
    private final CacheId cache;
    private volatile boolean dead;

    public Generation(CacheId cache) {
        this.cache = cache;
    }

    /** The cache. */
    public CacheId cache() {
        return cache;
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }
}
