package io.cacheado.internal.proxy;

import io.cacheado.annotation.CacheEvict;
import io.cacheado.annotation.CacheKey;
import io.cacheado.annotation.CachePut;
import io.cacheado.annotation.Cached;
import io.cacheado.annotation.ScopeId;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All declarations of one method of a proxied interface: those of the target's classes first, then those of the interfaces,
 * each before what it overrides.
 *
 * <p>The first of them with any of our annotations counts, as a whole; ids and keys of parameters are taken from all.
 */
final class MethodGroup {
    private final Signature signature;
    private final Class<?> type;
    private final List<Method> declarations;
    private final TypeBindings bindings;

    /** @param type the proxied interface */
    MethodGroup(Signature signature, Class<?> type, List<Method> declarations, TypeBindings bindings) {
        this.signature = signature;
        this.type = type;
        this.declarations = declarations;
        this.bindings = bindings;
    }

    Signature signature() {
        return signature;
    }

    /** Names the method in messages. */
    @Override
    public String toString() {
        return type.getSimpleName() + "." + signature.shortText();
    }

    /** The method of the interface, as callers see it. */
    Method method() {
        return declarations.stream()
                .filter(each -> each.getDeclaringClass().isAssignableFrom(type))
                .findFirst()
                .orElseThrow();
    }

    Type returnType() {
        return bindings.resolve(method().getGenericReturnType());
    }

    // ---- annotations ---------------------------------------------------------------------------------------------

    @Nullable
    Cached cached() {
        Method from = annotated();
        return from == null ? null : from.getAnnotation(Cached.class);
    }

    @Nullable
    CachePut put() {
        Method from = annotated();
        return from == null ? null : from.getAnnotation(CachePut.class);
    }

    List<CacheEvict> evicts() {
        Method from = annotated();
        return from == null ? List.of() : List.of(from.getAnnotationsByType(CacheEvict.class));
    }

    boolean isAnnotated() {
        return annotated() != null;
    }

    private @Nullable Method annotated() {
        Method first = null;
        for (Method each : declarations) {
            if (ours(each).isEmpty()) {
                continue;
            }
            if (first == null) {
                first = each;
            } else if (isBeside(first, each) && !ours(first).equals(ours(each))) {
                throw new IllegalArgumentException("annotations of " + name(first) + " and " + name(each)
                        + " contradict each other (allowed: the same, or one of an overriding method)");
            }
        }
        return first;
    }

    private static Set<Annotation> ours(Method method) {
        Set<Annotation> ours = new HashSet<>();
        for (Annotation each : method.getAnnotations()) {
            if (each.annotationType().getPackage() == Cached.class.getPackage()) {
                ours.add(each);
            }
        }
        return ours;
    }

    /** Whether two interfaces declare a method, and neither overrides the other. */
    private static boolean isBeside(Method one, Method other) {
        Class<?> first = one.getDeclaringClass();
        return first.isInterface() && !other.getDeclaringClass().isAssignableFrom(first);
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }

    // ---- parameters ----------------------------------------------------------------------------------------------

    List<Param> params() {
        List<Param> params = new ArrayList<>();
        Type[] types = method().getGenericParameterTypes();
        for (int i = 0; i < types.length; i++) {
            int index = i;
            List<Parameter> declared = declarations.stream()
                    .map(each -> each.getParameters()[index])
                    .toList();
            String name = declared.stream()
                    .filter(Parameter::isNamePresent)
                    .findFirst()
                    .map(each -> " (" + each.getName() + ")")
                    .orElse("");
            params.add(new Param(
                    i,
                    "parameter " + (i + 1) + name,
                    TypeBindings.boxed(bindings.resolve(types[i])),
                    scopeId(declared, i),
                    declared.stream().anyMatch(each -> each.isAnnotationPresent(CacheKey.class))));
        }
        return params;
    }

    private static @Nullable String scopeId(List<Parameter> declared, int index) {
        List<String> ids = declared.stream()
                .map(each -> each.getAnnotation(ScopeId.class))
                .filter(each -> each != null)
                .map(ScopeId::value)
                .distinct()
                .toList();
        if (ids.size() > 1) {
            throw new IllegalArgumentException("parameter " + (index + 1) + " has several @ScopeId: "
                    + String.join(", ", ids) + " (allowed: one)");
        }
        return ids.isEmpty() ? null : ids.get(0);
    }
}
