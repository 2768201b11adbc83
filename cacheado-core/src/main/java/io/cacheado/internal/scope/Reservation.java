package io.cacheado.internal.scope;

import io.cacheado.scope.Quota;
import org.jspecify.annotations.Nullable;

/** What is reserved for a domain and below it. All but {@link #units} is guarded by {@link Reservations}. */
final class Reservation {
    final Domain domain;

    @Nullable
    Domain above;

    /** What its own quota reserves; 0 for nothing. */
    long given;

    private long limit = Long.MAX_VALUE;

    /** What the domains directly below ask for. */
    long below;

    /** What it asks for, as the one above counts it. */
    long asked;

    /** What part of what they ask for the domains directly below get. */
    double scale = 1;

    /** Whether its scope was dropped or has vanished: whatever becomes of those below, it asks for nothing any more. */
    boolean left;

    private volatile long units;

    Reservation(Domain domain) {
        this.domain = domain;
    }

    void take(@Nullable Quota quota) {
        given = quota == null ? 0 : quota.reservation();
        limit = quota == null ? Long.MAX_VALUE : quota.limit();
    }

    /** What it should ask for: its own reservation, else what is reserved below it, up to its limit. */
    long wanted() {
        return given > 0 ? given : Math.min(limit, below);
    }

    /** The units that are protected now. */
    long units() {
        return units;
    }

    void units(long granted) {
        units = granted;
    }
}
