package io.cacheado.internal.context;

import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for a scope among the current ones of this thread; one that is not there is an error, never a wider one. */
public final class Current {
    private Current() {}

    /**
     * The current scope of a level, cut to it, whatever {@link ScopeTree} it is of; null if there is none.
     *
     * @throws MissingScopeException if several have one, or there are current scopes and none of their trees knows the level
     */
    public static @Nullable Scope find(String level) {
        Scope[] all = Ambient.all();
        Scope found = null;
        boolean known = all.length == 0;
        for (Scope each : all) {
            Scope cut = cut(each, level);
            if (cut != null && found != null && !cut.equals(found)) {
                throw new MissingScopeException("the current scope of level " + level
                        + " is ambiguous: several ScopeTrees have one (allowed: cache.inCurrentScope())");
            }
            found = cut == null ? found : cut;
            known |= each.tree().hasLevel(level);
        }
        if (!known) {
            throw new MissingScopeException("level: " + level + " (allowed: one of "
                    + String.join(", ", all[0].tree().levels()) + ")");
        }
        return found;
    }

    /** As {@link #find(String)}; an exception if there is none. */
    public static Scope require(String level) {
        Scope found = find(level);
        if (found != null) {
            return found;
        }
        for (Scope each : Ambient.all()) {
            if (each.tree().hasLevel(level)) {
                throw missing(each.tree(), level);
            }
        }
        throw new MissingScopeException("no current scope of level " + level
                + ": there is none at all on this thread (allowed: within CurrentScope.open, run or call)" + hint());
    }

    /** The current scope of a level of this tree, cut to it; null if there is none. O(depth). */
    static @Nullable Scope find(ScopeTree tree, String level) {
        for (Scope each : Ambient.all()) {
            Scope cut = cut(each, level);
            if (cut != null && isOf(cut, tree)) {
                return cut;
            }
        }
        return null;
    }

    /** As {@link #find(ScopeTree, String)}; an exception that names level and parameter if there is none. */
    public static Scope require(ScopeTree tree, String level) {
        Scope found = find(tree, level);
        if (found == null) {
            throw missing(tree, level);
        }
        return found;
    }

    /** The one current scope of a tree, kept whole; an exception if there is none, or several. */
    public static Scope only(ScopeTree tree) {
        List<Scope> own =
                Arrays.stream(Ambient.all()).filter(each -> isOf(each, tree)).toList();
        if (own.size() != 1) {
            throw new MissingScopeException((own.isEmpty() ? "there is no current scope" : "several scopes are current")
                    + " (allowed: exactly one, of "
                    + String.join(", ", own.isEmpty() ? tree.levels() : levels(own)) + ")" + hint());
        }
        return own.get(0);
    }

    /** Names the level, its parameters, and the first of them that no current scope gives. */
    private static MissingScopeException missing(ScopeTree tree, String level) {
        List<String> needed = tree.path(level).idNames();
        int given = 0;
        for (Scope each : Ambient.all()) {
            List<String> ids = each.path().idNames();
            if (isOf(each, tree) && ids.size() < needed.size() && ids.equals(needed.subList(0, ids.size()))) {
                given = Math.max(given, ids.size());
            }
        }
        return new MissingScopeException("no current scope of level " + level + ": it needs "
                + String.join(", ", needed) + ", but " + needed.get(given) + " is missing" + hint());
    }

    private static String hint() {
        return Ambient.isInsideABorder()
                ? "; what is current outside is hidden here: a load and a listener have the scope of their entry, a"
                        + " captured task what it was captured with"
                : "";
    }

    private static List<String> levels(List<Scope> scopes) {
        return scopes.stream().map(Scope::level).toList();
    }

    private static boolean isOf(Scope scope, ScopeTree tree) {
        return scope.tree().equals(tree);
    }

    private static @Nullable Scope cut(Scope scope, String level) {
        for (Scope each = scope; ; each = each.parent()) {
            if (each.level().equals(level)) {
                return each;
            }
            if (each.depth() == 0) {
                return null;
            }
        }
    }
}
