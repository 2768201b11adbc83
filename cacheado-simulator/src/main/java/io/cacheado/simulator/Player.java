package io.cacheado.simulator;

/** One cache of one size that is being asked for a trace. */
interface Player extends AutoCloseable {
    /** Does the requests from {@code from} up to but not including {@code to}, which follow on those before. */
    void play(int from, int to, Tally tally);

    @Override
    default void close() {}
}
