package io.cacheado.internal.proxy;

import io.cacheado.CacheBuilder;
import io.cacheado.annotation.CacheEvict;
import io.cacheado.annotation.CachePut;
import io.cacheado.annotation.Cached;
import io.cacheado.annotation.KeyDerivation;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the annotations of methods ask for, and refuses what cannot be done. Nothing is made before all have been read:
 * what it gives is made by them when asked.
 */
final class AnnotationReader {
    private final Caches caches;
    private final NamedCaches named;
    private final Class<?> target;

    AnnotationReader(Caches caches, NamedCaches named, Class<?> target) {
        this.caches = caches;
        this.named = named;
        this.target = target;
    }

    /** What one annotation says of the scope and key of calls. */
    private final class Reading {
        private final MethodGroup method;
        private final CallScope scope;
        private final CallKey key;

        Reading(MethodGroup method, String level, Class<? extends KeyDerivation> derivation) {
            this.method = method;
            List<Param> params = method.params();
            this.scope = new CallScope(caches.scopes(), level, params, method.toString());
            this.key = key(params, derivation);
        }

        private CallKey key(List<Param> params, Class<? extends KeyDerivation> derivation) {
            List<Param> chosen = params.stream().filter(Param::isKey).toList();
            if (derivation == KeyDerivation.class) {
                List<Param> rest =
                        params.stream().filter(each -> !scope.uses(each)).toList();
                return CallKey.ofArguments(chosen.isEmpty() ? rest : chosen, method.toString());
            }
            if (!chosen.isEmpty()) {
                throw new IllegalArgumentException("key: " + derivation.getSimpleName() + " and @CacheKey of "
                        + chosen.get(0).text() + " contradict each other (allowed: one of them)");
            }
            return CallKey.ofDerivation(derivation, method.method(), method.toString());
        }
    }

    // ---- cached --------------------------------------------------------------------------------------------------

    /** Whether the annotation says how its cache is to be. */
    static boolean hasSettings(Cached cached) {
        return !cached.expireAfterWrite().isEmpty()
                || !cached.expireAfterAccess().isEmpty()
                || !cached.expireAbsentAfter().isEmpty()
                || cached.maximumSize() != -1
                || cached.maximumSizePerScope() != -1;
    }

    Supplier<Behaviour> cached(MethodGroup method, Cached cached) {
        if (method.put() != null || !method.evicts().isEmpty()) {
            throw new IllegalArgumentException(
                    "@Cached runs the method seldom, and @CachePut and @CacheEvict are for each"
                            + " time that it runs: they contradict each other (allowed: on methods of their own)");
        }
        Outcome outcome = Outcome.of(method.returnType());
        Reading reading = new Reading(method, cached.scope(), cached.key());
        String name = cached.name().isEmpty() ? CacheName.of(target, method.signature()) : cached.name();
        NamedCache there = hasSettings(cached) ? null : named.find(name);
        if (there != null) {
            there.requireLevel(cached.scope());
            there.requireValues(outcome.valueType());
        }
        NamedCache cache = there != null ? there : plan(name, cached, reading.key.type(), outcome.valueType());
        CallKey key = cache.requireKeys(reading.key, method.toString());
        return () -> new CachedMethod(placement(cache, reading.scope, key, cached), outcome);
    }

    private NamedCache plan(String name, Cached cached, @Nullable Type keyType, Type valueType) {
        return named.plan(
                name,
                keyType == null ? Object.class : keyType,
                valueType,
                cached.scope(),
                builder -> configured(builder.scopedTo(cached.scope()), cached));
    }

    private static CacheBuilder<Object, Object> configured(CacheBuilder<Object, Object> builder, Cached cached) {
        if (!cached.expireAfterWrite().isEmpty()) {
            builder.expireAfterWrite(DurationText.parse("expireAfterWrite", cached.expireAfterWrite()));
        }
        if (!cached.expireAfterAccess().isEmpty()) {
            builder.expireAfterAccess(DurationText.parse("expireAfterAccess", cached.expireAfterAccess()));
        }
        if (!cached.expireAbsentAfter().isEmpty()) {
            builder.expireAbsentAfter(DurationText.parse("expireAbsentAfter", cached.expireAbsentAfter()));
        }
        if (cached.maximumSize() != -1) {
            builder.maximumSize(cached.maximumSize());
        }
        if (cached.maximumSizePerScope() != -1) {
            builder.maximumSizePerScope(cached.maximumSizePerScope());
        }
        return builder;
    }

    private Placement<@Nullable Object[], Object> placement(
            NamedCache named, CallScope scope, CallKey key, Cached cached) {
        var cache = named.make();
        return new Placement<>(
                cache,
                call -> cache.in(scope.apply(call)),
                key.of(),
                cached.bypassWithoutScope() ? () -> caches.bypassed(cache) : null);
    }

    // ---- changing ------------------------------------------------------------------------------------------------

    Supplier<Behaviour> changing(MethodGroup method, @Nullable CachePut put, List<CacheEvict> evicts) {
        boolean later = Outcome.endsLater(method.method().getReturnType());
        List<Supplier<Removing>> before = new ArrayList<>();
        List<Supplier<Removing>> after = new ArrayList<>();
        for (CacheEvict each : evicts) {
            (each.beforeInvocation() ? before : after).add(removing(method, each));
        }
        Supplier<Storing> storing = put == null ? null : storing(method, put);
        return () -> new ChangingMethod(
                before.stream().map(Supplier::get).toList(),
                after.stream().map(Supplier::get).toList(),
                storing == null ? null : storing.get(),
                later);
    }

    private Supplier<Storing> storing(MethodGroup method, CachePut put) {
        NamedCache cache = named.require(put.name());
        Outcome outcome = Outcome.of(method.returnType());
        cache.requireValues(outcome.valueType());
        Reading reading = new Reading(method, level(cache, put.name(), put.scope()), put.key());
        cache.requireLevel(reading.scope.level());
        CallKey key = cache.requireKeys(reading.key, method.toString());
        return () -> new Storing(cache.make(), reading.scope, key.of(), outcome);
    }

    private Supplier<Removing> removing(MethodGroup method, CacheEvict evict) {
        NamedCache cache = named.require(evict.name());
        String level = level(cache, evict.name(), evict.scope());
        if (evict.allEntries()) {
            if (evict.key() != KeyDerivation.class) {
                throw new IllegalArgumentException("allEntries and key contradict each other (allowed: one of them)");
            }
            CallScope scope = new CallScope(caches.scopes(), level, method.params(), method.toString());
            cache.requireLevelWithin(caches.scopes(), level);
            return () -> Removing.ofAll(cache.make(), scope);
        }
        Reading reading = new Reading(method, level, evict.key());
        cache.requireLevel(level);
        CallKey key = cache.requireKeys(reading.key, method.toString());
        return () -> Removing.ofKey(cache.make(), reading.scope, key.of());
    }

    private static String level(NamedCache cache, String name, String said) {
        if (!said.isEmpty()) {
            return said;
        }
        String declared = cache.level();
        if (declared == null) {
            throw new IllegalArgumentException("scope: it is not said, and cache " + name
                    + " was declared for no level (allowed: the name of one)");
        }
        return declared;
    }
}
