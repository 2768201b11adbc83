package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.Ticker;
import io.cacheado.event.RemovalListener;
import io.cacheado.scope.Quota;
import java.time.Duration;

/** The maker of the engine and the caches of a setup. */
final class Caches {
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
            Cacheado engine, CacheSpec spec, RemovalListener<ModelKey, ModelValue> listener, ScriptedLoader loader) {
        CacheBuilder<ModelKey, ModelValue> builder =
                engine.cache(spec.name(), ModelKey.class, ModelValue.class).removalListener(listener);
        if (spec.level() != null) {
            builder.scopedTo(spec.level());
        }
        if (spec.maximum() > 0) {
            builder.maximumSize(spec.maximum());
        }
        if (spec.maximumPerScope() > 0) {
            builder.maximumSizePerScope(spec.maximumPerScope());
        }
        if (spec.weighed()) {
            builder.weigher((key, value) -> value.weight());
        }
        if (spec.eviction() != null) {
            builder.eviction(spec.eviction());
        }
        expire(builder, spec);
        return switch (spec.loading()) {
            case NONE -> builder.build();
            case SINGLE -> builder.build(loader.keyByKey());
            case BULK -> builder.build(loader);
        };
    }

    private static void expire(CacheBuilder<ModelKey, ModelValue> builder, CacheSpec spec) {
        if (spec.ttlWrite() > 0) {
            builder.expireAfterWrite(Duration.ofNanos(spec.ttlWrite()));
        }
        if (spec.ttlAccess() > 0) {
            builder.expireAfterAccess(Duration.ofNanos(spec.ttlAccess()));
        }
        if (spec.ttlOfEntry()) {
            builder.expireAfter((scope, key, value) -> Duration.ofNanos(value.ttlNanos()));
        }
        if (spec.ttlAbsent() > 0) {
            builder.expireAbsentAfter(Duration.ofNanos(spec.ttlAbsent()));
        }
    }
}
