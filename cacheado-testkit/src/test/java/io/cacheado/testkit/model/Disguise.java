package io.cacheado.testkit.model;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.Policy;
import io.cacheado.ScopedCache;
import io.cacheado.stats.CacheStats;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.UnaryOperator;

/** A cacheado with a fault put around a real one: calls of one method do something else. */
final class Disguise {
    private static final List<Class<?>> WRAPPED =
            List.of(Cacheado.class, CacheBuilder.class, Cache.class, ScopedCache.class, Policy.class, CacheStats.class);

    private Disguise() {}

    /** What a call goes on with. */
    interface Call {
        Object proceed(Object... arguments) throws Throwable;
    }

    /** What is done instead of a call. */
    interface Fault {
        Object call(Call real, Object[] arguments) throws Throwable;
    }

    /** The fault replaces every method of the name in an interface, or in one that extends it. */
    static UnaryOperator<Cacheado> of(Class<?> owner, String method, Fault fault) {
        return engine -> (Cacheado) wrap(engine, owner, method, fault);
    }

    private static Object wrap(Object real, Class<?> owner, String method, Fault fault) {
        if (real == null || WRAPPED.stream().noneMatch(each -> each.isInstance(real))) {
            return real;
        }
        Class<?>[] interfaces = java.util.Arrays.stream(allInterfaces(real.getClass()))
                .filter(each -> each.getName().startsWith("io.cacheado."))
                .toArray(Class<?>[]::new);
        return Proxy.newProxyInstance(Disguise.class.getClassLoader(), interfaces, (proxy, called, arguments) -> {
            Object[] given = arguments == null ? new Object[0] : arguments;
            boolean faulty = called.getName().equals(method) && owner.isInstance(real);
            Object result =
                    faulty ? fault.call(args -> invoke(called, real, args), given) : invoke(called, real, given);
            return wrap(result, owner, method, fault);
        });
    }

    private static void collect(Class<?> type, java.util.Set<Class<?>> all) {
        for (Class<?> each : type.getInterfaces()) {
            all.add(each);
            collect(each, all);
        }
    }

    private static Class<?>[] allInterfaces(Class<?> type) {
        java.util.Set<Class<?>> all = new java.util.LinkedHashSet<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            collect(each, all);
        }
        return all.stream()
                .filter(each -> java.lang.reflect.Modifier.isPublic(each.getModifiers()))
                .toArray(Class<?>[]::new);
    }

    private static Object invoke(Method method, Object on, Object... arguments) throws Throwable {
        try {
            method.setAccessible(true);
            return method.invoke(on, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
