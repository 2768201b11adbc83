package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.CacheOptions;
import io.cacheado.Cacheado;
import io.cacheado.Expiry;
import io.cacheado.FunctionBuilder;
import io.cacheado.ScopedFunction;
import io.cacheado.Ticker;
import io.cacheado.event.RemovalListener;
import io.cacheado.scope.Quota;
import java.time.Duration;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** The maker of the engine and the caches of a setup. */
final class Caches {
    // The same for a cache and for a function of its name, whose settings must be equal.
    private static final ToIntBiFunction<Object, ModelValue> WEIGHER = (key, value) -> value.weight();
    private static final Expiry<Object, ModelValue> EXPIRY = (scope, key, value) -> Duration.ofNanos(value.ttlNanos());

    private Caches() {}

    static Cacheado engine(Setup setup, Ticker ticker) {
        Cacheado.Builder builder = Cacheado.builder()
                .scopes(setup.forest().tree())
                .eviction(setup.eviction())
                .ticker(ticker)
                .recordStats()
                .deterministic(setup.seed());
        switch (setup.unit()) {
            case ENTRIES -> builder.maximumSize(setup.budget());
            case WEIGHT -> builder.maximumWeight(setup.budget());
            case UNBOUNDED -> builder.unbounded();
        }
        setup.levelEvictions().forEach(builder::eviction);
        setup.levelQuotas().forEach((level, limit) -> builder.quota(level, Quota.limit(limit)));
        return builder.build();
    }

    static Cache<ModelKey, ModelValue> cache(
            Cacheado engine, CacheSpec spec, RemovalListener<Object, ModelValue> listener, ScriptedLoader loader) {
        CacheBuilder<ModelKey, ModelValue> builder = engine.cache(spec.name(), ModelKey.class, ModelValue.class);
        if (spec.level() != null) {
            builder.scopedTo(spec.level());
        }
        set(builder, spec, listener);
        return switch (spec.loading()) {
            case NONE -> builder.build();
            case SINGLE -> builder.build(loader.keyByKey());
            case DECIDING -> builder.build(loader.deciding());
            case BULK -> builder.build(loader);
        };
    }

    /** A function whose results are kept in the cache of the same settings; null if there can be none. */
    @SuppressWarnings("CheckReturnValue") // Each builder's method returns the builder itself.
    static @Nullable ScopedFunction<ModelKey, @Nullable ModelValue> function(
            Cacheado engine, CacheSpec spec, RemovalListener<Object, ModelValue> listener, ScriptedLoader loader) {
        if (spec.level() == null || spec.loading() != CacheSpec.Loading.NONE) {
            return null;
        }
        FunctionBuilder<ModelKey, ModelValue> builder = engine.function(spec.name(), ModelKey.class, ModelValue.class);
        builder.scope(spec.level());
        set(builder, spec, listener);
        return builder.wrap(loader::function);
    }

    private static <K, B extends CacheOptions<K, ModelValue, B>> void set(
            CacheOptions<K, ModelValue, B> builder, CacheSpec spec, RemovalListener<Object, ModelValue> listener) {
        builder.removalListener(listener);
        if (spec.maximum() > 0) {
            builder.maximumSize(spec.maximum());
        }
        if (spec.maximumPerScope() > 0) {
            builder.maximumSizePerScope(spec.maximumPerScope());
        }
        if (spec.weighed()) {
            builder.weigher(WEIGHER);
        }
        if (spec.eviction() != null) {
            builder.eviction(spec.eviction());
        }
        if (spec.ttlWrite() > 0) {
            builder.expireAfterWrite(Duration.ofNanos(spec.ttlWrite()));
        }
        if (spec.ttlAccess() > 0) {
            builder.expireAfterAccess(Duration.ofNanos(spec.ttlAccess()));
        }
        if (spec.ttlOfEntry()) {
            builder.expireAfter(EXPIRY);
        }
        if (spec.ttlFailure() > 0) {
            builder.expireFailureAfter(RuntimeException.class, Duration.ofNanos(spec.ttlFailure()));
            builder.expireFailureAfter(Exception.class, Duration.ofNanos(3 * spec.ttlFailure()));
        }
        set(builder, spec.resilience());
        if (spec.ttlAbsent() > 0) {
            builder.expireAbsentAfter(Duration.ofNanos(spec.ttlAbsent()));
        }
    }

    private static <K, B extends CacheOptions<K, ModelValue, B>> void set(
            CacheOptions<K, ModelValue, B> builder, Resilience resilience) {
        if (resilience.refreshAfter() > 0) {
            builder.refreshAfterWrite(Duration.ofNanos(resilience.refreshAfter()));
        }
        if (resilience.revalidate() > 0) {
            builder.staleWhileRevalidate(Duration.ofNanos(resilience.revalidate()));
        }
        if (resilience.ifError() > 0) {
            builder.staleIfError(Duration.ofNanos(resilience.ifError()));
        }
        if (resilience.earliness() > 0) {
            builder.refreshEarly(resilience.earliness());
        }
        if (resilience.jitter() > 0) {
            builder.jitter(resilience.jitter());
        }
        if (resilience.backoffFirst() > 0) {
            builder.refreshBackoff(
                    Duration.ofNanos(resilience.backoffFirst()), Duration.ofNanos(resilience.backoffMost()));
        }
    }
}
