package io.cacheado.internal.proxy;

import static java.util.Objects.requireNonNull;

import io.cacheado.annotation.Cached;
import io.cacheado.scope.MissingScopeException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes proxies: all that can be checked is checked here, before a cache is made. */
public final class Proxies {
    private static final Behaviour PASS_ON = Call::proceed;

    private final Caches caches;

    public Proxies(Caches caches) {
        this.caches = caches;
    }

    /**
     * An object of an interface whose annotated methods are cached, and whose others are the target's.
     *
     * @throws IllegalArgumentException if the interface or a method cannot be cached as it is asked for
     * @throws IllegalStateException if that does not agree with the caches that are there
     */
    public <T> T proxy(Class<T> type, T target) {
        requireInterface(type);
        requireNonNull(target, "target");
        if (!type.isInstance(target)) {
            throw new IllegalArgumentException("target: an object of "
                    + target.getClass().getTypeName() + " (allowed: of " + type.getTypeName() + ")");
        }
        if (CachingHandler.of(target) != null) {
            throw new IllegalArgumentException("target: it is a proxy that was made here (allowed: what is behind it)");
        }
        MethodGroups methods = new MethodGroups(type, target.getClass());
        Map<Method, Body> bodies = bodies(methods, target);
        Map<MethodGroup, Behaviour> behaviours = behaviours(methods.groups(), target.getClass());
        if (behaviours.isEmpty()) {
            throw new IllegalArgumentException("type: no method of " + type.getTypeName() + ", as "
                    + target.getClass().getTypeName()
                    + " has it, is annotated (allowed: at least one @Cached, @CachePut or @CacheEvict)");
        }
        Map<Method, CachingHandler.Answer> answers = new HashMap<>();
        methods.called()
                .forEach((method, group) -> answers.put(
                        method,
                        new CachingHandler.Answer(
                                behaviours.getOrDefault(group, PASS_ON), requireNonNull(bodies.get(method)))));
        CachingHandler handler = new CachingHandler(caches, type, target, answers);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static void requireInterface(Class<?> type) {
        if (!requireNonNull(type, "type").isInterface() || type.isAnnotation() || type.isSealed() || type.isHidden()) {
            throw new IllegalArgumentException("type: " + type.getTypeName()
                    + " (allowed: an interface that is neither sealed, hidden nor an annotation)");
        }
    }

    private static Map<Method, Body> bodies(MethodGroups methods, Object target) {
        Bodies made = new Bodies(target);
        Map<Method, Body> bodies = new HashMap<>();
        methods.called().forEach((method, group) -> bodies.put(method, read(group, () -> made.of(method))));
        return bodies;
    }

    private Map<MethodGroup, Behaviour> behaviours(List<MethodGroup> groups, Class<?> target) {
        AnnotationReader reader = new AnnotationReader(caches, new NamedCaches(caches), target);
        Map<MethodGroup, Supplier<Behaviour>> read = new LinkedHashMap<>();
        // Those that say how a cache is to be come before those that use it, whatever their names.
        for (boolean withSettings : new boolean[] {true, false}) {
            for (MethodGroup each : groups) {
                Cached cached = read(each, each::cached);
                if (cached != null && AnnotationReader.hasSettings(cached) == withSettings) {
                    read.put(each, read(each, () -> reader.cached(each, cached)));
                }
            }
        }
        for (MethodGroup each : groups) {
            if (each.isAnnotated() && !read.containsKey(each)) {
                read.put(each, read(each, () -> reader.changing(each, each.put(), each.evicts())));
            }
        }
        read.keySet().forEach(Proxies::requireNotOfObject);
        Map<MethodGroup, Behaviour> made = new HashMap<>();
        read.forEach((group, behaviour) -> made.put(group, read(group, behaviour)));
        return made;
    }

    private static void requireNotOfObject(MethodGroup group) {
        if (MethodGroups.isOfObject(group.signature())) {
            throw new IllegalArgumentException(group + ": every object has it (allowed: annotations on other methods)");
        }
    }

    /** Reads something of a method; what is wrong with it is said with its name. */
    private static <T extends @Nullable Object> T read(MethodGroup method, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MissingScopeException e) {
            throw new MissingScopeException(method + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(method + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(method + ": " + e.getMessage(), e);
        }
    }
}
