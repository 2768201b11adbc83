package io.cacheado.internal.proxy;

import org.jspecify.annotations.Nullable;

/** What a call of one method of a proxy means for the caches. */
@FunctionalInterface
interface Behaviour {
    /** The result of the call, for its caller. */
    @Nullable
    Object answer(Call call) throws Throwable;
}
