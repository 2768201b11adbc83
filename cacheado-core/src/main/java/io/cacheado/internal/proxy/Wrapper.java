package io.cacheado.internal.proxy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a result says that there is nothing: by null, or by being an empty optional. */
enum Wrapper {
    NONE {
        @Override
        Type contentType(Type type) {
            return TypeBindings.boxed(type);
        }

        @Override
        @Nullable
        Object content(Object result) {
            return result;
        }

        @Override
        @Nullable
        Object wrap(@Nullable Object content) {
            return content;
        }
    },
    OPTIONAL {
        @Override
        Type contentType(Type type) {
            return type instanceof ParameterizedType optional ? optional.getActualTypeArguments()[0] : Object.class;
        }

        @Override
        @Nullable
        Object content(Object result) {
            return ((Optional<?>) result).orElse(null);
        }

        @Override
        Object wrap(@Nullable Object content) {
            return Optional.ofNullable(content);
        }
    },
    OPTIONAL_INT {
        @Override
        Type contentType(Type type) {
            return Integer.class;
        }

        @Override
        @Nullable
        Object content(Object result) {
            OptionalInt optional = (OptionalInt) result;
            return optional.isPresent() ? optional.getAsInt() : null;
        }

        @Override
        Object wrap(@Nullable Object content) {
            return content == null ? OptionalInt.empty() : OptionalInt.of((Integer) content);
        }
    },
    OPTIONAL_LONG {
        @Override
        Type contentType(Type type) {
            return Long.class;
        }

        @Override
        @Nullable
        Object content(Object result) {
            OptionalLong optional = (OptionalLong) result;
            return optional.isPresent() ? optional.getAsLong() : null;
        }

        @Override
        Object wrap(@Nullable Object content) {
            return content == null ? OptionalLong.empty() : OptionalLong.of((Long) content);
        }
    },
    OPTIONAL_DOUBLE {
        @Override
        Type contentType(Type type) {
            return Double.class;
        }

        @Override
        @Nullable
        Object content(Object result) {
            OptionalDouble optional = (OptionalDouble) result;
            return optional.isPresent() ? optional.getAsDouble() : null;
        }

        @Override
        Object wrap(@Nullable Object content) {
            return content == null ? OptionalDouble.empty() : OptionalDouble.of((Double) content);
        }
    };

    /** That of a type of results. */
    static Wrapper of(Type type) {
        Class<?> raw = TypeBindings.erase(type);
        if (raw == Optional.class) {
            return OPTIONAL;
        }
        if (raw == OptionalInt.class) {
            return OPTIONAL_INT;
        }
        if (raw == OptionalLong.class) {
            return OPTIONAL_LONG;
        }
        return raw == OptionalDouble.class ? OPTIONAL_DOUBLE : NONE;
    }

    /** The type of what a result of this type holds. */
    abstract Type contentType(Type type);

    /** What a result holds; null for nothing. */
    abstract @Nullable Object content(Object result);

    /** The result that holds this. */
    abstract @Nullable Object wrap(@Nullable Object content);
}
