package io.cacheado.internal.proxy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A generic type whose variables have been replaced; equal to one of the JDK with the same arguments, and so hashed. */
final class Parameterized implements ParameterizedType {
    private final Class<?> raw;
    private final @Nullable Type owner;
    private final Type[] arguments;

    Parameterized(Class<?> raw, @Nullable Type owner, Type[] arguments) {
        this.raw = raw;
        this.owner = owner;
        this.arguments = arguments;
    }

    @Override
    public Type[] getActualTypeArguments() {
        return arguments.clone();
    }

    @Override
    public Type getRawType() {
        return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
        return owner;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ParameterizedType that
                && raw.equals(that.getRawType())
                && Objects.equals(owner, that.getOwnerType())
                && Arrays.equals(arguments, that.getActualTypeArguments());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(arguments) ^ Objects.hashCode(owner) ^ raw.hashCode();
    }

    @Override
    public String toString() {
        return raw.getName()
                + Arrays.stream(arguments).map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
    }
}
