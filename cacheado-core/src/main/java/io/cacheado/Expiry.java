package io.cacheado;

import io.cacheado.scope.Scope;
import java.time.Duration;

/**
 * A calculation of how long each entry lives.
 *
 * <p>Called on the writing thread before the entry is stored, never under a lock. What it throws reaches the caller of the
 * write, and nothing has changed then. A null, zero or negative result is {@link IllegalArgumentException} to that caller.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface Expiry<K, V> {
    /**
     * How long the entry lives from this write on.
     *
     * @param scope the entry's scope
     * @param key the key
     * @param value the value being stored
     * @return a positive duration; very long ones mean "as good as never"
     */
    Duration expireAfterWrite(Scope scope, K key, V value);
}
