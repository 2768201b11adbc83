package io.cacheado.testkit.model;

import io.cacheado.policy.Eviction;
import io.cacheado.scope.Scope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of a cacheado and of the operations that are done on it; a value made from a seed.
 *
 * @param seed what it was made from
 * @param profile what it is meant to reach
 * @param forest the scopes
 * @param unit what the budget counts
 * @param budget the whole budget; unused when unbounded
 * @param eviction the cacheado's policy
 * @param levelEvictions policies of levels
 * @param levelQuotas limits of the scopes of levels
 * @param caches the caches
 * @param keys how many keys there are
 * @param hashes how many different hash codes they have
 */
record Setup(
        long seed,
        Profile profile,
        Forest forest,
        Unit unit,
        long budget,
        Eviction eviction,
        Map<String, Eviction> levelEvictions,
        Map<String, Long> levelQuotas,
        List<CacheSpec> caches,
        int keys,
        int hashes) {

    /** What a setup is meant to reach. */
    enum Profile {
        /** Few entries, all limits and ways to expire. */
        SMALL,
        /** One domain: the victim of LRU and FIFO can be told exactly. */
        EXACT,
        /** Hundreds of keys with equal hash codes, so that tables overflow. */
        COLLIDING,
        /** Thousands of entries in one scope, so that tables split. */
        SPLITTING
    }

    /** What a budget counts. */
    enum Unit {
        /** The entries. */
        ENTRIES,
        /** The sum of their weights. */
        WEIGHT,
        /** Nothing: there is no budget. */
        UNBOUNDED
    }

    boolean bounded() {
        return unit != Unit.UNBOUNDED;
    }

    /** Whether the model knows which entry leaves: one queue, and a policy that can be told without its internals. */
    boolean exact() {
        boolean oneDomain = levelQuotas.isEmpty()
                && levelEvictions.isEmpty()
                && caches.stream().allMatch(CacheSpec::sharesQueue);
        // A weighted overwrite may make room in the middle of a turn of the FIFO queue.
        boolean told = eviction.equals(Eviction.lru()) || (eviction.equals(Eviction.fifo()) && unit == Unit.ENTRIES);
        return oneDomain && told && profile == Profile.EXACT;
    }

    /** Whether checks that cost O(entries) are made after each operation. */
    boolean small() {
        return profile != Profile.SPLITTING;
    }

    /** The slot that scope, cache and key name, or null if there is none. */
    @Nullable
    Slot slot(Scope scope, String cache, Object key) {
        Place place = forest.place(scope);
        for (int number = 0; place != null && number < caches.size(); number++) {
            if (caches.get(number).name().equals(cache) && key instanceof ModelKey own) {
                return new Slot(place, number, own);
            }
        }
        return null;
    }

    ModelKey key(int number) {
        int id = Math.floorMod(number, keys);
        int group = id % hashes;
        // Neighbouring numbers, as ids have them, or a pattern in the upper bits that a weak mix would lose.
        return new ModelKey(id, (seed & 1) == 0 ? group : group << 20);
    }

    @Override
    public String toString() {
        return "setup seed=" + seed + " " + profile + "\n  scopes: " + forest + "\n  budget: "
                + (bounded() ? budget + " " : "") + unit + ", policy " + eviction + ", policies of levels "
                + levelEvictions + ", limits of levels " + levelQuotas + "\n  keys: " + keys + " with " + hashes
                + " hash codes\n  caches: " + caches;
    }
}
