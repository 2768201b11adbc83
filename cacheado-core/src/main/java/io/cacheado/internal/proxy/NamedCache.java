package io.cacheado.internal.proxy;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cache;
import io.cacheado.scope.ScopePath;
import io.cacheado.scope.ScopeTree;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cache that methods of a proxy use by its name: one that is there, or will be when all methods have been read. */
final class NamedCache {
    private final String name;
    private final Type keyType;
    private final Type valueType;
    private final @Nullable String level;
    private final boolean typed;
    private final @Nullable Supplier<Cache<Object, Object>> making;
    private @Nullable Cache<Object, Object> cache;

    /** One that is there. */
    NamedCache(String name, Caches.Declared declared) {
        this.name = name;
        this.keyType = declared.keyType();
        this.valueType = declared.valueType();
        this.level = declared.level();
        this.typed = declared.typed();
        this.making = null;
        this.cache = declared.cache();
    }

    /** One that is to be made, for a level. */
    NamedCache(String name, Type keyType, Type valueType, String level, Supplier<Cache<Object, Object>> making) {
        this.name = name;
        this.keyType = keyType;
        this.valueType = valueType;
        this.level = level;
        this.typed = false;
        this.making = making;
    }

    /** Makes it, unless it is there. */
    Cache<Object, Object> make() {
        Cache<Object, Object> there = cache;
        if (there == null) {
            there = requireNonNull(making).get();
            cache = there;
        }
        return there;
    }

    @Nullable
    String level() {
        return level;
    }

    /** @throws IllegalStateException if the cache was declared for another level */
    void requireLevel(String asked) {
        if (level != null && !level.equals(asked)) {
            throw new IllegalStateException("scope: " + asked + ", but cache " + name + " was declared for level "
                    + level + " (allowed: that)");
        }
    }

    /** @throws IllegalStateException if entries of the cache cannot be below a scope of that level */
    void requireLevelWithin(ScopeTree tree, String asked) {
        if (level != null && !levels(tree.path(level)).contains(asked)) {
            throw new IllegalStateException("scope: " + asked + ", but cache " + name + " was declared for level "
                    + level + " (allowed: that, or one above it)");
        }
    }

    private static List<String> levels(ScopePath path) {
        List<String> levels = new ArrayList<>(CallScope.levels(path));
        levels.add("global");
        return levels;
    }

    /** @throws IllegalStateException if the cache was declared with other types of values */
    void requireValues(Type type) {
        if (!valueType.equals(type)) {
            throw new IllegalStateException("its values are of type " + type.getTypeName() + ", but cache " + name
                    + " was declared with values of type " + valueType.getTypeName());
        }
    }

    /**
     * The key, checked at each call where it cannot be checked now.
     *
     * @param method names the method in messages
     * @throws IllegalStateException if the cache was declared with other types of keys
     */
    CallKey requireKeys(CallKey key, String method) {
        if (key.type() != null && !keyType.equals(key.type())) {
            throw new IllegalStateException("its keys are of type " + key.type().getTypeName() + ", but cache " + name
                    + " was declared with keys of type " + keyType.getTypeName()
                    + " (allowed: @CacheKey on the parameters that make such a key, or a KeyDerivation)");
        }
        return key.type() == null || typed
                ? key.checked(TypeBindings.erase(TypeBindings.boxed(keyType)), name, method)
                : key;
    }
}
