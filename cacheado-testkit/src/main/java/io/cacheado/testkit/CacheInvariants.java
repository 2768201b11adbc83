package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cacheado;
import io.cacheado.internal.engine.Audit;
import java.util.List;

/**
 * A checker of what must hold inside a cacheado between calls: tables, queues, counters and timer wheels agree, and the
 * usage of each scope is the sum of the entries in it.
 *
 * <p>For tests: {@code CacheInvariants.check(cacheado)} after each of them. No other thread may use the cacheado
 * meanwhile. O(entries + scopes).
 */
public final class CacheInvariants {
    private CacheInvariants() {}

    /**
     * Checks everything.
     *
     * @throws AssertionError if something does not hold; the message lists all of it
     */
    public static void check(Cacheado cacheado) {
        requireHeld(Audit.violations(requireNonNull(cacheado, "cacheado")));
    }

    static void requireHeld(List<String> violations) {
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    violations.size() + " invariants do not hold:\n  " + String.join("\n  ", violations));
        }
    }
}
