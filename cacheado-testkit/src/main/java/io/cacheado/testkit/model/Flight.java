package io.cacheado.testkit.model;

/** A load that runs. */
final class Flight {
    private final Slot slot;
    private final long start;
    private boolean fenced;
    private boolean disputed;

    Flight(Slot slot, long start) {
        this.slot = slot;
        this.start = start;
    }

    Slot slot() {
        return slot;
    }

    long start() {
        return start;
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
