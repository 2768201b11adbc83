package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.FunctionBuilder;
import io.cacheado.LoadLimit;
import io.cacheado.SupplierBuilder;
import io.cacheado.TypeRef;
import io.cacheado.internal.proxy.Proxies;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import io.cacheado.stats.CacheStats;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A cacheado as its users see it. */
final class CacheadoView implements Cacheado {
    private final Engine engine;
    private final DecoratorCaches decorated;

    CacheadoView(Engine engine) {
        this.engine = engine;
        this.decorated = new DecoratorCaches(engine);
    }

    /** What stands behind a cacheado. */
    static Engine engine(Cacheado cacheado) {
        return ((CacheadoView) cacheado).engine;
    }

    @Override
    public ScopeTree scopes() {
        return engine.scopes();
    }

    @Override
    public Scope scope(String level, Object... idsFromRoot) {
        return engine.scopes().scope(level, idsFromRoot);
    }

    // ---- caches and decorators -----------------------------------------------------------------------------------

    @Override
    public <K, V> CacheBuilder<K, V> cache(String name, Class<K> keyType, Class<V> valueType) {
        engine.checkOpen();
        return new CacheBuilderOf<>(
                engine, name, requireNonNull(keyType, "keyType"), requireNonNull(valueType, "valueType"));
    }

    @Override
    public <K, V> CacheBuilder<K, V> cache(String name, Class<K> keyType, TypeRef<V> valueType) {
        engine.checkOpen();
        return new CacheBuilderOf<>(engine, name, requireNonNull(keyType, "keyType"), typeOf("valueType", valueType));
    }

    @Override
    public <K, V> CacheBuilder<K, V> cache(String name, TypeRef<K> keyType, TypeRef<V> valueType) {
        engine.checkOpen();
        return new CacheBuilderOf<>(engine, name, typeOf("keyType", keyType), typeOf("valueType", valueType));
    }

    @Override
    public <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, Class<A> argumentType, Class<R> resultType) {
        engine.checkOpen();
        return new FunctionBuilderOf<>(
                engine, name, requireNonNull(argumentType, "argumentType"), requireNonNull(resultType, "resultType"));
    }

    @Override
    public <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, Class<A> argumentType, TypeRef<R> resultType) {
        engine.checkOpen();
        return new FunctionBuilderOf<>(
                engine, name, requireNonNull(argumentType, "argumentType"), typeOf("resultType", resultType));
    }

    @Override
    public <A extends @Nullable Object, R> FunctionBuilder<A, R> function(
            String name, TypeRef<A> argumentType, TypeRef<R> resultType) {
        engine.checkOpen();
        return new FunctionBuilderOf<>(
                engine, name, typeOf("argumentType", argumentType), typeOf("resultType", resultType));
    }

    @Override
    public <R> SupplierBuilder<R> supplier(String name, Class<R> resultType) {
        engine.checkOpen();
        return new SupplierBuilderOf<>(engine, name, requireNonNull(resultType, "resultType"));
    }

    @Override
    public <R> SupplierBuilder<R> supplier(String name, TypeRef<R> resultType) {
        engine.checkOpen();
        return new SupplierBuilderOf<>(engine, name, typeOf("resultType", resultType));
    }

    @Override
    public <T> T proxy(Class<T> type, T target) {
        engine.checkOpen();
        return new Proxies(decorated).proxy(type, target);
    }

    private static Type typeOf(String argument, TypeRef<?> reference) {
        return requireNonNull(reference, argument).type();
    }

    // ---- dropping ------------------------------------------------------------------------------------------------

    @Override
    public long evict(Scope subtree) {
        return engine.drops().subtree(subtree);
    }

    @Override
    public CompletableFuture<Long> evictAsync(Scope subtree) {
        return CompletableFuture.completedFuture(evict(subtree));
    }

    @Override
    public void evictAll() {
        engine.drops().everything();
    }

    @Override
    public void invalidateTag(Scope subtree, String tag) {
        engine.drops().tag(subtree, tag);
    }

    // ---- limits --------------------------------------------------------------------------------------------------

    @Override
    public Optional<Quota> quota(Scope scope) {
        return Optional.ofNullable(engine.live().effectiveQuota(engine.own(scope)));
    }

    @Override
    public void quota(Scope scope, Quota quota) {
        engine.limits().quota(scope, requireNonNull(quota, "quota"));
    }

    @Override
    public void removeQuota(Scope scope) {
        engine.limits().quota(scope, null);
    }

    @Override
    public void eviction(Scope scope, Eviction eviction) {
        engine.limits().eviction(scope, eviction);
    }

    @Override
    public void loadLimit(Scope scope, LoadLimit limit) {
        engine.limits().loadLimit(scope, requireNonNull(limit, "limit"));
    }

    @Override
    public void removeLoadLimit(Scope scope) {
        engine.limits().loadLimit(scope, null);
    }

    @Override
    public void maximumSize(long maximum) {
        engine.limits().maximumSize(maximum);
    }

    // ---- figures and the end -------------------------------------------------------------------------------------

    @Override
    public void cleanUp() {
        engine.checkOpen();
        engine.upkeep().cleanUp();
    }

    @Override
    public CacheStats stats() {
        return engine.stats();
    }

    @Override
    public CacheStats stats(Scope subtree) {
        return engine.figures().of(engine.own(subtree), null);
    }

    @Override
    public void close() {
        engine.close();
    }

    @Override
    public String toString() {
        return engine.toString();
    }
}
