package io.cacheado.internal.scope;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * 64 counters, striped by top-level scope, that say when something was dropped. A region remembers the stamp under which it
 * last found all its ancestors alive; while the stamp stands, a look-up need not walk them.
 *
 * <p>A stamp carries its stripe in its low six bits, so that comparing needs nothing but the stamp. Stripes are a cache line
 * apart, since every hit reads one and every drop writes one.
 */
final class Epochs {
    static final int STRIPES = 64;
    private static final int APART = 16;

    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STRIPES * APART);

    Epochs() {
        for (int i = 0; i < STRIPES; i++) {
            stamps.set(i * APART, i);
        }
    }

    /** Whether nothing was dropped in the stamp's stripe since it was read. */
    boolean stands(int stamp) {
        return stamps.get((stamp & (STRIPES - 1)) * APART) == stamp;
    }

    int stamp(int stripe) {
        return stamps.get((stripe & (STRIPES - 1)) * APART);
    }

    /** Something below a top-level scope of this stripe was dropped. */
    void raise(int stripe) {
        // The top bit stays clear: negative stamps are Region's own.
        stamps.updateAndGet((stripe & (STRIPES - 1)) * APART, stamp -> (stamp + STRIPES) & Integer.MAX_VALUE);
    }

    /** Something was dropped that may concern every scope. */
    void raiseAll() {
        for (int i = 0; i < STRIPES; i++) {
            raise(i);
        }
    }
}
