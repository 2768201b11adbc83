package io.cacheado.testkit.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The limits in force, and which of them are used up. */
final class Limits {
    private final Setup setup;
    private final Usage usage;
    private final Map<Limit, Long> maxima = new HashMap<>();
    /** By cache and scope, forgotten when a limit is set where none was. */
    private final Map<Integer, List<Limit>> paths = new HashMap<>();
    /** Limits that were lowered below what is used, and not yet kept again. */
    private final Set<Limit> draining = new HashSet<>();

    Limits(Setup setup, Usage usage) {
        this.setup = setup;
        this.usage = usage;
        Place global = setup.forest().global();
        if (setup.bounded()) {
            maxima.put(budget(), setup.budget());
        }
        for (int cache = 0; cache < setup.caches().size(); cache++) {
            CacheSpec spec = setup.caches().get(cache);
            if (spec.maximum() > 0) {
                maxima.put(new Limit(Limit.Kind.CACHE, global, cache), spec.maximum());
            }
            for (Place place : setup.forest().places()) {
                if (spec.maximumPerScope() > 0) {
                    maxima.put(new Limit(Limit.Kind.PER_SCOPE, place, cache), spec.maximumPerScope());
                }
            }
        }
        for (Place place : setup.forest().places()) {
            Long quota = setup.levelQuotas().get(place.scope().level());
            if (quota != null) {
                maxima.put(quota(place), quota);
            }
        }
    }

    Limit budget() {
        return new Limit(Limit.Kind.BUDGET, setup.forest().global(), -1);
    }

    Limit quota(Place place) {
        return new Limit(Limit.Kind.QUOTA, place, -1);
    }

    boolean has(Limit limit) {
        return maxima.containsKey(limit);
    }

    long maximum(Limit limit) {
        Long maximum = maxima.get(limit);
        return maximum == null ? Long.MAX_VALUE : maximum;
    }

    /** Changes a limit; one that is now exceeded may be so until it is drained. */
    void change(Limit limit, long maximum) {
        if (maxima.put(limit, maximum) == null) {
            paths.clear();
        }
        if (used(limit) > maximum) {
            draining.add(limit);
        }
    }

    boolean draining(Limit limit) {
        return draining.contains(limit);
    }

    /** Whether some limit may be exceeded now. */
    boolean anyDraining() {
        return !draining.isEmpty();
    }

    /** What is used of a limit for certain. */
    long used(Limit limit) {
        Place place = limit.place();
        return switch (limit.kind()) {
            case BUDGET, QUOTA -> setup.unit() == Setup.Unit.WEIGHT ? usage.weight(place) : usage.count(place);
            case CACHE -> usage.count(place, limit.cache());
            case PER_SCOPE -> usage.own(place, limit.cache());
        };
    }

    /** The limits that an entry of a slot falls under, from its own scope upwards. */
    List<Limit> path(Slot slot) {
        int region = slot.place().index() * setup.caches().size() + slot.cache();
        return paths.computeIfAbsent(region, any -> newPath(slot));
    }

    private List<Limit> newPath(Slot slot) {
        List<Limit> path = new ArrayList<>();
        addIfSet(path, new Limit(Limit.Kind.PER_SCOPE, slot.place(), slot.cache()));
        for (Place place = slot.place(); place != null; place = place.parent()) {
            addIfSet(path, quota(place));
        }
        addIfSet(path, new Limit(Limit.Kind.CACHE, setup.forest().global(), slot.cache()));
        addIfSet(path, budget());
        return path;
    }

    private void addIfSet(List<Limit> path, Limit limit) {
        if (maxima.containsKey(limit)) {
            path.add(limit);
        }
    }

    /** The limits without room for an entry in the place of another one, from its own scope upwards. */
    List<Limit> shortOf(Entry fresh, @Nullable Entry old) {
        return path(fresh.slot()).stream()
                .filter(limit -> {
                    long need = need(limit, fresh, old);
                    return need > 0 && used(limit) + need > maximum(limit);
                })
                .toList();
    }

    /** An overwrite that adds nothing needs no room, even where too much is used already. */
    private static long need(Limit limit, Entry fresh, @Nullable Entry old) {
        if (limit.countsEntries()) {
            return old == null ? 1 : 0;
        }
        return fresh.weight() - (old == null ? 0 : old.weight());
    }

    /** The limits over a slot that were lowered and are exceeded. */
    List<Limit> exceeded(Slot slot) {
        return path(slot).stream()
                .filter(limit -> draining(limit) && used(limit) > maximum(limit))
                .toList();
    }

    /** Whether an entry could not be stored if there were nothing else. */
    boolean tooLarge(Entry entry) {
        return path(entry.slot()).stream().anyMatch(limit -> !limit.countsEntries() && entry.weight() > maximum(limit));
    }

    /** Forgets the limits that are kept again, and demands that all others are. */
    void requireKept() {
        draining.removeIf(limit -> used(limit) <= maximum(limit));
        for (Limit limit : maxima.keySet()) {
            if (used(limit) > maximum(limit) && !draining.contains(limit)) {
                throw new Violation(limit + " is exceeded: " + used(limit) + " of " + maximum(limit));
            }
        }
    }

    /** After everything that exceeds a limit was drained. */
    void requireDrained() {
        draining.clear();
        requireKept();
    }
}
