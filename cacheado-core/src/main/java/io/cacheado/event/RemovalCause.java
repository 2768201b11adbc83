package io.cacheado.event;

/** The reason why an entry is no longer in a cache. */
public enum RemovalCause {
    /** The caller invalidated the key, or the whole cache. */
    EXPLICIT(false),
    /** The caller stored another value under the same key. */
    REPLACED(false),
    /** Its time to live had passed. */
    EXPIRED(true),
    /** The whole budget or the maximum of its cache needed room, or no room could be made for it. */
    SIZE(true),
    /** The limit of its own scope, or of its cache within that scope, needed room. */
    SCOPE_QUOTA(true),
    /** The limit of a scope above its own needed room. */
    ANCESTOR_QUOTA(true),
    /** Its scope, or a scope above it, was dropped. */
    SCOPE_EVICTED(false),
    /** A tag that it carried was invalidated. */
    TAG_INVALIDATED(false),
    /** It, or what was to replace it, is heavier than a limit that it falls under. */
    TOO_LARGE(true),
    /** It was loaded, and its key, cache or scope was changed while the load ran. */
    FENCED(false);

    private final boolean evicted;

    RemovalCause(boolean evicted) {
        this.evicted = evicted;
    }

    /** Whether the cache removed the entry on its own account, rather than because a caller asked for a change. */
    public boolean wasEvicted() {
        return evicted;
    }
}
