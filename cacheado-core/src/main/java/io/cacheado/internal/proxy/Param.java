package io.cacheado.internal.proxy;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a method.
 *
 * @param text names it in messages
 * @param type without type variables
 * @param scopeId the name of the id of a scope that it holds, if it does
 * @param isKey whether it was said that it makes the key
 */
record Param(int index, String text, Type type, @Nullable String scopeId, boolean isKey) {
    Class<?> raw() {
        return TypeBindings.erase(type);
    }
}
