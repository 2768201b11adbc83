package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cacheado;
import io.cacheado.internal.engine.Audit;
import io.cacheado.internal.engine.Holding;
import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Assertions about a cacheado. Those that look at entries cost O(all entries). */
public final class CacheadoAssert {
    private final Cacheado cacheado;

    CacheadoAssert(Cacheado cacheado) {
        this.cacheado = cacheado;
    }

    /** Something that a test does, and that may fail. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /** The figures of everything. */
    public StatsAssert stats() {
        return new StatsAssert("the cacheado", cacheado.stats());
    }

    /** The figures of a subtree. */
    public StatsAssert stats(Scope subtree) {
        return new StatsAssert(subtree.toString(), cacheado.stats(subtree));
    }

    /** What a scope holds. */
    public ScopeAssert scope(Scope scope) {
        return new ScopeAssert(cacheado, scope);
    }

    /** No load runs now, of the caches of whatever scope, dropped ones included. */
    public CacheadoAssert hasNoRunningLoads() {
        Map<String, Long> running = Audit.runningLoads(cacheado);
        Claim.that(running.isEmpty(), "loads are still running, by cache: " + running);
        return this;
    }

    /** The parts inside agree with each other: {@link CacheInvariants#check}. */
    public CacheadoAssert keepsInvariants() {
        CacheInvariants.check(cacheado);
        return this;
    }

    /**
     * Nothing that is held now can be read from both scopes: no cache keeps entries in a scope that stands above both, such
     * as one that was declared for a wider level than was meant.
     *
     * @throws IllegalArgumentException if one of the scopes is within the other, and so shares with it on purpose
     */
    public CacheadoAssert isolates(Scope one, Scope other) {
        requireApart(one, other);
        List<String> shared = new ArrayList<>();
        for (Holding each : Holding.of(cacheado)) {
            if (one.isWithin(each.scope()) && other.isWithin(each.scope())) {
                shared.add("cache " + each.cache() + " holds " + each.key() + " in " + each.scope());
            }
        }
        Claim.that(shared.isEmpty(), one + " and " + other + " can both read:" + Claim.list(shared));
        return this;
    }

    static void requireApart(Scope one, Scope other) {
        requireNonNull(one, "one");
        requireNonNull(other, "other");
        if (one.isWithin(other) || other.isWithin(one)) {
            throw new IllegalArgumentException(
                    "other: " + other + " (allowed: a scope that is neither above nor below " + one + ")");
        }
    }

    /**
     * An action, of another tenant for instance, changes and asks for nothing in a scope and below it: what is held there
     * is afterwards the same, and so are its requests and loads if they are counted.
     *
     * @throws Exception what the action throws
     */
    public CacheadoAssert leavesAlone(Scope scope, Action action) throws Exception {
        requireNonNull(action, "action");
        List<Holding> heldBefore = within(scope);
        CacheStats before = cacheado.stats(scope);
        action.run();
        CacheStats after = cacheado.stats(scope);
        List<String> changes = new ArrayList<>();
        changes.addAll(missing("gone: ", heldBefore, within(scope)));
        changes.addAll(missing("new: ", within(scope), heldBefore));
        changed("hits", before.hitCount(), after.hitCount(), changes);
        changed("misses", before.missCount(), after.missCount(), changes);
        changed("loads", before.loadCount(), after.loadCount(), changes);
        changed("inserts", before.insertCount(), after.insertCount(), changes);
        changed("removals", before.removalCount(), after.removalCount(), changes);
        Claim.that(changes.isEmpty(), scope + " was not left alone:" + Claim.list(changes));
        return this;
    }

    private List<Holding> within(Scope scope) {
        return Holding.of(cacheado).stream()
                .filter(each -> each.scope().isWithin(scope))
                .toList();
    }

    /** What one list has and the other has not; a value is the same if it is the same object. */
    private static List<String> missing(String what, List<Holding> of, List<Holding> in) {
        return of.stream()
                .filter(each -> in.stream().noneMatch(other -> isSame(each, other)))
                .map(each -> what + each.key() + " of cache " + each.cache() + " in " + each.scope())
                .toList();
    }

    private static boolean isSame(Holding one, Holding other) {
        return one.value() == other.value()
                && one.cache().equals(other.cache())
                && one.scope().equals(other.scope())
                && one.key().equals(other.key());
    }

    private static void changed(String figure, long before, long after, List<String> changes) {
        if (before != after) {
            changes.add(figure + ": " + before + " before, " + after + " after");
        }
    }
}
