package io.cacheado.internal.proxy;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.scope.ScopeTree;
import java.lang.reflect.Type;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The caches of one cacheado, as proxies see them: by name, with types as reflection knows them. */
public interface Caches {
    ScopeTree scopes();

    /** Starts the settings of a cache. */
    CacheBuilder<Object, Object> builder(String name, Type keyType, Type valueType);

    /** Makes a cache for decorated methods; if it is a new one, any object may be a key of it. */
    Cache<Object, Object> make(String name, CacheBuilder<Object, Object> settings);

    /** The cache of this name; null if none was declared. */
    @Nullable
    Declared find(String name);

    /** The names of all that were declared. */
    Collection<String> names();

    /** Counts and logs a call that went past a cache. */
    void bypassed(Cache<?, ?> cache);

    /**
     * A cache, with what it was declared with.
     *
     * @param level null if it was declared for none
     * @param typed whether its users see keys of just that type, so that null, for which another object stands, is none
     */
    record Declared(
            Cache<Object, Object> cache,
            Type keyType,
            Type valueType,
            @Nullable String level,
            boolean typed) {}
}
