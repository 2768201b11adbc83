package io.cacheado.internal.engine;

import io.cacheado.internal.scope.Generation;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.stats.Tally;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A region that is its own handle, for callers by ids. When it has died, and a caller has kept it, the one that lives in its
 * place is found by its path at each use.
 */
final class OpenRegion<K, V> extends Region implements Scoped<K, V> {
    OpenRegion(int hash, ScopeNode node, Generation generation, @Nullable Tally tally) {
        super(hash, node, generation, tally);
    }

    @Override
    @SuppressWarnings("unchecked")
    public CacheCore<K, V> core() {
        // Made by this cache, and handed out by it.
        return (CacheCore<K, V>) cache();
    }

    @Override
    public Scope scope() {
        return node().scope();
    }

    @Override
    public Region known() {
        return this;
    }

    @Override
    public void known(Region found) {}

    @Override
    public String toString() {
        return text();
    }
}
