package io.cacheado.internal.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an interface and of those above it, by what they are once type variables are known: a method, the one that
 * it overrides with a type variable for a parameter, and the bridge between them that the compiler makes are one.
 */
final class MethodGroups {
    private final Class<?> type;
    private final TypeBindings bindings;
    private final List<Class<?>> classes = new ArrayList<>();
    private final List<Class<?>> interfaces;

    /** Of compiled signatures, what they are. */
    private final Map<Signature, Signature> meant = new HashMap<>();

    private final Map<Signature, MethodGroup> groups = new LinkedHashMap<>();
    private final Map<Method, MethodGroup> called = new LinkedHashMap<>();

    MethodGroups(Class<?> type, Class<?> target) {
        this.type = type;
        this.bindings = new TypeBindings(target, type);
        Set<Class<?>> found = new LinkedHashSet<>();
        addInterfaces(type, found);
        for (Class<?> each = target; each != null && each != Object.class; each = each.getSuperclass()) {
            classes.add(each);
            addInterfaces(each, found);
        }
        this.interfaces = overridingFirst(found);
        interfaces.forEach(this::learn);
        callable().forEach(this::add);
    }

    private static void addInterfaces(Class<?> from, Set<Class<?>> found) {
        if (from.isInterface()) {
            found.add(from);
        }
        Arrays.stream(from.getInterfaces()).forEach(each -> addInterfaces(each, found));
    }

    private static List<Class<?>> overridingFirst(Collection<Class<?>> found) {
        List<Class<?>> sorted = new ArrayList<>();
        for (Class<?> each : found) {
            int at = 0;
            while (at < sorted.size() && !sorted.get(at).isAssignableFrom(each)) {
                at++;
            }
            sorted.add(at, each);
        }
        return sorted;
    }

    private void learn(Class<?> one) {
        for (Method each : one.getDeclaredMethods()) {
            if (isVirtual(each) && !each.isBridge()) {
                meant.putIfAbsent(Signature.ofErased(each), Signature.of(each, bindings));
            }
        }
    }

    private static boolean isVirtual(Method method) {
        return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
    }

    /** All that a call on the proxy may be of. */
    private List<Method> callable() {
        List<Method> all = new ArrayList<>();
        for (Class<?> each : interfaces) {
            if (each.isAssignableFrom(type)) {
                Arrays.stream(each.getDeclaredMethods())
                        .filter(MethodGroups::isVirtual)
                        .forEach(all::add);
            }
        }
        return all;
    }

    private void add(Method method) {
        Signature erased = Signature.ofErased(method);
        Signature signature = meant.getOrDefault(erased, erased);
        called.put(
                method,
                groups.computeIfAbsent(
                        signature, missing -> new MethodGroup(missing, type, declarations(missing), bindings)));
    }

    private List<Method> declarations(Signature signature) {
        List<Method> all = new ArrayList<>();
        for (List<Class<?>> places : List.of(classes, interfaces)) {
            for (Class<?> place : places) {
                for (Method each : place.getDeclaredMethods()) {
                    if (isVirtual(each)
                            && !each.isBridge()
                            && each.getName().equals(signature.name())
                            && Signature.of(each, bindings).equals(signature)) {
                        all.add(each);
                    }
                }
            }
        }
        return all;
    }

    /** Each method that a call on the proxy may be of, with its group; without those of {@code Object}. */
    Map<Method, MethodGroup> called() {
        return called;
    }

    /** The groups, in an order that is the same each time. */
    List<MethodGroup> groups() {
        List<MethodGroup> sorted = new ArrayList<>(groups.values());
        sorted.sort(Comparator.comparing(each -> each.signature().fullText()));
        return sorted;
    }

    /** Whether a method is one that every object has. */
    static boolean isOfObject(Signature signature) {
        return find(Object.class, signature) != null;
    }

    /** The public method of a class, its own or inherited; null if there is none. */
    static @Nullable Method find(Class<?> type, Signature signature) {
        try {
            return type.getMethod(signature.name(), signature.parameters().toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
