package io.cacheado.internal.load;

import io.cacheado.internal.scope.Region;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was changed in a region while a bulk load ran there: keys that the loader brings beyond those asked for had no
 * placeholder, and are stored only if they are not in here.
 *
 * <p>Changes are noted under the lock of the key's leaf table, by hash and key. Whether a key is among them takes the keys'
 * {@code equals}, so it is asked without a lock, of the changes seen at that moment; the store then checks under the lock
 * that nothing was noted under the hash since. Memory is bounded: beyond {@value #MOST} hashes everything counts as changed,
 * and beyond {@value #MOST_OF_ONE} changes under one hash every key with that hash. More is fenced then than need be, never
 * less.
 */
public final class BulkLoad {
    private static final int MOST = 65_536;
    private static final int MOST_OF_ONE = 64;

    private final Region region;
    private final long tagStamp;
    private final ConcurrentHashMap<Integer, Changes> changed = new ConcurrentHashMap<>();
    private volatile boolean full;

    /** The changes noted under one hash up to some moment, as a list from the newest on. */
    public static final class Changes {
        private static final Changes OF_ANYTHING = new Changes(null, null);

        private final @Nullable Object key;
        private final @Nullable Changes before;
        private final int length;

        private Changes(@Nullable Object key, @Nullable Changes before) {
            this.key = key;
            this.before = before;
            this.length = before == null ? 1 : before.length + 1;
        }

        private boolean holds(Object instance) {
            for (Changes each = this; each != null; each = each.before) {
                if (each.key == instance) {
                    return true;
                }
            }
            return false;
        }

        private Changes with(Object instance) {
            if (this == OF_ANYTHING || holds(instance)) {
                return this;
            }
            return length == MOST_OF_ONE ? OF_ANYTHING : new Changes(instance, this);
        }
    }

    /** @param tagStamp the number of the last drop of a tag */
    public BulkLoad(Region region, long tagStamp) {
        this.region = region;
        this.tagStamp = tagStamp;
    }

    /** The number of the last drop of a tag when this began. */
    public long tagStamp() {
        return tagStamp;
    }

    public Region region() {
        return region;
    }

    /** The key with this hash was changed. */
    public void note(Region where, int hash, Object key) {
        if (where != region || full) {
            return;
        }
        // Whoever holds the lock of the leaf is the only one here with this hash.
        Changes before = changed.get(hash);
        Changes after = before == null ? new Changes(key, null) : before.with(key);
        if (after != before) {
            changed.put(hash, after);
            full = changed.size() > MOST;
        }
    }

    /** The changes noted under the hash so far; null if there were none. */
    public @Nullable Changes changes(int hash) {
        return full ? Changes.OF_ANYTHING : changed.get(hash);
    }

    /** Whether the key is among the changes seen; calls the key's {@code equals}, so no lock must be held. */
    public static boolean isAmong(@Nullable Changes seen, Object key) {
        for (Changes each = seen; each != null; each = each.before) {
            if (each.key == null || each.key == key || key.equals(each.key)) {
                return true;
            }
        }
        return false;
    }
}
