package io.cacheado.internal.engine;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.internal.proxy.Caches;
import io.cacheado.scope.ScopeTree;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The caches of a cacheado, as proxies see them. */
final class DecoratorCaches implements Caches {
    private final Engine engine;

    /** The names of those that proxies were the first to ask for. */
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    DecoratorCaches(Engine engine) {
        this.engine = engine;
    }

    @Override
    public ScopeTree scopes() {
        return engine.scopes();
    }

    @Override
    public CacheBuilder<Object, Object> builder(String name, Type keyType, Type valueType) {
        return new CacheBuilderOf<>(engine, name, keyType, valueType);
    }

    @Override
    public Cache<Object, Object> make(String name, CacheBuilder<Object, Object> settings) {
        boolean first = engine.view(name) == null;
        Cache<Object, Object> made = settings.build();
        if (first) {
            own.add(name);
        }
        return made;
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable Declared find(String name) {
        CacheView<?, ?> view = engine.view(name);
        if (view == null) {
            return null;
        }
        CacheSettings<?, ?> settings = view.core().settings();
        return new Declared(
                (Cache<Object, Object>) (Cache<?, ?>) view,
                settings.keyType(),
                settings.valueType(),
                settings.level(),
                !own.contains(name));
    }

    @Override
    public Collection<String> names() {
        return engine.cores().stream().map(CacheCore::name).toList();
    }

    @Override
    public void bypassed(Cache<?, ?> cache) {
        ((CacheView<?, ?>) cache).core().bypassed();
    }
}
