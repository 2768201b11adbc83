package io.cacheado.testkit.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How often the things occurred that a run must have seen. */
final class Tally {
    static final String FENCE = "fence";
    static final String DROP_DURING_LOAD = "drop during load";
    static final String REFUSAL = "refusal";
    static final String SPLIT = "table split";
    static final String CASCADE = "wheel cascade";

    private final Map<String, Long> counts = new LinkedHashMap<>();

    void count(String what) {
        add(what, 1);
    }

    void add(String what, long n) {
        counts.merge(what, n, Long::sum);
    }

    void addAll(Tally other) {
        other.counts.forEach(this::add);
    }

    long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** What was seen, in order. */
    Set<String> names() {
        return new TreeSet<>(counts.keySet());
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
