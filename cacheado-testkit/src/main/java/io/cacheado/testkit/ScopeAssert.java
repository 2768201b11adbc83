package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cacheado;
import io.cacheado.internal.engine.Holding;
import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.util.List;

/** Assertions about what a scope and those below it hold, over all caches. Cost O(all entries). */
public final class ScopeAssert {
    private final Cacheado cacheado;
    private final Scope scope;

    ScopeAssert(Cacheado cacheado, Scope scope) {
        this.cacheado = cacheado;
        this.scope = requireNonNull(scope, "scope");
    }

    /** Nothing can be read here: there may be entries that have expired. */
    public ScopeAssert isEmpty() {
        return holds(0);
    }

    /** So many values can be read here, remembered absences not counted. */
    public ScopeAssert holds(long expected) {
        List<String> held = Holding.of(cacheado).stream()
                .filter(each -> each.value() != null && each.scope().isWithin(scope))
                .map(each -> each.key() + " of cache " + each.cache() + " in " + each.scope())
                .toList();
        Claim.that(
                held.size() == expected,
                "values within " + scope + ": expected " + expected + ", but " + held.size() + Claim.list(held));
        return this;
    }

    /** Nothing is left here: no entry, no load that runs, no scope that is remembered. As after a drop. */
    public ScopeAssert isGone() {
        CacheStats stats = cacheado.stats(scope);
        Claim.figure("entries", scope.toString(), 0, stats.entryCount(), stats);
        Claim.figure("running loads", scope.toString(), 0, stats.loadsInFlight(), stats);
        Claim.figure("live scopes", scope.toString(), 0, stats.scopeCount(), stats);
        return this;
    }
}
