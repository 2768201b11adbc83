package io.cacheado.internal.engine;

import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.scope.ScopePath;
import org.jspecify.annotations.Nullable;

/** Finds the live region of a view, or makes it. */
final class Regions {
    private final LiveScopes live;

    Regions(LiveScopes live) {
        this.live = live;
    }

    /** The live region of a view, remembered in it; null if there is none. */
    @Nullable
    Region find(Scoped<?, ?> view) {
        Region known = view.known();
        if (known != null && !known.isClosed() && known.isAlive(live)) {
            return known;
        }
        Region found = live.find(view.scope(), view.core());
        if (found != null) {
            view.known(found);
        }
        return found;
    }

    /** The live region of a view, made if need be. */
    Region obtain(Scoped<?, ?> view) {
        Region known = find(view);
        if (known != null) {
            return known;
        }
        Region made = live.obtain(view.scope(), view.core().generation());
        view.known(made);
        return made;
    }

    /** The hash of a key in a region that was obtained for it, and vanishes again if the key's hashCode throws. */
    int hash(Region region, Object key) {
        try {
            return Hits.hash(region, key);
        } catch (Throwable t) {
            live.vanish(region);
            throw t;
        }
    }

    /** The view of the scope that ids name; nothing is allocated when it holds entries. */
    @SuppressWarnings("unchecked")
    <K, V> Scoped<K, V> view(CacheCore<K, V> cache, Object id, @Nullable Object id2, @Nullable Object id3) {
        ScopePath path = cache.path();
        Region region = live.find(path, id, id2, id3, cache);
        if (region != null) {
            // Each region of a cache was made by it.
            return (Scoped<K, V>) region;
        }
        return new ScopedView<>(
                cache, id2 == null ? path.scope(id) : id3 == null ? path.scope(id, id2) : path.scope(id, id2, id3));
    }
}
