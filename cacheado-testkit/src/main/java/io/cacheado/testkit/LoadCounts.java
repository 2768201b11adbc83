package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link FaultyLoader} or a {@link SlowLoader} was asked for: how often, by whom, and how much of it at once. Safe for
 * use by many threads; every question costs O(calls).
 *
 * <p>A call that loads several keys at once is one call, and one load of each of its keys.
 */
public final class LoadCounts {
    private final List<Call> calls = new ArrayList<>();
    private int first;
    private long failures;
    private int running;
    private int most;

    LoadCounts() {}

    /** One call: which it is, from 1 on, and what it is to load. */
    record Call(int number, Scope scope, List<Object> keys) {}

    /** One value that was asked for, and how often. */
    record Place(Scope scope, Object key) {}

    synchronized Call begin(Scope scope, Collection<?> keys) {
        Call call = new Call(first + calls.size() + 1, scope, List.copyOf(keys));
        calls.add(call);
        most = Math.max(most, ++running);
        return call;
    }

    synchronized void end(boolean failed) {
        running--;
        failures += failed ? 1 : 0;
    }

    /** Forgets what has happened. Calls that run now are still {@link #running}, and numbers of calls go on. */
    public synchronized void reset() {
        first += calls.size();
        calls.clear();
        failures = 0;
        most = running;
    }

    private synchronized List<Call> all() {
        return List.copyOf(calls);
    }

    /** The calls that were begun. */
    public synchronized int calls() {
        return calls.size();
    }

    /** The calls that ended with an exception. */
    public synchronized long failures() {
        return failures;
    }

    /** The calls that run now, those held by a {@link SlowLoader} included. */
    public synchronized int running() {
        return running;
    }

    /** The most calls that ran at one time. */
    public synchronized int mostAtOnce() {
        return most;
    }

    /** How often a value of this scope itself was asked for, whatever the key; not those of scopes below it. */
    public long of(Scope scope) {
        requireNonNull(scope, "scope");
        return all().stream()
                .filter(call -> call.scope().equals(scope))
                .mapToLong(call -> call.keys().size())
                .sum();
    }

    /** How often a key was asked for, in whatever scope. */
    public long ofKey(Object key) {
        requireNonNull(key, "key");
        return all().stream()
                .flatMap(call -> call.keys().stream())
                .filter(key::equals)
                .count();
    }

    /** How often a key was asked for in this scope itself. */
    public long of(Scope scope, Object key) {
        requireNonNull(scope, "scope");
        requireNonNull(key, "key");
        return all().stream()
                .filter(call -> call.scope().equals(scope))
                .flatMap(call -> call.keys().stream())
                .filter(key::equals)
                .count();
    }

    /** How often each value was asked for, in the order in which it first was. No lock is held while keys are compared. */
    Map<Place, Long> byPlace() {
        Map<Place, Long> places = new LinkedHashMap<>();
        for (Call call : all()) {
            for (Object key : call.keys()) {
                places.merge(new Place(call.scope(), key), 1L, Long::sum);
            }
        }
        return places;
    }

    @Override
    public synchronized String toString() {
        return "LoadCounts[calls=" + calls.size() + ", failures=" + failures + ", running=" + running + ", mostAtOnce="
                + most + "]";
    }
}
