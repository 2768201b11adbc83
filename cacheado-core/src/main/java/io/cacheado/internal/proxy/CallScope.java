package io.cacheado.internal.proxy;

import io.cacheado.internal.context.Current;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopePath;
import io.cacheado.scope.ScopeTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a call: the last ids of its path from the arguments, what is above them from the current scope.
 *
 * <p>The ids from arguments are always an end of the path, so that none is ever combined with a current scope below or beside
 * it.
 */
final class CallScope implements Function<@Nullable Object[], Scope> {
    private final ScopeTree tree;
    private final String method;
    private final String level;

    /** The levels of the path, root first, and for each the index of the argument that has its id, or -1. */
    private final List<String> levels;

    private final int[] arguments;

    /**
     * @param method names the method in messages
     * @throws MissingScopeException if the tree has no such level
     * @throws IllegalArgumentException if a name of an id is unknown, or given twice, or the ids are no end of the path
     */
    CallScope(ScopeTree tree, String level, List<Param> params, String method) {
        this.tree = tree;
        this.method = method;
        this.level = level;
        ScopePath path = tree.path(level);
        this.levels = levels(path);
        this.arguments =
                path.idNames().stream().mapToInt(name -> indexOf(name, params)).toArray();
        requireKnown(tree, params);
        requireEnd(path);
    }

    /** The names of the levels on a path, which a scope of any ids tells. */
    static List<String> levels(ScopePath path) {
        Scope any = path.scope(path.idNames().toArray());
        List<String> levels = new ArrayList<>();
        for (Scope each = any; each.depth() > 0; each = each.parent()) {
            levels.add(0, each.level());
        }
        return levels;
    }

    private static int indexOf(String idName, List<Param> params) {
        List<Param> found =
                params.stream().filter(each -> idName.equals(each.scopeId())).toList();
        if (found.size() > 1) {
            throw new IllegalArgumentException("@ScopeId " + idName + " is given by "
                    + found.get(0).text() + " and " + found.get(1).text() + " (allowed: one parameter for each id)");
        }
        return found.isEmpty() ? -1 : found.get(0).index();
    }

    private static void requireKnown(ScopeTree tree, List<Param> params) {
        Set<String> known = new LinkedHashSet<>();
        tree.levels().forEach(each -> known.addAll(tree.path(each).idNames()));
        for (Param each : params) {
            if (each.scopeId() != null && !known.contains(each.scopeId())) {
                throw new IllegalArgumentException("@ScopeId " + each.scopeId() + " of " + each.text()
                        + " is known to no level (allowed: " + String.join(", ", known) + ")");
            }
            if (each.scopeId() != null && !IdTypes.isPossible(each.raw())) {
                throw new IllegalArgumentException("@ScopeId " + each.scopeId() + " of " + each.text() + " is of type "
                        + each.type().getTypeName() + " (allowed: a String, integer, UUID or enum)");
            }
        }
    }

    private void requireEnd(ScopePath path) {
        int first = firstGiven();
        for (int i = first; i < arguments.length; i++) {
            if (arguments[i] < 0) {
                throw new IllegalArgumentException("@ScopeId " + path.idNames().get(first) + " is given, but "
                        + path.idNames().get(i) + " below it is not (allowed: ids that are the end of "
                        + String.join(", ", path.idNames())
                        + ", so that none is combined with the current scope of another owner)");
            }
        }
    }

    private int firstGiven() {
        int first = 0;
        while (first < arguments.length && arguments[first] < 0) {
            first++;
        }
        return first;
    }

    String level() {
        return level;
    }

    /** Whether an argument is an id of this scope. */
    boolean uses(Param param) {
        return Arrays.stream(arguments).anyMatch(index -> index == param.index());
    }

    @Override
    public Scope apply(@Nullable Object[] call) {
        try {
            int first = firstGiven();
            Scope scope = first == 0 ? tree.global() : Current.require(tree, levels.get(first - 1));
            for (int i = first; i < arguments.length; i++) {
                scope = child(scope, levels.get(i), call[arguments[i]]);
            }
            return scope;
        } catch (MissingScopeException e) {
            throw new MissingScopeException(method + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(method + ": " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("NullAway")
    private static Scope child(Scope above, String level, @Nullable Object id) {
        // Null is refused there, by level and parameter.
        return above.child(level, id);
    }
}
