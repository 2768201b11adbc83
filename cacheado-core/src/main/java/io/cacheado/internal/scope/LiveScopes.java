package io.cacheado.internal.scope;

import static io.cacheado.internal.scope.ScopeAccess.Holder.SCOPES;

import io.cacheado.internal.stats.Tallies;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Hashed;
import io.cacheado.internal.table.Table;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopePath;
import io.cacheado.scope.ScopeTree;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The part of the scope tree that holds something, and how it comes and goes.
 *
 * <p>A node or a region is made by the first insert or load and vanishes with the last; reading makes nothing. Dropping a
 * subtree closes its top node, takes what it held from the ancestors in one go, and raises an epoch: everything below is
 * unreadable at once, and the {@link Reclaimer} visits it later. Whoever inserts re-reads the epoch after linking, so that
 * an entry linked too late is found by the drop or by its own inserter.
 *
 * <p><b>Lock order:</b> parent's monitor, child's monitor, leaf of the path table; a domain's monitor and then its share
 * index's may be taken inside any of them, and nothing inside those.
 */
public final class LiveScopes implements Table.Claim {
    final Epochs epochs = new Epochs();
    final PathTable paths;

    private final Settings settings;
    private final Budget budget;
    private final Domains domains;
    private final Queue<Region> displaced = new ConcurrentLinkedQueue<>();
    private volatile ScopeNode root;
    private volatile boolean closed;

    /**
     * What does not change while it lives.
     *
     * @param exact whether queues are not split and policies exact
     * @param levelQuotas quotas by level
     * @param levelEvictions policies by level
     */
    public record Settings(
            ScopeTree tree,
            int seed,
            boolean exact,
            boolean recordStats,
            Eviction eviction,
            Map<String, Quota> levelQuotas,
            Map<String, Eviction> levelEvictions) {}

    public LiveScopes(Settings settings, Budget budget) {
        this.settings = settings;
        this.budget = budget;
        this.paths = new PathTable(settings.seed());
        this.domains = new Domains(settings, budget);
        this.root = newRoot();
    }

    private ScopeNode newRoot() {
        Scope global = settings.tree().global();
        ScopeNode node = new ScopeNode(paths.hashOf(global), global, null);
        domains.makeWhole(node);
        return node;
    }

    public ScopeNode root() {
        return root;
    }

    /** Who owns queues. */
    public Domains domains() {
        return domains;
    }

    // ---- finding -------------------------------------------------------------------------------------------------

    /** The live region of a scope and a cache, or null. */
    public @Nullable Region find(Scope scope, CacheId cache) {
        Region region = paths.region(scope, cache.id());
        return region != null && usable(region) ? region : null;
    }

    /** The live region of the scope that the ids name, or null; allocates nothing. */
    public @Nullable Region find(ScopePath path, Object id, @Nullable Object id2, @Nullable Object id3, CacheId cache) {
        Region region = paths.region(path, id, id2, id3, cache.id());
        return region != null && usable(region) ? region : null;
    }

    /** The live node of a scope, or null. */
    public @Nullable ScopeNode find(Scope scope) {
        if (scope.depth() == 0) {
            return root;
        }
        ScopeNode node = paths.node(scope);
        return node != null && node.isAttached() ? node : null;
    }

    // ---- making --------------------------------------------------------------------------------------------------

    /** The live region, made if need be with all nodes above it. O(depth). */
    public Region obtain(Scope scope, Generation generation) {
        CacheId cache = generation.cache();
        for (; ; ) {
            checkOpen();
            Region there = find(scope, cache);
            if (there != null) {
                return there;
            }
            ScopeNode node = obtain(scope);
            synchronized (node) {
                if (node.isClosed()) {
                    continue;
                }
                Tally tally = settings.recordStats() ? new Tally() : null;
                int hash = paths.hashOf(scope.hashCode(), cache.id());
                Region fresh = cache.region(hash, node, generation, tally);
                Region held = (Region) paths.claim(fresh, this);
                if (held != fresh) {
                    // Someone made it in a newer life of this scope or cache; or this node's.
                    continue;
                }
                fresh.next = node.firstRegion;
                node.firstRegion = fresh;
                return fresh;
            }
        }
    }

    /** Lets nothing in any more; whoever tries gets an {@link IllegalStateException}. Returns what there was. */
    public ScopeNode close() {
        closed = true;
        ScopeNode old = detachAll();
        // Whoever passed the check before may have come into the new root.
        root.close();
        epochs.raiseAll();
        return old;
    }

