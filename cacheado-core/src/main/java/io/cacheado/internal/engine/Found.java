package io.cacheado.internal.engine;

import io.cacheado.internal.load.Flight;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * What stands under a key at one instant, to be changed if it is still so then.
 *
 * @param there the entry, also one whose value is out of date, or a load's placeholder; null for nothing
 * @param stored what it holds
 * @param expiresAt when that expires
 * @param tags the tags of that
 * @param value the value, if it is a fresh and real one
 * @param waited whether a flight was waited for
 */
record Found(
        Region region,
        int hash,
        @Nullable Entry there,
        @Nullable Object stored,
        long expiresAt,
        @Nullable Object tags,
        @Nullable Object value,
        boolean waited) {
    static Found nothing(Region region, int hash, boolean waited) {
        return new Found(region, hash, null, null, 0, null, null, waited);
    }

    /**
     * Holds, under the lock of the key's leaf, if it is still so and nobody computes on it. The same value may have been put
     * again since: then it has another expiry, or other tags.
     */
    Table.Guard guard() {
        Entry entry = there;
        return entry == null
                ? Table.Guard.NONE
                : () -> entry.laValue() == stored
                        && (value != null || (entry.laExpiresAt() == expiresAt && tagsOf(entry) == tags))
                        && computationOn(entry) == null;
    }

    static @Nullable Object tagsOf(Entry entry) {
        return entry instanceof LoadedEntry loaded ? loaded.tags() : null;
    }

    /** The computation that holds an entry; null if none does. */
    static @Nullable Flight computationOn(Entry entry) {
        return entry instanceof LoadedEntry loaded
                        && loaded.renewal() instanceof Flight flight
                        && flight.kind() == Flight.Kind.COMPUTE
                ? flight
                : null;
    }
}
