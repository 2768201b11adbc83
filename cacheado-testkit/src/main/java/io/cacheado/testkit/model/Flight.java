package io.cacheado.testkit.model;

import org.jspecify.annotations.Nullable;

/** A load that runs. */
final class Flight {
    private final Slot slot;
    private final long start;
    private final int drops;
    private final boolean decides;
    private boolean computes;
    private @Nullable Entry renewed;
    private boolean awaited;
    private boolean servedStale;
    private boolean fenced;
    private boolean disputed;

    /**
     * Begins one.
     *
     * @param drops how many drops of tags there were before
     * @param decides whether its value may have tags
     */
    Flight(Slot slot, long start, int drops, boolean decides) {
        this.slot = slot;
        this.start = start;
        this.drops = drops;
        this.decides = decides;
    }

    Slot slot() {
        return slot;
    }

    long start() {
        return start;
    }

    /** How many drops of tags there were when it began. */
    int drops() {
        return drops;
    }

    /** Whether its value may have tags. */
    boolean decides() {
        return decides;
    }

    /** Whether it is a function on what is there, which a map runs. */
    boolean computes() {
        return computes;
    }

    Flight asComputation() {
        computes = true;
        return this;
    }

    /** The entry that it is to renew; null if the key had none when it began. */
    @Nullable
    Entry renewed() {
        return renewed;
    }

    Flight asRenewal(Entry entry) {
        renewed = entry;
        return this;
    }

    /** Whether the reader that began it waits for it, in place of being served what is there. */
    boolean awaited() {
        return awaited;
    }

    Flight asAwaited() {
        awaited = true;
        return this;
    }

    /** Whether the reader that began it was served an expired value. */
    boolean servedStale() {
        return servedStale;
    }

    Flight asServedStale() {
        servedStale = true;
        return this;
    }

    /** Whether something changed that its value must not overwrite. */
    boolean fenced() {
        return fenced;
    }

    void fence() {
        fenced = true;
    }

    /** Whether another load of the same slot began meanwhile, and nobody promised who wins. */
    boolean disputed() {
        return disputed;
    }

    void dispute() {
        disputed = true;
    }
}
