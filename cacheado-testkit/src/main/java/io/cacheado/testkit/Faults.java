package io.cacheado.testkit;

import io.cacheado.scope.Scope;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which calls are to fail. Safe for use by many threads. */
final class Faults {
    private final Set<Integer> numbers = new HashSet<>();
    private final Set<Scope> scopes = new LinkedHashSet<>();
    private int every;
    private int next;
    private boolean all;

    synchronized void on(int... calls) {
        for (int call : calls) {
            atLeastOne("call", call);
        }
        for (int call : calls) {
            numbers.add(call);
        }
    }

    synchronized void every(int nth) {
        every = atLeastOne("nth", nth);
    }

    synchronized void next(int calls) {
        next = atLeastOne("calls", calls);
    }

    synchronized void in(Scope scope) {
        scopes.add(scope);
    }

    synchronized void all() {
        all = true;
    }

    synchronized void none() {
        numbers.clear();
        scopes.clear();
        every = 0;
        next = 0;
        all = false;
    }

    /** Whether this call fails; asked once for each. */
    synchronized boolean hit(LoadCounts.Call call) {
        if (next > 0) {
            next--;
            return true;
        }
        return all
                || numbers.contains(call.number())
                || (every > 0 && call.number() % every == 0)
                || scopes.stream().anyMatch(scope -> isWithin(call.scope(), scope));
    }

    private static boolean isWithin(Scope scope, Scope ancestor) {
        return scope.tree().equals(ancestor.tree()) && scope.isWithin(ancestor);
    }

    private static int atLeastOne(String name, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(name + ": " + number + " (allowed: at least 1)");
        }
        return number;
    }
}
