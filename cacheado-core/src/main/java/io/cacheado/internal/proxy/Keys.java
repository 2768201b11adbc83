package io.cacheado.internal.proxy;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes keys of one argument. */
public final class Keys {
    /** The type of keys of a call without arguments. */
    public static final Type OF_NOTHING = Void.class;

    private Keys() {}

    /** The argument by its value; null has a key too. */
    public static <A extends @Nullable Object> Function<A, Object> ofArgument(String what) {
        return argument -> ofOne(argument, what);
    }

    /** What is made of the argument, by its value. */
    public static <A extends @Nullable Object> Function<A, Object> of(Function<? super A, ?> derivation, String what) {
        return argument -> notNull(Snapshot.of(derivation.apply(argument), what), what);
    }

    /** No arguments at all. */
    public static Function<Object, Object> ofNothing() {
        return nothing -> Arguments.NONE;
    }

    static Object ofOne(@Nullable Object argument, String what) {
        Object value = Snapshot.of(argument, what);
        return value == null ? Arguments.Only.NULL : value;
    }

    static Object notNull(@Nullable Object key, String what) {
        return requireNonNull(key, () -> what + " is null (allowed: an object with equals)");
    }
}
