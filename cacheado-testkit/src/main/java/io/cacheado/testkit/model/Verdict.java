package io.cacheado.testkit.model;

import org.jspecify.annotations.Nullable;

/**
 * The first violation of a session, which is the one to report: one that a loader finds is taken by the engine for a failure
 * of the load, and others follow from it.
 */
final class Verdict {
    private @Nullable Violation first;

    /** Notes a violation, and says which one to throw. */
    Violation noted(Violation violation) {
        if (first == null) {
            first = violation;
        }
        return first;
    }

    /** Throws what was noted, if anything was. */
    void rethrow() {
        if (first != null) {
            throw first;
        }
    }

    /** How a call to the engine ended, unless a violation was found while it ran. */
    Outcome capture(Outcome.Call call) {
        Outcome outcome = Outcome.capture(call);
        rethrow();
        if (outcome.failure() instanceof Violation violation) {
            throw noted(violation);
        }
        return outcome;
    }
}
