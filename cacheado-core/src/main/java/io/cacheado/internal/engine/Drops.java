package io.cacheado.internal.engine;

import io.cacheado.EntryOptions;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.scope.Scope;

/** Makes scopes, caches and tags unreadable at once, and leaves their memory to the reclaimer. */
final class Drops {
    private final Engine engine;
    private final LiveScopes live;

    Drops(Engine engine, LiveScopes live) {
        this.engine = engine;
        this.live = live;
    }

    /** Drops a scope with all below it; returns how many entries it held. O(depth). */
    long subtree(Scope subtree) {
        engine.checkOpen();
        Scope scope = belowGlobal(engine.own(subtree), "evictAll() drops everything");
        long start = engine.logs().writesDrops() ? engine.logs().now() : 0;
        LiveScopes.Detached detached = live.detach(scope);
        long entries = detached == null ? 0 : detached.entries();
        if (detached != null) {
            engine.upkeep().reclaimer().add(detached.top());
        }
        engine.logs().dropped(scope, entries, start);
        if (detached != null) {
            engine.upkeep().reclaimSoon();
        }
        return entries;
    }

    /** Drops everything. O(1). */
    void everything() {
        engine.checkOpen();
        long start = engine.logs().writesDrops() ? engine.logs().now() : 0;
        engine.upkeep().reclaimer().add(live.detachAll());
        engine.logs().dropped(engine.scopes().global(), -1, start);
        engine.upkeep().reclaimSoon();
    }

    /** Drops a tag in a subtree. O(1). */
    void tag(Scope subtree, String tag) {
        engine.checkOpen();
        EntryOptions.tags(tag);
        engine.tags().drop(engine.own(subtree), tag, -1);
        engine.logs().tagDropped(null, subtree, tag);
    }

    /** Drops all of a cache. */
    void empty(CacheCore<?, ?> cache) {
        engine.checkOpen();
        engine.upkeep().reclaimer().add(cache.renew());
        engine.upkeep().reclaimSoon();
        cache.logs().dropped(engine.scopes().global(), -1);
    }

    /** Drops one scope's own part of a cache; false if someone else did. */
    boolean empty(Region region) {
        boolean first = live.end(region);
        if (first) {
            engine.upkeep().reclaimer().add(region);
            engine.upkeep().reclaimSoon();
        }
        return first;
    }

    static Scope belowGlobal(Scope scope, String instead) {
        if (scope.depth() == 0) {
            throw new IllegalArgumentException("scope: global (allowed: a scope below it; " + instead + ")");
        }
        return scope;
    }
}
