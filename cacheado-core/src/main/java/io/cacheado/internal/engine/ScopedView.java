package io.cacheado.internal.engine;

import io.cacheado.internal.scope.Region;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/** A handle that was made for a scope, which may hold nothing: the scope, and the region that was last found for it. */
final class ScopedView<K, V> implements Scoped<K, V> {
    private final CacheCore<K, V> cache;
    private final Scope scope;

    /** The last region found; racy, since any region of this scope and cache will do, and a dead one is noticed. */
    private @Nullable Region region;

    ScopedView(CacheCore<K, V> cache, Scope scope) {
        this.cache = cache;
        this.scope = scope;
    }

    @Override
    public CacheCore<K, V> core() {
        return cache;
    }

    @Override
    public Scope scope() {
        return scope;
    }

    @Override
    public @Nullable Region known() {
        return region;
    }

    @Override
    public void known(Region found) {
        region = found;
    }

    @Override
    public String toString() {
        return text();
    }
}
