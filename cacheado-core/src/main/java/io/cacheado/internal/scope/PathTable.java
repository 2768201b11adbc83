package io.cacheado.internal.scope;

import static io.cacheado.internal.scope.ScopeAccess.Holder.SCOPES;
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
        return (ScopeNode) find(hashOf(scope), BY_SCOPE, scope, null, null, null, NODE);
    }

    @Nullable
    Region region(Scope scope, int cacheId) {
        return (Region) find(hashOf(scope.hashCode(), cacheId), BY_SCOPE, scope, null, null, null, cacheId);
    }

    @Nullable
    Region region(ScopePath path, Object id, @Nullable Object id2, @Nullable Object id3, int cacheId) {
        int scopeHash = SCOPES.hashOf(path, id, id2, id3);
        return (Region) find(hashOf(scopeHash, cacheId), BY_IDS, path, id, id2, id3, cacheId);
    }

    private static boolean isOf(Hashed element, Scope scope, int cacheId) {
        if (element instanceof Region region) {
            return region.cache().id() == cacheId && region.node().scope().equals(scope);
        }
        return cacheId == NODE && ((ScopeNode) element).scope().equals(scope);
    }

    private static final Match BY_SCOPE = new Match() {
        @Override
        public boolean matches(
                Hashed element, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n) {
            return isOf(element, (Scope) a, n);
        }

        @Override
        public Object overflowKey(
                int hash, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n) {
            return new PathKey((Scope) a, n);
        }
    };

    private static final Match BY_IDS = new Match() {
        @Override
        public boolean matches(
                Hashed element, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n) {
            if (!(element instanceof Region region) || region.cache().id() != n) {
                return false;
            }
            return SCOPES.matches((ScopePath) a, region.node().scope(), requireNonNull(b), c, d);
        }

        @Override
        public Object overflowKey(
                int hash, Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d, int n) {
            ScopePath path = (ScopePath) a;
            Object id = requireNonNull(b);
            Scope scope = c == null ? path.scope(id) : d == null ? path.scope(id, c) : path.scope(id, c, d);
            return new PathKey(scope, n);
        }
    };

    static boolean same(Hashed one, Hashed other) {
        return other instanceof Region region
                ? isOf(one, region.node().scope(), region.cache().id())
                : isOf(one, ((ScopeNode) other).scope(), NODE);
    }
}
