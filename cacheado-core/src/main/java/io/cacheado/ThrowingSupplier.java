package io.cacheado;

import org.jspecify.annotations.Nullable;

/**
 * A supplier that may throw a checked exception.
 *
 * @param <T> the type of what is supplied
 * @param <X> the exception that it may throw
 */
@FunctionalInterface
public interface ThrowingSupplier<T, X extends Exception> {
    /** Supplies a value, or null where the use allows absence. */
    @Nullable
    T get() throws X;
}
