package io.cacheado.internal.proxy;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the type variables of a class and of all above it stand for: {@code T} of {@code Repository<T>} in a class that
 * implements {@code Repository<User>}. A variable that nothing is known of stands for its bound.
 */
final class TypeBindings {
    private final Map<TypeVariable<?>, Type> bound = new HashMap<>();
    private final Set<Class<?>> seen = new HashSet<>();

    /** @param classes where to look; what is found first counts */
    TypeBindings(Class<?>... classes) {
        Arrays.stream(classes).forEach(this::collect);
    }

    private void collect(@Nullable Type type) {
        if (type instanceof ParameterizedType parameterized) {
            Class<?> raw = (Class<?>) parameterized.getRawType();
            TypeVariable<?>[] variables = raw.getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                bound.putIfAbsent(variables[i], parameterized.getActualTypeArguments()[i]);
            }
            collect(raw);
        } else if (type instanceof Class<?> raw && seen.add(raw)) {
            collect(raw.getGenericSuperclass());
            Arrays.stream(raw.getGenericInterfaces()).forEach(this::collect);
        }
    }

    /** The type without variables. Wildcards are kept where they name none, and are their bound otherwise. */
    Type resolve(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            Type known = bound.get(variable);
            return known == null ? erase(variable) : resolve(known);
        }
        if (!hasVariable(type)) {
            return type;
        }
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = Arrays.stream(parameterized.getActualTypeArguments())
                    .map(this::resolve)
                    .toArray(Type[]::new);
            return new Parameterized((Class<?>) parameterized.getRawType(), parameterized.getOwnerType(), arguments);
        }
        if (type instanceof GenericArrayType array) {
            return Array.newInstance(erase(resolve(array.getGenericComponentType())), 0)
                    .getClass();
        }
        return resolve(((WildcardType) type).getUpperBounds()[0]);
    }

    private static boolean hasVariable(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(TypeBindings::hasVariable);
        }
        if (type instanceof GenericArrayType array) {
            return hasVariable(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return Arrays.stream(wildcard.getUpperBounds()).anyMatch(TypeBindings::hasVariable)
                    || Arrays.stream(wildcard.getLowerBounds()).anyMatch(TypeBindings::hasVariable);
        }
        return type instanceof TypeVariable<?>;
    }

    /** The class that a type is compiled to. */
    static Class<?> erase(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return Array.newInstance(erase(array.getGenericComponentType()), 0).getClass();
        }
        if (type instanceof TypeVariable<?> variable) {
            return erase(variable.getBounds()[0]);
        }
        if (type instanceof KeyType) {
            return List.class;
        }
        return erase(((WildcardType) type).getUpperBounds()[0]);
    }

    /** The type, or that of the box of a primitive one. */
    static Type boxed(Type type) {
        return type instanceof Class<?> raw && raw.isPrimitive()
                ? MethodType.methodType(raw).wrap().returnType()
                : type;
    }
}
