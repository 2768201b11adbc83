package io.cacheado.event;

import io.cacheado.scope.Scope;

/**
 * One entry that left a cache. Never null in any part.
 *
 * @param scope the scope that held the entry
 * @param cache the name of its cache
 * @param key the key
 * @param value the value that left
 * @param cause why it left
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public record RemovalEvent<K, V>(Scope scope, String cache, K key, V value, RemovalCause cause) {
    /** Names scope, cache and cause; never the key or the value, which are the tenant's. */
    @Override
    public String toString() {
        return "RemovalEvent[cache=" + cache + ", level=" + scope.level() + ", cause=" + cause + "]";
    }
}
