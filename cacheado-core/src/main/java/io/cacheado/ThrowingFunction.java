package io.cacheado;

import org.jspecify.annotations.Nullable;

/**
 * A function that may throw a checked exception.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 * @param <X> the exception that it may throw
 */
@FunctionalInterface
public interface ThrowingFunction<A extends @Nullable Object, R, X extends Exception> {
    /** Computes a result, or null where the use allows absence. */
    @Nullable
    R apply(A argument) throws X;
}
