package io.cacheado.internal.scope;

import static io.cacheado.scope.ScopeLevel.level;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.internal.table.Table;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Live scopes, a budget and a reclaimer, and around them the little that an engine does to put entries in and out. */
final class Rig {
    /** What the reclaimer buried. */
    record Burial(Region region, Object key, RemovalCause cause) {}

    final ScopeTree tree =
            ScopeTree.of(level("org", "org_id", level("user", "user_id", level("session", "session_id"))));
    final Budget budget;
    final LiveScopes live;
    final Reclaimer reclaimer;
    final TestCache cache = new TestCache(0);
    final TestCache other = new TestCache(1);
    final Queue<Burial> buried = new ConcurrentLinkedQueue<>();

    static final class Setup {
        private boolean weighted;
        private long maximum = 1L << 40;
        private boolean exact;
        private boolean stats;
        private Eviction eviction = Eviction.fifo();
        private final Map<String, Quota> quotas = new HashMap<>();
        private final Map<String, Eviction> evictions = new HashMap<>();

        Setup weighted() {
            weighted = true;
            return this;
        }

        Setup maximum(long newMaximum) {
            maximum = newMaximum;
            return this;
        }

        Setup exact() {
            exact = true;
            return this;
        }

        Setup stats() {
            stats = true;
            return this;
        }

        Setup eviction(Eviction newEviction) {
            eviction = newEviction;
            return this;
        }

        Setup eviction(String level, Eviction newEviction) {
            evictions.put(level, newEviction);
            return this;
        }

        Setup quota(String level, long limit) {
            quotas.put(level, Quota.limit(limit));
            return this;
        }

        Rig build() {
            return new Rig(this);
        }
    }

    private Rig(Setup setup) {
        budget = new Budget(setup.weighted, setup.maximum);
        live = new LiveScopes(
                new LiveScopes.Settings(
                        tree, 42, setup.exact, setup.stats, setup.eviction, setup.quotas, setup.evictions),
                budget);
        reclaimer = new Reclaimer(live, (region, entry, cause) -> {
            int flags = entry.set(Entry.DEAD);
            if ((flags & Entry.DEAD) == 0) {
                leave(region, entry, flags);
                buried.add(new Burial(region, entry.key(), cause));
            }
        });
    }

    static Rig plain() {
        return new Setup().build();
    }

    static Setup with() {
        return new Setup();
    }

    // ---- scopes --------------------------------------------------------------------------------------------------

    Scope org(Object id) {
        return tree.scope("org", id);
    }

    Scope user(Object org, Object id) {
        return tree.scope("user", org, id);
    }

    Scope session(Object org, Object user, Object id) {
        return tree.scope("session", org, user, id);
    }

    // ---- entries -------------------------------------------------------------------------------------------------

    Region obtain(Scope scope) {
        return obtain(scope, cache);
    }

    Region obtain(Scope scope, TestCache of) {
        return live.obtain(scope, of.generation);
    }

    static int hash(Region region, Object key) {
        return Mix.of(region.hash(), key.hashCode());
    }

    Entry put(Scope scope, Object key) {
        return put(scope, cache, key, 1);
    }

    /** Stores an entry, or finds the one that is there; null if a limit refuses. */
    Entry put(Scope scope, TestCache of, Object key, int weight) {
        for (; ; ) {
            Region region = obtain(scope, of);
            Ledger.Taken taken = Ledger.charge(region, weight, 1, budget, Credit.NONE);
            if (taken == Ledger.Taken.FULL) {
                live.vanish(region);
                return null;
            }
            if (taken == Ledger.Taken.GONE) {
                continue;
            }
            RichEntry fresh = new RichEntry(region, hash(region, key), key);
            fresh.weight(weight);
            fresh.prepare(key, Entry.NEVER);
            DomainQueue queue = region.node().nearestDomain().queueOf(of);
            queue.dress(fresh);
            Entry linked = region.link(fresh, Table.Guard.NONE);
            if (linked != fresh) {
                Ledger.release(region, weight, 1, budget);
                if (linked == null) {
                    continue;
                }
                return linked;
            }
            queue.add(fresh, weight);
            if (!region.isAlive(live)) {
                remove(region, fresh);
                continue;
            }
            return fresh;
        }
    }

    /** What a reader sees by ids. */
    Entry read(Scope scope, TestCache of, Object key) {
        Region region = live.find(scope, of);
        return region == null ? null : region.find(hash(region, key), key);
    }

    Entry read(Scope scope, Object key) {
        return read(scope, cache, key);
    }

    boolean remove(Region region, Entry entry) {
        int flags = region.kill(entry, Entry.NEVER);
        if (flags < 0) {
            return false;
        }
        leave(region, entry, flags);
        live.vanish(region);
        return true;
    }

    boolean remove(Entry entry) {
        return remove((Region) entry.owner(), entry);
    }

    private void leave(Region region, Entry entry, int flags) {
        entry.withdraw();
        live.domains().queueHolding(region, entry).died(entry, flags);
        Ledger.release(region, entry.weight(), 1, budget);
    }

    // ---- dropping ------------------------------------------------------------------------------------------------

    /** Drops a scope; its entries are reclaimed later. */
    long drop(Scope scope) {
        LiveScopes.Detached detached = live.detach(scope);
        if (detached == null) {
            return 0;
        }
        reclaimer.add(detached.top());
        return detached.entries();
    }

    void dropAll() {
        reclaimer.add(live.detachAll());
    }

    void empty(TestCache of) {
        Generation old = of.renew();
        live.end(old);
        reclaimer.add(old);
    }

    // ---- looking inside ------------------------------------------------------------------------------------------

    /** All elements of the path table. */
    List<Object> paths() {
        List<Object> all = new ArrayList<>();
        live.paths.forEach(all::add);
        return all;
    }

    long entries(Scope scope) {
        ScopeNode node = live.find(scope);
        return node == null ? 0 : node.entries(budget);
    }

    long units(Scope scope) {
        ScopeNode node = live.find(scope);
        return node == null ? 0 : node.units();
    }

    long[] sums(ScopeNode top) {
        long[] sums = new long[Tally.ALL];
        Subtree.forEachNode(top, node -> {
            if (live.departed(node) != null) {
                live.departed(node).sumInto(-1, sums);
            }
        });
        Subtree.forEachRegion(top, region -> {
            if (region.tally() != null) {
                region.tally().sumInto(sums);
            }
        });
        return sums;
    }
}
