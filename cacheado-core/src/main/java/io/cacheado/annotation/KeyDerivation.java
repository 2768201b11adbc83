package io.cacheado.annotation;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to make the key of a call, in place of the arguments by their value; named in {@link Cached#key}.
 *
 * <p>Its class has a constructor without parameters, which may be private, and one object of it serves all calls of a proxy,
 * on many threads at once. Called on the calling thread, outside all locks; what it throws reaches the caller, and nothing
 * has changed then.
 */
@FunctionalInterface
public interface KeyDerivation {
    /**
     * The key of a call.
     *
     * @param method the method of the interface
     * @param arguments all arguments as they were passed, ids of the scope included; not to be changed
     * @return an object with {@code equals} and {@code hashCode}, never null; lists, sets and maps are copied
     */
    Object keyOf(Method method, List<@Nullable Object> arguments);
}
