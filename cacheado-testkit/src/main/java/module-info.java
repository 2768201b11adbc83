/** Fakes, a reference model and its seeded runner, for deterministic tests of caching. */
@org.jspecify.annotations.NullMarked
module io.cacheado.testkit {
    requires transitive io.cacheado.core;
    requires static org.jspecify;
    requires static org.junit.jupiter.api;

    exports io.cacheado.testkit;
}
