package io.cacheado.scope;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A kind of owner, with the id parameter that names one owner of that kind, and the kinds below it: {@code organization}
 * / {@code org_id}.
 *
 * <p>An immutable value, equal by name, parameter and children in their order; safe for all threads. It says nothing of
 * where it stands: {@link ScopeTree#of} puts levels into a tree and checks that their names are unique.
 */
public final class ScopeLevel {

    /** The level of the root, which is always there and never declared. */
    static final String GLOBAL = "global";

    private final String name;
    private final String idName;
    private final List<ScopeLevel> children;

    private ScopeLevel(String name, String idName, List<ScopeLevel> children) {
        this.name = name;
        this.idName = idName;
        this.children = children;
    }

    /**
     * Declares a level. O(children).
     *
     * @param name the level's name, such as {@code organization}; not blank, and not {@code global}, which is the root
     * @param idName the name of the parameter that holds its id, such as {@code org_id}; not blank
     * @param children the levels directly below
     * @return the level
     * @throws IllegalArgumentException if a name is blank, has an unpaired surrogate, or the level is called
     *     {@code global}
     * @throws NullPointerException if an argument or a child is null
     */
    public static ScopeLevel level(String name, String idName, ScopeLevel... children) {
        requireName(name, "name");
        if (name.equals(GLOBAL)) {
            throw new IllegalArgumentException(
                    "name: \"global\" (allowed: any other; global is the root, which is always there)");
        }
        requireName(idName, "idName of level " + Quoted.text(name));
        for (ScopeLevel child : requireNonNull(children, "children")) {
            requireNonNull(child, () -> "a child of level " + Quoted.text(name) + " is null");
        }
        return new ScopeLevel(name, idName, List.of(children));
    }

    private static void requireName(String name, String what) {
        requireNonNull(name, () -> what + " must not be null");
        if (name.isBlank() || IdText.hasUnpairedSurrogate(name)) {
            throw new IllegalArgumentException(
                    what + ": " + Quoted.text(name) + " (allowed: not blank, and no unpaired surrogate)");
        }
    }

    /**
     * The level's name. O(1).
     *
     * @return the name, such as {@code organization}
     */
    public String name() {
        return name;
    }

    /**
     * The name of the parameter that holds an id of this level. O(1).
     *
     * @return the parameter's name, such as {@code org_id}
     */
    public String idName() {
        return idName;
    }

    /**
     * The levels directly below this one, as they were declared. O(1).
     *
     * @return an unmodifiable list, empty at a leaf
     */
    public List<ScopeLevel> children() {
        return children;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScopeLevel that
                && name.equals(that.name)
                && idName.equals(that.idName)
                && children.equals(that.children);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + idName.hashCode()) + children.hashCode();
    }

    @Override
    public String toString() {
        return name + "(" + idName + ")" + (children.isEmpty() ? "" : children);
    }
}
