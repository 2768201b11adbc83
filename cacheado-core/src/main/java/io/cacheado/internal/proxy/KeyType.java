package io.cacheado.internal.proxy;

import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;

/** The type of keys that are made of several arguments. */
record KeyType(List<Type> parts) implements Type {
    @Override
    public String getTypeName() {
        return toString();
    }

    @Override
    public String toString() {
        return parts.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "(", ")"));
    }
}
