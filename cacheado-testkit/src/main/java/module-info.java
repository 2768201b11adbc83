/**
 * What tests of caching need: a ticker, executors, loaders and listeners that a test drives, assertions, and a JUnit
 * extension; with the reference model that this project checks itself against.
 *
 * <p>{@code io.cacheado.testkit} needs no other library. {@code io.cacheado.testkit.junit} is for JUnit Jupiter, which a user
 * brings along. Versions as for the core: what is public here stays.
 */
@org.jspecify.annotations.NullMarked
module io.cacheado.testkit {
    requires transitive io.cacheado.core;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports io.cacheado.testkit;
    exports io.cacheado.testkit.junit;
}
