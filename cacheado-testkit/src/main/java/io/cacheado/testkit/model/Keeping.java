package io.cacheado.testkit.model;

import java.util.Set;

/**
 * How a loader wants its value to be kept.
 *
 * @param ttl its time to live in nanoseconds, or 0 for that of the cache
 * @param tags its tags
 * @param stays whether it is the one that was there before
 * @param unchanged whether that is to stay as it is, with no more tags
 */
record Keeping(long ttl, Set<String> tags, boolean stays, boolean unchanged) {
    /** As the cache says. */
    static final Keeping NONE = new Keeping(0, Set.of(), false, false);
}
