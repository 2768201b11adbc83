package io.cacheado.internal.proxy;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;

/** Which declared types may hold an id of a scope. */
final class IdTypes {
    private static final List<Class<?>> ALLOWED = List.of(
            String.class, Byte.class, Short.class, Integer.class, Long.class, BigInteger.class, UUID.class, Enum.class);

    private IdTypes() {}

    /** Whether an argument of this type can be an id: it is one that may be, or may be of a class that is. */
    static boolean isPossible(Class<?> declared) {
        return ALLOWED.stream().anyMatch(each -> declared.isAssignableFrom(each) || each.isAssignableFrom(declared));
    }
}
