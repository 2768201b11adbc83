package io.cacheado.scope;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.scope.ScopeAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way from the root of a {@link ScopeTree} to one level: which ids a scope of that level is made of, root first.
 *
 * <p>For frameworks that name many scopes of one level: looked up once by {@link ScopeTree#path}. An immutable value, equal by
 * tree and level; safe for all threads.
 */
public final class ScopePath {

    static {
        ScopeAccess.give(new EngineAccess());
    }

    private final ScopeTree tree;
    private final String level;
    private final String idName;
    private final @Nullable ScopePath parent;

    /** The paths from the top level to this one; empty at the root. */
    private final List<ScopePath> steps;

    private final int depth;

    /** The level's part in the hashes of its scopes; at the root, the hash of its only scope. */
    private final int seed;

    /** The root of a tree. */
    ScopePath(ScopeTree tree) {
        this.tree = tree;
        this.level = ScopeLevel.GLOBAL;
        this.idName = "";
        this.parent = null;
        this.steps = List.of();
        this.depth = 0;
        this.seed = ScopeHash.ofLevel(level);
    }

    ScopePath(ScopePath parent, ScopeLevel level) {
        this.tree = parent.tree;
        this.level = level.name();
        this.idName = level.idName();
        this.parent = parent;
        List<ScopePath> all = new ArrayList<>(parent.steps);
        all.add(this);
        this.steps = List.copyOf(all);
        this.depth = parent.depth + 1;
        this.seed = ScopeHash.ofLevel(this.level);
    }

    /**
     * The tree this path is in. O(1).
     *
     * @return the tree
     */
    public ScopeTree tree() {
        return tree;
    }

    /**
     * The name of the level this path leads to. O(1).
     *
     * @return the name, {@code global} for the root
     */
    public String level() {
        return level;
    }

    /**
     * How many ids a scope of this level has. O(1).
     *
     * @return the number of levels below the root: 0 for the root
     */
    public int depth() {
        return depth;
    }

    /**
     * The names of the ids that a scope of this level has. O(depth).
     *
     * @return an unmodifiable list, root first, empty for the root
     */
    public List<String> idNames() {
        return steps.stream().map(ScopePath::idName).toList();
    }

    /**
     * The scope named by these ids, root first. O(depth), and O(length) in their texts.
     *
     * @param ids one id for each of {@link #idNames()}: String, integer, UUID or enum
     * @return the scope
     * @throws MissingScopeException if there are too few ids or one is null
     * @throws IllegalArgumentException if there are too many ids or one is refused
     */
    public Scope scope(@Nullable Object... ids) {
        int given = ids == null ? 0 : ids.length;
        if (given > depth) {
            throw tooMany(given);
        }
        Scope scope = tree.global();
        for (int i = 0; i < depth; i++) {
            Object id = i < given ? ids[i] : null;
            if (id == null) {
                throw missing(steps.get(i));
            }
            scope = steps.get(i).child(scope, id);
        }
        return scope;
    }

    /**
     * The scope named by the ids of this path; whatever else the map holds changes nothing. O(depth), and O(length) in
     * the ids' texts.
     *
     * @param ids ids by the name of their parameter; only read, by {@link Map#get}
     * @return the scope
     * @throws MissingScopeException if an id of this path is absent or null
     * @throws IllegalArgumentException if an id of this path is refused
     */
    public Scope scope(Map<String, ?> ids) {
        requireNonNull(ids, "ids");
        Scope scope = tree.global();
        for (ScopePath step : steps) {
            Object id = ids.get(step.idName);
            if (id == null) {
                throw missing(step, ids);
            }
            scope = step.child(scope, id);
        }
        return scope;
    }

    /**
     * The hash of the scope named by one id: that of {@code scope(id)}, which is not made. For hot paths: allocates
     * nothing, unless the id is an integer beyond 64 bits. O(1) for a String that knows its hash, else O(length).
     *
     * <p>An id that no scope can have may have a hash; it matches no scope, and making its scope refuses it.
     *
     * @param id the only id of this path
     * @return the same as {@code scope(id).hashCode()}
     * @throws MissingScopeException if this path has more than one id, or the id is null
     * @throws IllegalArgumentException if this path is the root, or the id is of a type that is refused
     */
    int hashOf(Object id) {
        ScopePath root = requireDepth(1);
        return ScopeHash.ofChild(root.seed, seed, IdText.hash(this, id));
    }

    /**
     * The hash of the scope named by two ids: that of {@code scope(id, id2)}, which is not made. Otherwise as
     * {@link #hashOf(Object)}.
     *
     * @param id the first id of this path
     * @param id2 the second id of this path
     * @return the same as {@code scope(id, id2).hashCode()}
     * @throws MissingScopeException if this path has more than two ids, or one is null
     * @throws IllegalArgumentException if this path has fewer than two ids, or one is of a type that is refused
     */
    int hashOf(Object id, Object id2) {
        ScopePath above = requireDepth(2);
        return ScopeHash.ofChild(above.hashOf(id), seed, IdText.hash(this, id2));
    }

    /**
     * The hash of the scope named by three ids: that of {@code scope(id, id2, id3)}, which is not made. Otherwise as
     * {@link #hashOf(Object)}.
     *
     * @param id the first id of this path
     * @param id2 the second id of this path
     * @param id3 the third id of this path
     * @return the same as {@code scope(id, id2, id3).hashCode()}
     * @throws MissingScopeException if this path has more than three ids, or one is null
     * @throws IllegalArgumentException if this path has fewer than three ids, or one is of a type that is refused
     */
    int hashOf(Object id, Object id2, Object id3) {
        ScopePath above = requireDepth(3);
        return ScopeHash.ofChild(above.hashOf(id, id2), seed, IdText.hash(this, id3));
    }

    /**
     * Whether the scope is the one that is named by one id. For hot paths: allocates nothing, unless the id is an
     * integer beyond 64 bits. O(length of the id).
     *
     * @param scope any scope
     * @param id an id of any type; one that is refused matches nothing
     * @return whether {@code scope.equals(scope(id))}
     */
    boolean matches(Scope scope, Object id) {
        return depth == 1 && equals(scope.path()) && scope.matches(id);
    }

    /**
     * Whether the scope is the one that is named by two ids. Otherwise as {@link #matches(Scope, Object)}.
     *
     * @param scope any scope
     * @param id the first id
     * @param id2 the second id
     * @return whether {@code scope.equals(scope(id, id2))}
     */
    boolean matches(Scope scope, Object id, Object id2) {
        return depth == 2
                && equals(scope.path())
                && scope.matches(id2)
                && scope.parent().matches(id);
    }

    /**
     * Whether the scope is the one that is named by three ids. Otherwise as {@link #matches(Scope, Object)}.
     *
     * @param scope any scope
     * @param id the first id
     * @param id2 the second id
     * @param id3 the third id
     * @return whether {@code scope.equals(scope(id, id2, id3))}
     */
    boolean matches(Scope scope, Object id, Object id2, Object id3) {
        if (depth != 3 || !equals(scope.path()) || !scope.matches(id3)) {
            return false;
        }
        Scope above = scope.parent();
        return above.matches(id2) && above.parent().matches(id);
    }

    String idName() {
        return idName;
    }

    @Nullable
    ScopePath parent() {
        return parent;
    }

    List<ScopePath> steps() {
        return steps;
    }

    int seed() {
        return seed;
    }

    Scope child(Scope above, @Nullable Object id) {
        return new Scope(this, above, IdText.of(this, id));
    }

    private ScopePath requireDepth(int given) {
        if (parent == null || depth < given) {
            throw tooMany(given);
        }
        if (depth > given) {
            throw missing(steps.get(given));
        }
        return parent;
    }

    private IllegalArgumentException tooMany(int given) {
        return new IllegalArgumentException(
                needs() + ", but " + given + (given == 1 ? " id was" : " ids were") + " given");
    }

    /** Names the first id that is missing. */
    MissingScopeException missing(ScopePath step) {
        return new MissingScopeException(needs() + ", but " + Quoted.text(step.idName) + " is missing");
    }

    private MissingScopeException missing(ScopePath step, Map<?, ?> given) {
        List<?> unknown =
                given.keySet().stream().filter(name -> !tree.hasIdName(name)).toList();
        String known = unknown.isEmpty()
                ? ""
                : "; given, but known to no level: " + Quoted.names(unknown) + "; known are "
                        + Quoted.names(tree.idNames());
        return new MissingScopeException(missing(step).getMessage() + known);
    }

    private String needs() {
        return "level " + Quoted.text(level) + " needs " + (parent == null ? "no ids" : Quoted.names(idNames()));
    }

    private String levelAbove() {
        return parent == null ? "" : parent.level;
    }

    /** Whether both are declared alike; the levels above are compared as levels of their trees. */
    boolean isDeclaredAs(@Nullable ScopePath that) {
        return that != null
                && level.equals(that.level)
                && idName.equals(that.idName)
                && levelAbove().equals(that.levelAbove());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof ScopePath that && level.equals(that.level) && tree.equals(that.tree));
    }

    @Override
    public int hashCode() {
        return seed;
    }

    @Override
    public String toString() {
        return level + idNames();
    }
}
