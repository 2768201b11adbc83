package io.cacheado.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * All that came out.
 *
 * @param course what was replayed
 * @param reads what there was to hit
 * @param policies names, in the order asked for
 * @param budgets units, from the smallest on
 * @param outcomes by policy, each by budget
 * @param reached what was looked for beside
 */
record Results(
        Course course,
        Tally reads,
        List<String> policies,
        List<Long> budgets,
        List<List<Outcome>> outcomes,
        List<Reached> reached) {

    /** All tenants together. */
    static final int ALL = -1;

    /**
     * The smallest budget of a policy that reaches a hit rate.
     *
     * @param policy its name
     * @param goal the hit rate, from 0 to 1
     * @param budget units, if any are enough
     * @param most the hit rate with everything held
     */
    record Reached(String policy, double goal, OptionalLong budget, double most) {}

    /** All together and then the tenants, those with the most reads first; a tenant alone is no tenant. */
    List<Integer> tenants() {
        List<Integer> tenants = new ArrayList<>();
        int count = course.trace().tenants().size();
        for (int i = 0; i < count && count > 1; i++) {
            tenants.add(i);
        }
        tenants.sort(Comparator.comparing(tenant -> -reads.hits[tenant]));
        tenants.add(0, ALL);
        return tenants;
    }

    /** What a tenant is called; empty for all together. */
    String name(int tenant) {
        return tenant == ALL ? "" : course.trace().path(tenant);
    }

    /** A budget's share of what holds everything, in percent. */
    double percent(long budget) {
        return 100.0 * budget / course.whole();
    }
}
