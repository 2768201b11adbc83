package io.cacheado;

import io.cacheado.scope.Scope;

/**
 * A {@link Cache} with a loader of its own.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface LoadingCache<K, V> extends Cache<K, V> {
    @Override
    LoadingScopedCache<K, V> in(Scope scope);

    @Override
    LoadingScopedCache<K, V> in(Object id);

    @Override
    LoadingScopedCache<K, V> in(Object id, Object id2);

    @Override
    LoadingScopedCache<K, V> in(Object id, Object id2, Object id3);

    @Override
    LoadingScopedCache<K, V> inCurrentScope();
}
