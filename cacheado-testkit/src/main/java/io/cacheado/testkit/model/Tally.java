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
    static final String TAGGED = "tagged value";
    static final String TAG_DROP = "tag drop";
    static final String TAG_FENCE = "fence by tag";
    static final String OVERTAKEN = "load overtaken after tag drop";
    static final String MAP_READ = "map read";
    static final String MAP_CHANGE = "map change";
    static final String COMPUTATION = "computation";
    static final String COMPUTED_IN_VAIN = "computation in vain";
    static final String FAILURE_REMEMBERED = "failure remembered";
    static final String FAILURE_SERVED = "failure served";
    static final String FUNCTION = "decorated function";
    static final String RENEWAL = "renewal by a reader";
    static final String REFRESH = "refresh of a value";
    static final String NOT_MODIFIED = "value not modified";
    static final String OWN_NOT_MODIFIED = "not modified, by cache's loader";
    static final String HANDED_OVER = "renewal outlives value";
    static final String STALE = "stale value served";
    static final String STALE_AFTER_FAILURE = "stale value after failure";
    static final String SERVED_IN_PAUSE = "stale value in the pause";
    static final String SHORTENED = "life with jitter";
    static final String EARLY = "renewal by chance";
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
