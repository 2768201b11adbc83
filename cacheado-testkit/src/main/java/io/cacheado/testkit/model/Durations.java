package io.cacheado.testkit.model;

import java.time.Duration;
import java.util.List;

/** The times to live and the steps of time that operations choose from. */
final class Durations {
    private static final long MILLI = 1_000_000L;
    private static final long DAY = 86_400_000 * MILLI;
    private static final long[] UNITS = {MILLI, 16 * MILLI, 1_000 * MILLI, 60_000 * MILLI, 3_600_000 * MILLI, DAY};
    /** Longer than a long of nanoseconds can say: as good as never. */
    static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private Durations() {}

    /** A positive number of nanoseconds, of any order. */
    static long ttl(Op op, int choice) {
        return UNITS[op.pick(choice, UNITS.length)] * (1 + op.pick(choice + 1, 20)) + op.pick(choice + 2, 3);
    }

    /**
     * A step of time: mostly near a time to live of the setup, so that some of its entries expire and some do not, and now
     * and then to the very nanosecond at which one does.
     */
    static Duration step(Op op, Setup setup, Model model, long now) {
        if (op.chance(0, 25)) {
            List<Entry> mortal = model.in(slot -> true).stream()
                    .filter(entry -> entry.deadline() != Entry.NEVER && entry.deadline() > now)
                    .toList();
            if (!mortal.isEmpty()) {
                Entry one = mortal.get(op.pick(1, mortal.size()));
                long deadline = op.chance(11, 50) && one.fresh(now) ? one.expiry() : one.deadline();
                return Duration.ofNanos(Math.min(40 * DAY, Math.max(0, deadline - now - op.pick(2, 2))));
            }
        }
        if (op.chance(9, 40)) {
            List<Entry> young = model.in(slot -> true).stream()
                    .filter(entry ->
                            entry.due().earliest() != Entry.NEVER && entry.due().earliest() > now)
                    .toList();
            if (!young.isEmpty()) {
                long due = young.get(op.pick(1, young.size())).due().earliest();
                return Duration.ofNanos(Math.min(40 * DAY, Math.max(0, due - now - op.pick(2, 2) + op.pick(10, 3))));
            }
        }
        CacheSpec spec = setup.caches().get(op.pick(3, setup.caches().size()));
        long ttl = Math.max(Math.max(spec.ttlWrite(), spec.ttlAccess()), spec.ttlAbsent());
        if (spec.resilience().refreshAfter() > 0 && (ttl == 0 || op.chance(8, 60))) {
            ttl = spec.resilience().refreshAfter();
        }
        long scale = ttl == 0 || op.chance(4, 20) ? UNITS[op.pick(5, UNITS.length)] : ttl;
        return Duration.ofNanos(
                switch (op.pick(6, 4)) {
                    case 0 -> 1 + op.pick(7, (int) MILLI);
                    case 1 -> scale / 20;
                    case 2 -> scale / 3;
                    default -> scale + op.pick(7, 2_000_000);
                });
    }
}
