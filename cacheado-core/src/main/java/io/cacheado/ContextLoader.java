package io.cacheado;

import org.jspecify.annotations.Nullable;

/**
 * A loader that decides, value by value, how what it loads is kept.
 *
 * <p>Called as the loader of {@link ScopedCache#get(Object, java.util.function.Function)} is: outside every lock, once for
 * all who wait for the key.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface ContextLoader<K, V> {
    /**
     * Computes the value.
     *
     * @return the value, or null when there is none
     */
    @Nullable
    V load(LoadContext<K, V> context) throws Exception;
}
