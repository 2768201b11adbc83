package io.cacheado.scope;

/**
 * Thrown when the scope that was asked for cannot be told from what was given: an id is missing, the level is unknown or
 * stands elsewhere in the tree, or a name is ambiguous.
 *
 * <p>The message names the level, the id parameter and what is known. It is thrown instead of using a wider scope: an
 * id that is left out is an error, never access to everything above it.
 */
public final class MissingScopeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception with a message that names the level and the id parameter.
     *
     * @param message what is missing and what is known
     */
    public MissingScopeException(String message) {
        super(message);
    }
}
