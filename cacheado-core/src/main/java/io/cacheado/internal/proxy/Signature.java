package io.cacheado.internal.proxy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What methods that override each other have in common: the name, and the parameters once type variables are known. */
record Signature(String name, List<Class<?>> parameters) {
    /** That of a method as it is compiled. */
    static Signature ofErased(Method method) {
        return new Signature(method.getName(), List.of(method.getParameterTypes()));
    }

    /** That of a method as it is meant. */
    static Signature of(Method method, TypeBindings bindings) {
        return new Signature(
                method.getName(),
                Arrays.stream(method.getGenericParameterTypes())
                        .<Class<?>>map(type -> TypeBindings.erase(bindings.resolve(type)))
                        .toList());
    }

    /** With simple names, for messages. */
    String shortText() {
        return name + parameters.stream().map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }

    /** With full names, for names of caches. */
    String fullText() {
        return name + parameters.stream().map(Class::getTypeName).collect(Collectors.joining(",", "(", ")"));
    }
}
