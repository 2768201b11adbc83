package io.cacheado.internal.scope;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.table.Hashed;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.table.Table;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopePath;
import org.jspecify.annotations.Nullable;

/**
 * One table over all live scopes: nodes by their scope, regions by (scope, cache), found in one probe. What it gives may be
 * dead, since dropping a subtree does not visit it; callers ask, and a dead element is replaced in its slot.
 */
final class PathTable extends Table {
    /** In place of a cache's number, asks for the node. */
    private static final int NODE = -1;

    private final int seed;

    PathTable(int seed) {
        super(seed);
        this.seed = seed;
    }

    @Override
    protected Object overflowKey() {
        return this;
    }

    int hashOf(int scopeHash, int cacheId) {
        return Mix.of(scopeHash + seed, cacheId + 2);
    }

    int hashOf(Scope scope) {
        return hashOf(scope.hashCode(), NODE);
    }

    @Nullable
    ScopeNode node(Scope scope) {
        return (ScopeNode) find(hashOf(scope), BY_SCOPE, scope, null, null, NODE);
    }

    @Nullable
    Region region(Scope scope, int cacheId) {
        return (Region) find(hashOf(scope.hashCode(), cacheId), BY_SCOPE, scope, null, null, cacheId);
    }

    @Nullable
    Region region(ScopePath path, Object id, @Nullable Object id2, int cacheId) {
        int scopeHash = id2 == null ? path.hashOf(id) : path.hashOf(id, id2);
        return (Region) find(hashOf(scopeHash, cacheId), BY_IDS, path, id, id2, cacheId);
    }

    private static boolean isOf(Hashed element, Scope scope, int cacheId) {
        if (element instanceof Region region) {
            return region.cache().id() == cacheId && region.node().scope().equals(scope);
        }
        return cacheId == NODE && ((ScopeNode) element).scope().equals(scope);
    }

    private static final Match BY_SCOPE = new Match() {
        @Override
        public boolean matches(Hashed element, Object a, @Nullable Object b, @Nullable Object c, int d) {
            return isOf(element, (Scope) a, d);
        }

        @Override
        public Object overflowKey(int hash, Object a, @Nullable Object b, @Nullable Object c, int d) {
            return new PathKey((Scope) a, d);
        }
    };

    private static final Match BY_IDS = new Match() {
        @Override
        public boolean matches(Hashed element, Object a, @Nullable Object b, @Nullable Object c, int d) {
            if (!(element instanceof Region region) || region.cache().id() != d) {
                return false;
            }
            Scope scope = region.node().scope();
            ScopePath path = (ScopePath) a;
            return c == null ? path.matches(scope, requireNonNull(b)) : path.matches(scope, requireNonNull(b), c);
        }

        @Override
        public Object overflowKey(int hash, Object a, @Nullable Object b, @Nullable Object c, int d) {
            ScopePath path = (ScopePath) a;
            Scope scope = c == null ? path.scope(requireNonNull(b)) : path.scope(requireNonNull(b), c);
            return new PathKey(scope, d);
        }
    };

    static boolean same(Hashed one, Hashed other) {
        return other instanceof Region region
                ? isOf(one, region.node().scope(), region.cache().id())
                : isOf(one, ((ScopeNode) other).scope(), NODE);
    }
}
