package io.cacheado.internal.engine;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.Subtree;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.LoadedEntry;
import io.cacheado.internal.tag.Tags;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry that a reader would be given now, looked at without using it: nothing is counted, marked or removed. For tests;
 * listing costs O(all entries).
 *
 * @param value null for a remembered absence or failure
 */
public record Holding(
        Scope scope, String cache, Object key, @Nullable Object value) {

    /** The entries of all caches in all scopes. */
    public static List<Holding> of(Cacheado cacheado) {
        Engine engine = CacheadoView.engine(cacheado);
        engine.checkOpen();
        long now = engine.clock().exact();
        List<Holding> all = new ArrayList<>();
        Subtree.forEachRegion(engine.live().root(), region -> {
            if (!region.isClosed() && region.isAlive(engine.live())) {
                region.forEach(element -> add((Entry) element, region, now, all));
            }
        });
        return all;
    }

    private static void add(Entry entry, Region region, long now, List<Holding> all) {
        CacheCore<?, ?> core = (CacheCore<?, ?>) region.cache();
        Scope scope = region.node().scope();
        Object value = entry.laValue();
        boolean readable = value != null && !entry.is(Entry.DEAD | Entry.LOADING) && entry.laExpiresAt() > now;
        if (readable && entry instanceof LoadedEntry loaded && loaded.tags() instanceof Tags tags) {
            readable = tags.areValid(scope, core.id());
        }
        if (readable) {
            all.add(new Holding(scope, core.name(), entry.key(), Hits.valueOf(value)));
        }
    }

    /** The cacheado itself; null if it is not one of ours, but wraps one. */
    public static @Nullable Cacheado owner(Cacheado cacheado) {
        return cacheado instanceof CacheadoView ? cacheado : null;
    }

    /** The cacheado that a cache belongs to; null if the cache is not one of ours, but wraps one. */
    public static @Nullable Cacheado owner(Cache<?, ?> cache) {
        return cache instanceof CacheView<?, ?> view ? view.core().engine().view() : null;
    }

    /** The cache that a scoped cache is a view of; null if the view is not one of ours, but wraps one. */
    public static @Nullable Cache<?, ?> cacheOf(ScopedCache<?, ?> view) {
        return view instanceof Scoped<?, ?> scoped
                ? scoped.core().engine().view(scoped.core().name())
                : null;
    }
}
