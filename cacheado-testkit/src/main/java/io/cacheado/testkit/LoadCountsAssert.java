package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.scope.Scope;
import java.util.List;

/** Assertions about what a {@link FaultyLoader} or a {@link SlowLoader} was asked for. */
public final class LoadCountsAssert {
    private final LoadCounts counts;

    LoadCountsAssert(LoadCounts counts) {
        this.counts = counts;
    }

    private LoadCountsAssert figure(String figure, long expected, long actual) {
        Claim.that(actual == expected, figure + ": expected " + expected + ", but " + actual + "\n  " + counts);
        return this;
    }

    /** It was called so often. */
    public LoadCountsAssert hasCalls(long expected) {
        return figure("calls of the loader", expected, counts.calls());
    }

    /** So many calls ended with an exception. */
    public LoadCountsAssert hasFailures(long expected) {
        return figure("failed calls of the loader", expected, counts.failures());
    }

    /** So many calls run now. */
    public LoadCountsAssert hasRunning(long expected) {
        return figure("running calls of the loader", expected, counts.running());
    }

    /** This value was asked for so often. */
    public LoadCountsAssert loaded(Scope scope, Object key, long times) {
        return figure("loads of " + key + " in " + scope, times, counts.of(scope, key));
    }

    /** At no time did more calls run than that. */
    public LoadCountsAssert neverRanMoreThan(int atOnce) {
        int most = counts.mostAtOnce();
        Claim.that(
                most <= atOnce,
                "calls of the loader at one time: expected at most " + atOnce + ", but " + most + "\n  " + counts);
        return this;
    }

    /** No value was asked for twice, in all calls since the loader was made or its counts were reset. */
    public LoadCountsAssert neverLoadedTwice() {
        List<String> twice = counts.byPlace().entrySet().stream()
                .filter(place -> place.getValue() > 1)
                .map(place ->
                        place.getKey().key() + " in " + place.getKey().scope() + ": " + place.getValue() + " times")
                .toList();
        Claim.that(twice.isEmpty(), "loaded more than once:" + Claim.list(twice) + "\n  " + counts);
        return this;
    }

    /** Nothing was asked for in a scope or below it. */
    public LoadCountsAssert loadedNothingIn(Scope scope) {
        requireNonNull(scope, "scope");
        List<String> there = counts.byPlace().entrySet().stream()
                .filter(place -> place.getKey().scope().tree().equals(scope.tree())
                        && place.getKey().scope().isWithin(scope))
                .map(place ->
                        place.getKey().key() + " in " + place.getKey().scope() + ": " + place.getValue() + " times")
                .toList();
        Claim.that(there.isEmpty(), "loaded within " + scope + ":" + Claim.list(there) + "\n  " + counts);
        return this;
    }
}
