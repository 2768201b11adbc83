package io.cacheado.internal.proxy;

import io.cacheado.CacheBuilder;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The caches that the methods of one proxy use: those that are there, and those that will be made. */
final class NamedCaches {
    private final Caches caches;
    private final Map<String, NamedCache> toBeMade = new LinkedHashMap<>();

    NamedCaches(Caches caches) {
        this.caches = caches;
    }

    /** The cache of a name; null if there is none and none will be made. */
    @Nullable
    NamedCache find(String name) {
        NamedCache own = toBeMade.get(name);
        Caches.Declared declared = own == null ? caches.find(name) : null;
        return declared == null ? own : new NamedCache(name, declared);
    }

    /** @throws IllegalStateException if there is no cache of this name and none will be made */
    NamedCache require(String name) {
        NamedCache found = find(name);
        if (found == null) {
            TreeSet<String> known = new TreeSet<>(caches.names());
            known.addAll(toBeMade.keySet());
            throw new IllegalStateException("name: cache " + name
                    + " is not declared (allowed: one that is, by a builder or by @Cached here or in a proxy made before: "
                    + String.join(", ", known) + ")");
        }
        return found;
    }

    /** Has a cache made, or found with equal settings, when all methods have been read. */
    NamedCache plan(
            String name,
            Type keyType,
            Type valueType,
            String level,
            UnaryOperator<CacheBuilder<Object, Object>> settings) {
        CacheBuilder<Object, Object> builder = settings.apply(caches.builder(name, keyType, valueType));
        NamedCache planned = new NamedCache(name, keyType, valueType, level, () -> caches.make(name, builder));
        toBeMade.merge(name, planned, (one, other) -> one);
        return planned;
    }
}
