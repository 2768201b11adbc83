package io.cacheado.internal.scope;

import io.cacheado.internal.evict.ShareIndex;
import io.cacheado.internal.stats.Tally;
import io.cacheado.policy.Eviction;
import org.jspecify.annotations.Nullable;

/** What this room knows of a cache: its number, its own limits, and the queues that pay for them. */
public abstract class CacheId {
    private final int id;

    /** @param id a small number, unique in its cacheado */
    protected CacheId(int id) {
        this.id = id;
    }

    public final int id() {
        return id;
    }

    /** The policy of its own queues, if it chose one. */
    public abstract @Nullable Eviction ownEviction();

    /** Whether it has queues of its own, because it has a limit or a policy of its own. */
    public abstract boolean hasOwnQueues();

    /** The most entries over all scopes. */
    public abstract long maximum();

    /** The most entries in each scope. */
    public abstract long maximumPerScope();

    /** Makes a region: a {@link BoundedRegion} if there is a limit for each scope. */
    protected abstract Region region(int hash, ScopeNode node, Generation generation, @Nullable Tally tally);

    /** The key was changed in the region; called under the lock of the leaf table that holds it. */
    public abstract void changed(Region region, int hash, Object key);

    /** Whether the region must not vanish though it is empty, because a bulk load runs there. */
    public abstract boolean isPinned(Region region);

    /** Takes one more entry into the cache's own limit. */
    public abstract boolean tryCharge();

    /** Gives one entry back. */
    public abstract void release();

    /** Its queues, of which the fullest pays for its limit. */
    public abstract ShareIndex queues();
}
