package io.cacheado.simulator;

/** A policy by name, of the library or of a peer. */
interface Contestant {
    String name();

    /** A new, empty cache for the whole of a trace. */
    Player start(Course course, long budget, long seed);

    /** Whether other seeds may give other hits. */
    default boolean dependsOnSeed() {
        return true;
    }
}
