package io.cacheado.internal.proxy;

import io.cacheado.annotation.KeyDerivation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The key of a call.
 *
 * @param type the type of keys; null if only a call tells
 * @param of makes it
 */
record CallKey(@Nullable Type type, Function<@Nullable Object[], Object> of) {
    /**
     * A key of these parameters by their value.
     *
     * @param method names the method in messages
     * @throws IllegalArgumentException if no argument of one of them could be part of a key
     */
    static CallKey ofArguments(List<Param> params, String method) {
        for (Param each : params) {
            if (!Snapshot.isPossible(each.raw())) {
                throw new IllegalArgumentException(
                        each.text() + " of type " + each.type().getTypeName()
                                + " cannot be part of a key, it has no equals of its own (allowed: a record, an enum, a class with"
                                + " equals, lists, sets and maps of these; or @CacheKey on others; or a KeyDerivation as key)");
            }
        }
        int[] indexes = params.stream().mapToInt(Param::index).toArray();
        String[] texts =
                params.stream().map(each -> each.text() + " of " + method).toArray(String[]::new);
        if (indexes.length == 0) {
            return new CallKey(Keys.OF_NOTHING, call -> Arguments.NONE);
        }
        if (indexes.length == 1) {
            return new CallKey(params.get(0).type(), call -> Keys.ofOne(call[indexes[0]], texts[0]));
        }
        return new CallKey(
                new KeyType(params.stream().map(Param::type).toList()), call -> ofSeveral(call, indexes, texts));
    }

    private static Arguments ofSeveral(@Nullable Object[] call, int[] indexes, String[] texts) {
        @Nullable Object[] values = new Object[indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            values[i] = Snapshot.of(call[indexes[i]], texts[i]);
        }
        return new Arguments(values);
    }

    /**
     * A key that is made by an object of a class.
     *
     * @param name names the method in messages
     * @throws IllegalArgumentException if there is no such object to be had
     */
    static CallKey ofDerivation(Class<? extends KeyDerivation> type, Method method, String name) {
        KeyDerivation derivation = make(type);
        String what = "the key that " + type.getSimpleName() + " made for " + name;
        return new CallKey(null, call -> {
            Object key = derivation.keyOf(method, Collections.unmodifiableList(Arrays.asList(call)));
            return Keys.notNull(Snapshot.of(key, what), what);
        });
    }

    private static KeyDerivation make(Class<? extends KeyDerivation> type) {
        try {
            Constructor<? extends KeyDerivation> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "no object of " + type.getTypeName() + " can be made (allowed: a class, not an inner one, with a"
                            + " constructor that has no parameters, throws nothing, and is open to io.cacheado.core)",
                    e);
        }
    }

    /** A key that is refused if the cache's users could not read it. */
    CallKey checked(Class<?> allowed, String cache, String method) {
        return new CallKey(type, call -> {
            Object key = of.apply(call);
            if (!allowed.isInstance(key)) {
                throw new IllegalArgumentException("the key that was made for " + method + " is "
                        + (key == Arguments.Only.NULL
                                ? "null"
                                : "of " + key.getClass().getTypeName()) + ", but cache "
                        + cache + " was declared with keys of " + allowed.getTypeName());
            }
            return key;
        });
    }
}
