package io.cacheado.internal.proxy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Makes what a call on a proxy runs. A method goes to the target. A default method that the target leaves as it is runs on
 * the proxy itself, so that what it calls is cached as if its callers had called it.
 */
final class Bodies {
    private final Object target;

    Bodies(Object target) {
        this.target = target;
    }

    /** @throws IllegalArgumentException if the module of the method keeps it from being called */
    Body of(Method method) {
        if (!method.canAccess(target)) {
            open(method);
        }
        Method own = MethodGroups.find(target.getClass(), Signature.ofErased(method));
        return method.isDefault() && !method.isBridge() && method.equals(own) ? onProxy(method) : onTarget(method);
    }

    private static void open(Method method) {
        try {
            method.setAccessible(true);
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "it cannot be called from here (allowed: opens "
                            + method.getDeclaringClass().getPackageName() + " to io.cacheado.core)",
                    e);
        }
    }

    private Body onTarget(Method method) {
        return (proxy, arguments) -> {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        };
    }

    private static Body onProxy(Method method) {
        Class<?> declaring = method.getDeclaringClass();
        MethodHandle handle;
        try {
            // Also where the interface is not public.
            handle = MethodHandles.privateLookupIn(declaring, MethodHandles.lookup())
                    .unreflectSpecial(method, declaring)
                    .asSpreader(Object[].class, method.getParameterCount());
        } catch (IllegalAccessException e) {
            // Its module is closed to us; being public and exported, it can be called all the same.
            return (proxy, arguments) -> InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return (proxy, arguments) -> handle.invoke(proxy, arguments);
    }
}