    /** Throws if this was closed. */
    public void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this cacheado is closed");
        }
    }

    private ScopeNode obtain(Scope scope) {
        for (; ; ) {
            ScopeNode there = find(scope);
            if (there != null) {
                return there;
            }
            checkOpen();
            ScopeNode parent = obtain(scope.parent());
            synchronized (parent) {
                if (parent.isClosed()) {
                    continue;
                }
                // Live scopes share those above them, so that a session costs one scope, however it was named.
                Scope shared = scope.parent() == parent.scope()
                        ? scope
                        : parent.scope().child(scope.level(), scope.id());
                ScopeNode fresh = new ScopeNode(paths.hashOf(scope), shared, parent);
                // Before anyone can find the node, so that no charge passes its limit.
                Domain domain = domains.make(fresh);
                // Nothing is charged to the node before a quota that is given at this moment is in force.
                synchronized (fresh) {
                    if (paths.claim(fresh, this) != fresh) {
                        if (domain != null) {
                            domain.leave();
                        }
                        continue;
                    }
                    parent.addChild(fresh);
                    // Whoever gives a quota remembers it, and looks for the node then: one of the two sees the other.
                    VarHandle.fullFence();
                    domains.catchUp(fresh);
                }
                return fresh;
            }
        }
    }

    /** The quota of a scope, its own or that of its level; null if it has none. */
    public @Nullable Quota quota(Scope scope) {
        return domains.quotaOf(scope);
    }

    /** The quota of a scope, with what is granted of its reservation now; null if it has none. */
    public @Nullable Quota effectiveQuota(Scope scope) {
        return domains.effectiveQuota(scope, find(scope));
    }

    /**
     * Gives a scope a quota of its own, and moves its entries to queues of its own if it had none; or takes it back: null.
     */
    public void quota(Scope scope, @Nullable Quota quota) {
        domains.remember(scope, quota);
        apply(scope);
    }

    private @Nullable ScopeNode apply(Scope scope) {
        VarHandle.fullFence();
        ScopeNode node = find(scope);
        if (node != null && node.parent() != null) {
            domains.apply(node);
        }
        return node;
    }

    /** The policy that is wanted in a scope. */
    public Eviction eviction(Scope scope) {
        return domains.evictionOf(scope);
    }

    /** Gives a scope a policy of its own, and moves its entries to queues of its own if it had none. */
    public void eviction(Scope scope, Eviction eviction) {
        domains.remember(scope, eviction);
        ScopeNode node = apply(scope);
        if (node != null) {
            domains.follow(node);
        }
    }

    /** Has all queues go over to the policies that are wanted now. */
    public void followEvictions() {
        VarHandle.fullFence();
        domains.follow(root);
    }

    /** Whether two elements of the path table stand for the same scope, and cache. */
    @Override
    public boolean same(Hashed one, Hashed other) {
        return PathTable.same(one, other);
    }

    /** Whether an element of the path table is alive. */
    @Override
    public boolean usable(Hashed element) {
        return element instanceof Region region
                ? region.isAlive(this) && !region.isClosed()
                : ((ScopeNode) element).isAttached();
    }

    /** A region that was in the way of a newer one is no longer in the path table, where a sweep would find it. */
    @Override
    public void displaced(Hashed element) {
        if (element instanceof Region region && region.isEmptied()) {
            displaced.add(region);
        }
    }

    /** Dead regions of emptied caches that only this remembers; polled by the reclaimer. */
    Queue<Region> displaced() {
        return displaced;
    }

    // ---- dropping ------------------------------------------------------------------------------------------------

    /** What was cut off, for the reclaimer, and how many entries it held. */
    public record Detached(ScopeNode top, long entries) {}

    /** Cuts a subtree off; null if it holds nothing. O(depth). */
    public @Nullable Detached detach(Scope scope) {
        ScopeNode node = paths.node(scope);
        ScopeNode parent = node == null ? null : node.parent();
        if (node == null || parent == null) {
            // It may have been dropped by someone who has not raised the epoch yet, then come again and vanished.
            epochs.raise(SCOPES.topLevelHash(scope));
            return null;
        }
        long[] held = null;
        if (node.isAttached()) {
            synchronized (parent) {
                synchronized (node) {
                    held = node.close();
                    if (held != null) {
                        parent.removeChild(node);
                    }
                }
            }
        }
        if (held == null) {
            // Someone else is dropping this or a scope above, and has perhaps not raised the epoch yet.
            epochs.raise(node.stripe());
            return null;
        }
        Domain own = node.domain();
        if (own != null) {
            domains.reservations().leave(own);
        }
        boolean counted = parent.releaseSubtree(held[0], held[1], budget);
        epochs.raise(node.stripe());
        vanish(parent);
        return new Detached(node, counted ? Math.max(0, budget.isWeighted() ? held[1] : held[0]) : 0);
    }

    /** Cuts everything off, and begins anew. */
    public ScopeNode detachAll() {
        ScopeNode old;
        synchronized (this) {
            old = root;
            ScopeNode fresh = newRoot();
            synchronized (old) {
                root = fresh;
                old.close();
            }
        }
        epochs.raiseAll();
        return old;
    }

    /** Makes all regions of a generation unreadable. */
    public void end(Generation generation) {
        generation.die();
        epochs.raiseAll();
    }

    /** Makes one region unreadable; false if someone else did. */
    public boolean end(Region region) {
        return region.kill();
    }

    // ---- vanishing -----------------------------------------------------------------------------------------------

    /** Lets a region vanish if it is empty, and then each node above that holds nothing any more. */
    public void vanish(Region region) {
        if (region.isEmpty() && !region.cache().isPinned(region) && region.closeIfEmpty()) {
            forget(region);
        } else if (!region.isClosed()) {
            return;
        }
        // Also if it was closed before: its last charge may have come back only now.
        vanish(region.node());
    }

    /** Lets the nodes above a forgotten region vanish, as far as they hold nothing any more. */
    void vanishAbove(Region region) {
        vanish(region.node());
    }

    private void vanish(ScopeNode from) {
        ScopeNode parent;
        for (ScopeNode node = from; (parent = node.parent()) != null; node = parent) {
            long counted;
            synchronized (parent) {
                synchronized (node) {
                    if (node.isClosed()) {
                        // Someone else took it away, and perhaps met the charge above that has come back since.
                        continue;
                    }
                    if (node.firstRegion != null || node.firstChild != null) {
                        return;
                    }
                    counted = node.closeIfUnused();
                    if (counted < 0) {
                        return;
                    }
                    parent.removeChild(node);
                }
            }
            if (counted > 0) {
                parent.releaseEntries(counted);
            }
            forget(node);
        }
    }

    /** Takes a closed region out of all lists, and keeps its figures above. */
    void forget(Region region) {
        paths.unlink(region);
        ScopeNode node = region.node();
        synchronized (node) {
            node.removeRegion(region);
        }
        Tally tally = region.tally();
        if (tally != null) {
            long[] sums = new long[Tally.ALL];
            tally.closeInto(sums);
            keep(node, region.cache().id(), sums);
        }
    }

    /** Takes a closed node out of the path table, and keeps its figures above. */
    void forget(ScopeNode node) {
        paths.unlink(node);
        Domain domain = node.domain();
        if (domain != null) {
            domain.leave();
        }
        Tallies departed = settings.recordStats() ? node.makeDeparted() : null;
        if (departed != null) {
            long[][] all = departed.close();
            ScopeNode parent = node.parent();
            for (int id = 0; id < all.length; id++) {
                long[] sums = all[id];
                if (sums != null) {
                    keep(parent == null ? root : parent, id, sums);
                }
            }
        }
    }

    // ---- figures of what has vanished ----------------------------------------------------------------------------

    private void keep(ScopeNode from, int cacheId, long[] sums) {
        ScopeNode node = from;
        while (!node.makeDeparted().add(cacheId, sums) && !closed) {
            ScopeNode parent = node.parent();
            node = parent == null ? root : parent;
        }
    }

    /** Counts for a scope that holds nothing, or no longer, at its nearest living ancestor. */
    public void count(Scope scope, int cacheId, int counter, long n) {
        Scope each = scope;
        for (; ; ) {
            ScopeNode node = find(each);
            if (closed || (node != null && node.makeDeparted().add(cacheId, counter, n))) {
                return;
            }
            // The root is replaced when everything is dropped: ask again.
            each = each.depth() == 0 ? each : each.parent();
        }
    }

    /** What the vanished parts of a node counted, if any. */
    public @Nullable Tallies departed(ScopeNode node) {
        return node.departed();
    }
}
