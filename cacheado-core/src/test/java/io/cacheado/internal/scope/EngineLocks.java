package io.cacheado.internal.scope;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Everything of an engine that can be locked, found by reflection. */
public final class EngineLocks {
    private EngineLocks() {}

    /** All objects of the product that can be reached from one, and the locks, maps and collections in them. */
    public static List<Object> reachable(Object from) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> left = new ArrayDeque<>();
        List<Object> lockable = new ArrayList<>();
        push(from, seen, left);
        for (Object each = left.poll(); each != null; each = left.poll()) {
            Class<?> type = each.getClass();
            if (type.isArray()) {
                for (int i = 0;
                        i < Array.getLength(each) && !type.getComponentType().isPrimitive();
                        i++) {
                    push(Array.get(each, i), seen, left);
                }
            } else if (each instanceof Map<?, ?> map) {
                lockable.add(each);
                map.values().forEach(value -> push(value, seen, left));
            } else if (each instanceof Collection<?> all) {
                lockable.add(each);
                all.forEach(element -> push(element, seen, left));
            } else if (type.getName().startsWith("io.cacheado.")) {
                lockable.add(each);
                pushFields(each, seen, left);
            } else if (each instanceof Lock) {
                lockable.add(each);
            }
        }
        return lockable;
    }

    /** Those that the current thread holds. */
    public static List<Object> held(List<Object> lockable) {
        return lockable.stream()
                .filter(each ->
                        Thread.holdsLock(each) || (each instanceof ReentrantLock lock && lock.isHeldByCurrentThread()))
                .toList();
    }

    private static void pushFields(Object of, Set<Object> seen, Deque<Object> left) {
        try {
            for (Field field : FIELDS.get(of.getClass())) {
                push(field.get(of), seen, left);
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> of) {
            List<Field> all = new ArrayList<>();
            for (Class<?> type = of; type.getName().startsWith("io.cacheado."); type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (isFollowed(field) && !type.isRecord()) {
                        field.setAccessible(true);
                        all.add(field);
                    }
                }
            }
            return all;
        }
    };

    private static boolean isFollowed(Field field) {
        Class<?> type = field.getType();
        return !type.isPrimitive() && type != String.class && !Modifier.isStatic(field.getModifiers());
    }

    private static void push(Object each, Set<Object> seen, Deque<Object> left) {
        if (each != null && seen.add(each)) {
            left.add(each);
        }
    }
}
