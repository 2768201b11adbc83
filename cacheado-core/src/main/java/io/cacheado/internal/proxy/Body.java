package io.cacheado.internal.proxy;

import org.jspecify.annotations.Nullable;

/** What a call on a proxy runs when no cache answers it. */
@FunctionalInterface
interface Body {
    /** Runs it; what it throws is thrown unchanged. */
    @Nullable
    Object run(Object proxy, @Nullable Object[] arguments) throws Throwable;
}
