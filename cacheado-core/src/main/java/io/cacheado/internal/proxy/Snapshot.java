package io.cacheado.internal.proxy;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value that an argument has at the time of a call, to be part of a key: lists, sets and maps are copied with what is in
 * them, so that nothing that the caller changes later changes the key. What has no {@code equals} of its own has no value.
 */
final class Snapshot {
    private static final int DEEPEST = 32;
    private static final ClassValue<Boolean> HAS_VALUE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isOneForEachValue(type) || overridesEquals(type);
        }
    };

    private Snapshot() {}

    /** Classes that need no {@code equals}: the JDK makes one object for each value. */
    private static boolean isOneForEachValue(Class<?> type) {
        return type == Class.class || type == Currency.class;
    }

    private static boolean overridesEquals(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether an argument of this declared type may have a value: an object of a subclass may, where there can be one. */
    static boolean isPossible(Class<?> declared) {
        return declared.isPrimitive()
                || (!declared.isArray() && (!Modifier.isFinal(declared.getModifiers()) || HAS_VALUE.get(declared)));
    }

    /**
     * The snapshot of a value.
     *
     * @param what names the value in messages
     * @throws IllegalArgumentException if it, or something in it, has no value
     */
    static @Nullable Object of(@Nullable Object value, String what) {
        return value == null ? null : copy(value, what, 0);
    }

    private static Object copy(Object value, String what, int depth) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object each : list) {
                copy.add(inside(each, what, depth));
            }
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Set<?> set) {
            Set<@Nullable Object> copy = new HashSet<>();
            for (Object each : set) {
                copy.add(inside(each, what, depth));
            }
            return Collections.unmodifiableSet(copy);
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new HashMap<>();
            for (Map.Entry<?, ?> each : map.entrySet()) {
                copy.put(inside(each.getKey(), what, depth), inside(each.getValue(), what, depth));
            }
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof Date date) {
            return date.clone();
        }
        if (value instanceof Calendar calendar) {
            return calendar.clone();
        }
        if (!HAS_VALUE.get(value.getClass())) {
            throw new IllegalArgumentException(what + (depth == 0 ? "" : " holds an object that")
                    + " cannot be part of a key: " + value.getClass().getTypeName()
                    + " has no equals of its own (allowed: a record, an enum, a class with equals, lists, sets and maps of"
                    + " these, or a key that is made of it)");
        }
        return value;
    }

    private static @Nullable Object inside(@Nullable Object value, String what, int depth) {
        if (depth == DEEPEST) {
            throw new IllegalArgumentException(
                    what + " cannot be part of a key: collections in collections (allowed: " + DEEPEST + " deep)");
        }
        return value == null ? null : copy(value, what, depth + 1);
    }
}
