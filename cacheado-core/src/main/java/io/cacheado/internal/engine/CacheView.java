package io.cacheado.internal.engine;

import io.cacheado.LoadingCache;
import io.cacheado.LoadingScopedCache;
import io.cacheado.Policy;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.scope.Subtree;
import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A cache as its users see it; with or without a loader, as they asked for it. */
final class CacheView<K, V> implements LoadingCache<K, V> {
    private final CacheCore<K, V> core;

    CacheView(CacheCore<K, V> core) {
        this.core = core;
    }

    CacheCore<K, V> core() {
        return core;
    }

    @Override
    public String name() {
        return core.name();
    }

    @Override
    public LoadingScopedCache<K, V> in(Scope scope) {
        return new ScopedView<>(core, core.cut(scope));
    }

    @Override
    public LoadingScopedCache<K, V> in(Object id) {
        return id == null ? named(id) : core.engine().regions().view(core, id, null, null);
    }

    @Override
    public LoadingScopedCache<K, V> in(Object id, Object id2) {
        return id == null || id2 == null
                ? named(id, id2)
                : core.engine().regions().view(core, id, id2, null);
    }

    @Override
    public LoadingScopedCache<K, V> in(Object id, Object id2, Object id3) {
        return id == null || id2 == null || id3 == null
                ? named(id, id2, id3)
                : core.engine().regions().view(core, id, id2, id3);
    }

    /** By so many ids, one of which is null: says which is missing, and never takes them for fewer ids. */
    private LoadingScopedCache<K, V> named(@Nullable Object... ids) {
        return new ScopedView<>(core, core.path().scope(ids));
    }

    @Override
    public LoadingScopedCache<K, V> inCurrentScope() {
        return new ScopedView<>(core, core.current());
    }

    @Override
    public void invalidateAll() {
        core.engine().drops().empty(core);
    }

    @Override
    public long evict(Scope subtree) {
        Engine engine = core.engine();
        engine.checkOpen();
        ScopeNode top = engine.live().find(Drops.belowGlobal(engine.own(subtree), "invalidateAll() empties the cache"));
        if (top == null) {
            return 0;
        }
        AtomicLong held = new AtomicLong();
        Subtree.forEachRegion(top, (Region region) -> {
            if (region.cache() == core) {
                long entries = engine.running().entriesOf(region);
                held.addAndGet(engine.drops().empty(region) ? entries : 0);
            }
        });
        core.logs().dropped(subtree, held.get());
        return held.get();
    }

    @Override
    public void invalidateTag(Scope subtree, String tag) {
        core.invalidateTag(subtree, tag);
    }

    @Override
    public CacheStats stats() {
        return core.engine().figures().of(core.engine().scopes().global(), core);
    }

    @Override
    public CacheStats stats(Scope subtree) {
        return core.engine().figures().of(core.engine().own(subtree), core);
    }

    @Override
    public Policy<K, V> policy() {
        return new Inspection<>(core);
    }

    @Override
    public String toString() {
        return "Cache[" + core.name() + "]";
    }
}
