package io.cacheado.scope;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The declared levels: several independent trees under the one root {@code global}, which is always there.
 *
 * <p>An immutable value; safe for all threads. Trees are equal if they declare the same levels with the same parameters
 * in the same places, in whatever order: a tree that is built twice gives equal scopes.
 */
public final class ScopeTree {
    private static final int DEEPEST = 1000;

    private final Map<String, ScopePath> paths;
    private final List<String> levels;
    private final Set<String> idNames;
    private final Scope global;
    private final int hash;

    private ScopeTree(ScopeLevel[] roots) {
        Map<String, ScopePath> declared = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        ScopePath root = new ScopePath(this);
        declared.put(root.level(), root);
        for (ScopeLevel level : roots) {
            declare(root, requireNonNull(level, "a root is null"), declared, names);
        }
        this.paths = Map.copyOf(declared);
        this.levels = List.copyOf(declared.keySet());
        this.idNames = Collections.unmodifiableSet(names);
        this.global = new Scope(root);
        this.hash = levels.stream().mapToInt(String::hashCode).sum();
    }

    private static void declare(
            ScopePath parent, ScopeLevel level, Map<String, ScopePath> declared, Set<String> idNames) {
        if (declared.containsKey(level.name())) {
            throw new IllegalArgumentException("level: " + Quoted.text(level.name())
                    + " is declared twice (allowed: names that are unique over all trees)");
        }
        for (ScopePath above : parent.steps()) {
            if (above.idName().equals(level.idName())) {
                throw new IllegalArgumentException("idName of level " + Quoted.text(level.name()) + ": "
                        + Quoted.text(level.idName()) + " is that of level " + Quoted.text(above.level())
                        + " above it too (allowed: names that are unique on a path)");
            }
        }
        ScopePath path = new ScopePath(parent, level);
        if (path.depth() > DEEPEST) {
            throw new IllegalArgumentException("level: " + Quoted.text(level.name()) + " is at depth " + path.depth()
                    + " (allowed: at most " + DEEPEST + " levels on a path)");
        }
        declared.put(path.level(), path);
        idNames.add(path.idName());
        for (ScopeLevel child : level.children()) {
            declare(path, child, declared, idNames);
        }
    }

    /**
     * Builds a tree. O(levels × depth).
     *
     * @param roots the levels directly below the root, each the top of an independent tree; without any, there is only
     *     the root
     * @return the tree
     * @throws IllegalArgumentException if two levels have one name, or two levels on one path have one parameter
     * @throws NullPointerException if a root is null
     */
    public static ScopeTree of(ScopeLevel... roots) {
        return new ScopeTree(requireNonNull(roots, "roots"));
    }

    /**
     * The root, which every other scope of this tree is within. O(1).
     *
     * @return the scope of level {@code global}
     */
    public Scope global() {
        return global;
    }

    /**
     * The scope of a level that is named by these ids, root first. O(depth), and O(length) in the ids' texts.
     *
     * @param level the name of a level; {@code global} takes no ids
     * @param idsFromRoot one id for each level on the way: String, Byte, Short, Integer, Long, BigInteger, UUID or
     *     enum, equal by text, of 1 to 1,024 chars
     * @return the scope
     * @throws MissingScopeException if the level is unknown, there are too few ids, or one is null
     * @throws IllegalArgumentException if there are too many ids, or one is refused
     */
    public Scope scope(String level, Object... idsFromRoot) {
        return path(level).scope(idsFromRoot);
    }

    /**
     * The scope of a level that is named by the ids of that level's own path; ids of deeper levels or other trees that
     * happen to be present change nothing. O(depth), and O(length) in the ids' texts.
     *
     * @param level the name of a level
     * @param ids ids by the name of their parameter, as for {@link #scope(String, Object...)}; never changed
     * @return the scope
     * @throws MissingScopeException if the level is unknown, or an id is absent or null; if the map has names that no
     *     level knows, the message says them and the known ones
     * @throws IllegalArgumentException if an id is refused
     */
    public Scope scope(String level, Map<String, ?> ids) {
        return path(level).scope(ids);
    }

    /**
     * Reads the canonical text of a scope, and exactly that: what {@link Scope#toString()} writes. Nothing else reads
     * ids out of a text. O(length).
     *
     * @param canonical such as {@code organization:acme/user:42} or {@code global}
     * @return the scope
     * @throws IllegalArgumentException if the text is none that a scope of this tree has; the message says where and
     *     why
     */
    public Scope parse(CharSequence canonical) {
        return CanonicalText.parse(this, requireNonNull(canonical, "canonical"));
    }

    /**
     * The way from the root to a level, for frameworks and hot paths that name many scopes of it. O(1).
     *
     * @param level the name of a level; {@code global} is the root
     * @return the path
     * @throws MissingScopeException if the level is unknown
     */
    public ScopePath path(String level) {
        ScopePath path = paths.get(requireNonNull(level, "level"));
        if (path == null) {
            throw new MissingScopeException(
                    "level " + Quoted.text(level) + " is unknown, known are " + Quoted.names(levels));
        }
        return path;
    }

    /**
     * Whether there is a level of this name. O(1).
     *
     * @param level a name
     * @return whether it is {@code global} or a declared level
     */
    public boolean hasLevel(String level) {
        return paths.containsKey(requireNonNull(level, "level"));
    }

    /**
     * The names of all levels. O(1).
     *
     * @return an unmodifiable list: {@code global}, then the others as declared, each before those below it
     */
    public List<String> levels() {
        return levels;
    }

    Set<String> idNames() {
        return idNames;
    }

    boolean hasIdName(@Nullable Object name) {
        return name != null && idNames.contains(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof ScopeTree that) || hash != that.hash || levels.size() != that.levels.size()) {
            return false;
        }
        // No stream and no iterator: comparing scopes of two equal trees must not allocate.
        for (int i = 0; i < levels.size(); i++) {
            if (!path(levels.get(i)).isDeclaredAs(that.paths.get(levels.get(i)))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return "ScopeTree" + levels;
    }
}
