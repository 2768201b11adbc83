package io.cacheado.testkit.junit;

import io.cacheado.Cacheado;

/** What a test's cacheado is to be like. */
@FunctionalInterface
public interface CacheadoSetup {
    /**
     * Adds settings; a bound has to be among them. Called before each test.
     *
     * @param builder has a {@link io.cacheado.testkit.FakeTicker}, {@code recordStats()}, and {@code deterministic(seed)} or
     *     an executor already; what is said here takes the place of that
     */
    void configure(Cacheado.Builder builder);
}
