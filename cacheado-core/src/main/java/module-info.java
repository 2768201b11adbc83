/** A cache for multi-tenant applications: one memory budget, a tree of scopes, every entry in exactly one scope. */
@org.jspecify.annotations.NullMarked
module io.cacheado.core {
    requires static org.jspecify;
    requires org.slf4j;

    exports io.cacheado;
    exports io.cacheado.annotation;
    exports io.cacheado.event;
    exports io.cacheado.policy;
    exports io.cacheado.scope;
    exports io.cacheado.stats;

    // The testkit looks inside: at the engine's invariants, and at entries without using them.
    exports io.cacheado.internal.engine to
            io.cacheado.testkit;
}
