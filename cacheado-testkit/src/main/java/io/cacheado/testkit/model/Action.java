package io.cacheado.testkit.model;

/** What one kind of operation does: on the engine and, as it is promised, on the model. */
@FunctionalInterface
interface Action {
    /**
     * Carries the operation out.
     *
     * @throws Violation if the engine does not do what was promised
     */
    void run(Session session, Op op);
}
