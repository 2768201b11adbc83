package io.cacheado.testkit.model;

import java.time.Duration;

/**
 * The renewals that readers begin by chance, shortly before a value expires. The model accepts either, where the engine may
 * choose, and counts: over a session they must be about as many as the formula says.
 */
final class Early {
    /** The engine's numbers have 53 bits: their logarithm reaches no further. */
    private static final double FURTHEST = 53 * Math.log(2);

    private static final double SIGMAS = 6;
    private static final double FEW = 4;

    private final Session session;
    private double expected;
    private double variance;
    private long begun;
    private long reads;

    Early(Session session) {
        this.session = session;
    }

    /** The nanoseconds before its expiry within which a reader is likely to have an entry renewed; 0 if none does. */
    double scale(Entry entry) {
        double earliness = session.spec(entry.slot()).resilience().earliness();
        return entry.isAbsence() || entry.expiry() == Entry.NEVER
                ? 0
                : entry.due().loadMicros() * 1_000.0 * earliness;
    }

    private double remaining(Entry entry) {
        return entry.expiryOnceRead(session.now()) - (double) session.now();
    }

    /** Whether a reader who has a loader may have an entry renewed before its time. */
    boolean may(Entry entry) {
        double scale = scale(entry);
        return scale > 0 && entry.fresh(session.now()) && remaining(entry) <= scale * FURTHEST;
    }

    /** A reader who could have an entry renewed did so, or not. */
    void chose(Entry entry, boolean renewed) {
        if (!may(entry) || entry.due().may(session.now())) {
            return;
        }
        double chance = Math.exp(-remaining(entry) / scale(entry));
        expected += chance;
        variance += chance * (1 - chance);
        reads++;
        if (renewed) {
            begun++;
            session.tally().count(Tally.EARLY);
        }
    }

    /** At the end: chance must have been kept. */
    void requireLikely() {
        if (Math.abs(begun - expected) > SIGMAS * Math.sqrt(variance) + FEW) {
            throw new Violation(begun + " values of " + reads + " were renewed early, though about " + expected
                    + " are to be expected");
        }
    }

    /** A load takes time, where that matters. */
    void takeTime(Op op, Slot slot) {
        CacheSpec spec = session.spec(slot);
        if (spec.resilience().earliness() > 0 && op.chance(90, 70)) {
            long life = spec.ttlWrite() > 0 ? spec.ttlWrite() : Durations.ttl(op, 92);
            session.advance(Duration.ofNanos(life / 60 * (1 + op.pick(91, 10))));
        }
    }
}
