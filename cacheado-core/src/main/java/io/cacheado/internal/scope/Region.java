package io.cacheado.internal.scope;

import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Table;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one cache in one scope: a table, and whose it is. 48 bytes.
 *
 * <p>It is readable while {@link #isFresh} or {@link #revalidate} says so. It dies with any ancestor scope, with its cache's
 * generation, by itself when that scope's part of the cache is dropped ({@link #kill}), or when it is closed empty.
 */
public class Region extends Table {
    private static final int KILLED = -1;
    private static final VarHandle STAMP;

    static {
        try {
            STAMP = MethodHandles.lookup().findVarHandle(Region.class, "stamp", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ScopeNode node;
    private final Generation generation;
    private final @Nullable Tally tally;

    /** The next region of the same node; guarded by the node. */
    @Nullable
    Region next;

    private volatile int stamp = Integer.MIN_VALUE;

    protected Region(int hash, ScopeNode node, Generation generation, @Nullable Tally tally) {
        super(hash);
        this.node = node;
        this.generation = generation;
        this.tally = tally;
    }

    public final ScopeNode node() {
        return node;
    }

    public final CacheId cache() {
        return generation.cache();
    }

    final boolean isOf(Generation asked) {
        return generation == asked;
    }

    public final @Nullable Tally tally() {
        return tally;
    }

    @Override
    protected final Object overflowKey() {
        return new PathKey(node.scope(), cache().id());
    }

    @Override
    protected final void changed(int hash, Object key) {
        cache().changed(this, hash, key);
    }

    /** Whether nothing was dropped since this was last found alive. */
    public final boolean isFresh(LiveScopes live) {
        int seen = stamp;
        return live.epochs.stands(seen) && seen >= 0;
    }

    /** Whether this is alive, by walking its ancestors unless nothing was dropped since the last time. O(depth). */
    public final boolean isAlive(LiveScopes live) {
        return isFresh(live) || revalidate(live);
    }

    private boolean revalidate(LiveScopes live) {
        int seen = stamp;
        if (seen == KILLED) {
            return false;
        }
        int now = live.epochs.stamp(node.stripe());
        if (generation.isDead() || !node.isAttached()) {
            return false;
        }
        // A kill in between wins.
        return STAMP.compareAndSet(this, seen, now) || stamp != KILLED;
    }

    /** Makes this unreadable, at once and for ever. */
    final boolean kill() {
        return (int) STAMP.getAndSet(this, KILLED) != KILLED;
    }

    /** Whether its entries left because someone emptied this cache, rather than dropped a scope. */
    public final boolean isEmptied() {
        return stamp == KILLED || generation.isDead();
    }

    /** Takes one more entry into its own limit, if it has one. */
    boolean tryCharge() {
        return true;
    }

    /** Gives one entry back. */
    void release() {}

    /** The entries charged to its own limit; any number if it has none. */
    public long mostCharged() {
        return Long.MAX_VALUE;
    }

    /** How many entries it must lose before it may take one more. */
    long excess() {
        return 0;
    }
}
