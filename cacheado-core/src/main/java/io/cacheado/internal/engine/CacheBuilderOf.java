package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.CacheLoader;
import io.cacheado.LoadingCache;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;

/** The settings of a cache. */
final class CacheBuilderOf<K, V> extends SettingsOf<K, V, CacheBuilder<K, V>> implements CacheBuilder<K, V> {
    private final Type keyType;

    CacheBuilderOf(Engine engine, String name, Type keyType, Type valueType) {
        super(engine, name, valueType);
        if (keyType instanceof GenericArrayType || (keyType instanceof Class<?> type && type.isArray())) {
            throw new IllegalArgumentException("keyType: " + keyType.getTypeName()
                    + " (allowed: one with equals and hashCode of its own, such as a List or a record of it)");
        }
        this.keyType = keyType;
    }

    @Override
    CacheBuilder<K, V> self() {
        return this;
    }

    @Override
    public CacheBuilder<K, V> scopedTo(String level) {
        level(level);
        return this;
    }

    @Override
    public Cache<K, V> build() {
        return cache(keyType, null);
    }

    @Override
    public LoadingCache<K, V> build(CacheLoader<? super K, V> loader) {
        return cache(keyType, requireNonNull(loader, "loader"));
    }
}
