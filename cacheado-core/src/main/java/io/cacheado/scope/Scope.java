package io.cacheado.scope;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One concrete place in a {@link ScopeTree}, such as {@code organization:acme/user:42}.
 *
 * <p>An immutable value, equal by tree, level and ids; safe for all threads. Ids are equal by their text (42, 42L and
 * "42" are one id) and are data: nothing but {@link ScopeTree#parse} ever reads structure out of a text.
 */
public final class Scope {

    // Four fields and a header are 32 bytes with compressed references: a cache holds one for each live scope.
    private final ScopePath path;
    private final @Nullable Scope parent;
    private final String id;
    private final int hash;

    /** The root. */
    Scope(ScopePath path) {
        this.path = path;
        this.parent = null;
        this.id = "";
        this.hash = path.seed();
    }

    /** The id's text has been checked. */
    Scope(ScopePath path, Scope parent, String id) {
        this.path = path;
        this.parent = parent;
        this.id = id;
        this.hash = ScopeHash.ofChild(parent.hash, path.seed(), id.hashCode());
    }

    /**
     * The tree this scope is in. O(1).
     *
     * @return the tree
     */
    public ScopeTree tree() {
        return path.tree();
    }

    /**
     * The way from the root to this scope's level. O(1).
     *
     * @return the path
     */
    public ScopePath path() {
        return path;
    }

    /**
     * The name of this scope's level. O(1).
     *
     * @return the name, {@code global} for the root
     */
    public String level() {
        return path.level();
    }

    /**
     * The text of this scope's own id, as it was given. O(1).
     *
     * @return the text, empty for the root only
     */
    public String id() {
        return id;
    }

    /**
     * The number of levels between this scope and the root. O(1).
     *
     * @return 0 for the root, 1 for a scope directly below it
     */
    public int depth() {
        return path.depth();
    }

    /**
     * The scope directly above. O(1).
     *
     * @return the parent
     * @throws NoSuchElementException if this is the root; ask {@link #depth()} before
     */
    public Scope parent() {
        if (parent == null) {
            throw new NoSuchElementException("the global scope has no parent");
        }
        return parent;
    }

    /**
     * The scope directly below that is named by this id. O(1), and O(length) in the id's text.
     *
     * @param level the name of a level that stands directly below this scope's
     * @param id a String, integer, UUID or enum
     * @return the child
     * @throws MissingScopeException if the level is unknown or stands elsewhere, or the id is null
     * @throws IllegalArgumentException if the id is refused
     */
    public Scope child(String level, Object id) {
        ScopePath child = tree().path(level);
        if (!path.equals(child.parent())) {
            throw new MissingScopeException("level " + Quoted.text(level) + ", which needs "
                    + Quoted.names(child.idNames()) + ", is not directly below scope " + Quoted.text(toString()));
        }
        return child.child(this, id);
    }

    /**
     * This scope cut to a level: itself or the scope above it that is of that level. O(depth).
     *
     * @param level the name of this scope's level or of one above it; {@code global} gives the root
     * @return the scope of that level
     * @throws MissingScopeException if the level is deeper than this scope, of another tree, or unknown
     */
    public Scope at(String level) {
        requireNonNull(level, "level");
        for (Scope scope = this; scope != null; scope = scope.parent) {
            if (scope.path.level().equals(level)) {
                return scope;
            }
        }
        ScopePath asked = tree().path(level);
        ScopePath missing = asked.steps().stream()
                .filter(step -> !path.steps().contains(step))
                .findFirst()
                .orElse(asked);
        throw new MissingScopeException("scope " + Quoted.text(toString()) + " has no level " + Quoted.text(level)
                + ": " + asked.missing(missing).getMessage());
    }

    /**
     * The ids of this scope by the names of their parameters. O(depth).
     *
     * @return an unmodifiable map, root first, empty for the root
     */
    public Map<String, String> ids() {
        Map<String, String> ids = new LinkedHashMap<>();
        for (Scope scope : fromTop()) {
            ids.put(scope.path.idName(), scope.id);
        }
        return Collections.unmodifiableMap(ids);
    }

    /**
     * Whether this scope is the given one or stands below it. O(depth).
     *
     * @param ancestor a scope of any tree
     * @return whether the given scope is this one or above it; false if it is of another tree
     */
    public boolean isWithin(Scope ancestor) {
        Scope scope = this;
        while (scope.depth() > ancestor.depth()) {
            scope = scope.parent();
        }
        return scope.equals(ancestor);
    }

    /**
     * Whether this scope's own id is the given one; the scopes above are not compared. For hot paths: allocates
     * nothing, unless the id is an integer beyond 64 bits. O(length of the id).
     *
     * @param id an id of any type; one that is refused or null matches nothing
     * @return whether the texts are equal; false if this is the root
     */
    boolean matches(@Nullable Object id) {
        return parent != null && IdText.equal(this.id, id);
    }

    /**
     * The hash of the scope directly below the root that this one is in, for striping by tenant. O(depth), allocates
     * nothing.
     *
     * @return the hash of the ancestor (or self) of depth 1; the root's own hash for the root
     */
    int topLevelHash() {
        int top = hash;
        for (Scope scope = this; scope.parent != null; scope = scope.parent) {
            top = scope.hash;
        }
        return top;
    }

    /** This scope and those above it without the root, root first. */
    Scope[] fromTop() {
        Scope[] scopes = new Scope[depth()];
        Scope scope = this;
        for (int i = scopes.length; scope.parent != null; scope = scope.parent) {
            scopes[--i] = scope;
        }
        return scopes;
    }

    /** Equal by tree, level and ids. O(depth); trees are compared only if they are not the same object. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Scope that) || hash != that.hash || !path.equals(that.path)) {
            return false;
        }
        Scope mine = this;
        Scope its = that;
        while (mine != its && mine != null && its != null) {
            if (!mine.id.equals(its.id)) {
                return false;
            }
            mine = mine.parent;
            its = its.parent;
        }
        return true;
    }

    /** Made once, and mixed well enough that tables may take any of its bits. O(1). */
    @Override
    public int hashCode() {
        return hash;
    }

    /**
     * The canonical text, which {@link ScopeTree#parse} reads. O(length).
     *
     * @return {@code global}, or {@code level:id} for each level, root first, joined by {@code /}, where {@code %},
     *     {@code /}, {@code :} and control characters in names and ids are escaped as in a URL: {@code %} and two
     *     upper-case hexadecimal digits for each byte of the character in UTF-8
     */
    @Override
    public String toString() {
        return CanonicalText.of(this);
    }
}
