package io.cacheado.internal.load;

import io.cacheado.internal.scope.Region;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was changed in a region while a bulk load ran there: keys that the loader brings beyond those asked for had no
 * placeholder, and are stored only if they are not in here.
 *
 * <p>Changes are noted, and asked for, under the lock of the key's leaf table. Beyond {@value #MOST} changes everything
 * counts as changed, and so does a key whose hash equals that of a changed one: more is fenced than need be, never less.
 */
public final class BulkLoad {
    private static final int MOST = 65_536;

    private final Region region;
    private final Set<Integer> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean full;

    public BulkLoad(Region region) {
        this.region = region;
    }

    public Region region() {
        return region;
    }

    /** The key with this hash was changed. */
    public void note(Region where, int hash) {
        if (where == region && !full) {
            changed.add(hash);
            full = changed.size() > MOST;
        }
    }

    /** Whether the key with this hash was changed since the load began. */
    public boolean isChanged(int hash) {
        return full || changed.contains(hash);
    }
}
