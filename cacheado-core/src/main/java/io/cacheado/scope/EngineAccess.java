package io.cacheado.scope;

import io.cacheado.internal.scope.ScopeAccess;
import org.jspecify.annotations.Nullable;

/** Lets the engine at what scopes and paths keep from everyone else. */
final class EngineAccess extends ScopeAccess {
    @Override
    public int hashOf(ScopePath path, Object id, @Nullable Object id2, @Nullable Object id3) {
        return id2 == null ? path.hashOf(id) : id3 == null ? path.hashOf(id, id2) : path.hashOf(id, id2, id3);
    }

    @Override
    public boolean matches(ScopePath path, Scope scope, Object id, @Nullable Object id2, @Nullable Object id3) {
        return id2 == null
                ? path.matches(scope, id)
                : id3 == null ? path.matches(scope, id, id2) : path.matches(scope, id, id2, id3);
    }

    @Override
    public int topLevelHash(Scope scope) {
        return scope.topLevelHash();
    }
}
