package io.cacheado.internal.proxy;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * One call on a proxy.
 *
 * @param method the one that was called, of the interface
 * @param body what it runs when no cache answers it
 */
record Call(
        Object proxy, Method method, Body body, @Nullable Object[] arguments) {
    @Nullable
    Object proceed() throws Throwable {
        return body.run(proxy, arguments);
    }

    /** Runs it where no checked exception is declared; what it throws is thrown unchanged all the same. */
    @Nullable
    Object proceedUnchecked() {
        try {
            return proceed();
        } catch (Throwable t) {
            throw Call.<RuntimeException>unchanged(t);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X unchanged(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
