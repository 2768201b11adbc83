package io.cacheado.internal.scope;

import static java.util.Objects.requireNonNull;

import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopePath;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * What the engine asks of scopes and their paths that is no user's concern: hashes and comparisons by ids, without making the
 * scope. Their package gives it when it is first used, and nothing of it is public there.
 */
public abstract class ScopeAccess {
    private static volatile @Nullable ScopeAccess given;

    /** Only its own package can make one. */
    protected ScopeAccess() {}

    /** Called once, by {@link ScopePath} when it is initialized. */
    public static void give(ScopeAccess access) {
        given = access;
    }

    /** The one, in a field that the compiler takes for a constant. */
    static final class Holder {
        static final ScopeAccess SCOPES = find();

        private Holder() {}

        private static ScopeAccess find() {
            try {
                MethodHandles.lookup().ensureInitialized(ScopePath.class);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
            return requireNonNull(given);
        }
    }

    /** The hash of the scope that so many ids name. */
    public abstract int hashOf(ScopePath path, Object id, @Nullable Object id2, @Nullable Object id3);

    /** Whether the scope is the one that so many ids name. */
    public abstract boolean matches(ScopePath path, Scope scope, Object id, @Nullable Object id2, @Nullable Object id3);

    /** The hash of the scope of depth 1 that a scope is in, or of the root for the root. */
    public abstract int topLevelHash(Scope scope);
}
