package io.cacheado.scope;

/**
 * What one scope may have of its parent's budget, in the units of that budget: entries, or weight if the budget is one
 * of weight.
 *
 * <p>An immutable value, equal by its figures; safe for all threads.
 */
public final class Quota {

    private final long limit;

    private Quota(long limit) {
        this.limit = limit;
    }

    /**
     * Makes a quota that never lets the scope's subtree hold more than the given number of units. O(1).
     *
     * @param units entries or weight, at least 1
     * @return the quota
     * @throws IllegalArgumentException if {@code units} is less than 1
     */
    public static Quota limit(long units) {
        if (units < 1) {
            throw new IllegalArgumentException("limit: " + units + " (allowed: at least 1)");
        }
        return new Quota(units);
    }

    /**
     * The most units that the scope and everything below it may hold together. O(1).
     *
     * @return entries or weight, at least 1
     */
    public long limit() {
        return limit;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quota that && limit == that.limit;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(limit);
    }

    @Override
    public String toString() {
        return "Quota[limit=" + limit + "]";
    }
}
