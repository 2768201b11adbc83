package io.cacheado.scope;

/**
 * What one scope may have of its parent's budget, in the units of that budget: entries, or weight if the budget is one
 * of weight. It counts for the scope and everything below it together.
 *
 * <ul>
 *   <li>The <b>reservation</b> is protected: whatever others do, they never evict what the scope holds up to it. What it
 *       does not use others may, until it does.
 *   <li>The <b>limit</b> is never passed, not even while there is room elsewhere.
 *   <li>The <b>weight</b> is its share of what is reserved for nobody, relative to others under the same scope. When room is
 *       needed, the one pays that holds most beyond its reservation for its weight.
 * </ul>
 *
 * <p>Reservations of scopes below one scope must fit into that one's own (if it has one), else into its limit, and those of
 * all into the whole budget. Where they do not, because so many scopes came to life or a limit was lowered, all of them are
 * scaled down by the same factor until they fit again with a little to spare, and a warning is logged.
 *
 * <p>An immutable value, equal by its figures; safe for all threads.
 */
public final class Quota {
    private static final double LEAST_WEIGHT = 1e-6;
    private static final double MOST_WEIGHT = 1e6;

    private final long reservation;
    private final long limit;
    private final double weight;

    private Quota(long reservation, long limit, double weight) {
        if (reservation > limit) {
            throw new IllegalArgumentException(
                    "reservation: " + reservation + " (allowed: at most the limit, " + limit + ")");
        }
        this.reservation = reservation;
        this.limit = limit;
        this.weight = weight;
    }

    /**
     * Makes a quota that protects the given number of units, without a limit and with weight 1. O(1).
     *
     * @param units entries or weight, at least 0
     * @return the quota
     * @throws IllegalArgumentException if {@code units} is negative
     */
    public static Quota reserve(long units) {
        return new Quota(checkReservation(units), Long.MAX_VALUE, 1);
    }

    /**
     * Makes a quota that never lets the scope's subtree hold more than the given number of units, with nothing reserved and
     * weight 1. O(1).
     *
     * @param units entries or weight, at least 1
     * @return the quota
     * @throws IllegalArgumentException if {@code units} is less than 1
     */
    public static Quota limit(long units) {
        return new Quota(0, checkLimit(units), 1);
    }

    /**
     * Makes a quota of the given weight, with nothing reserved and without a limit. O(1).
     *
     * @param weight a share, from 0.000001 to 1,000,000; 1 is that of a scope without a quota
     * @return the quota
     * @throws IllegalArgumentException if {@code weight} is out of that range or no number
     */
    public static Quota weight(double weight) {
        return new Quota(0, Long.MAX_VALUE, checkWeight(weight));
    }

    /**
     * The same quota with another reservation. O(1).
     *
     * @param units entries or weight, at least 0 and at most the limit
     * @return the quota
     * @throws IllegalArgumentException if {@code units} is negative or more than the limit
     */
    public Quota withReservation(long units) {
        return new Quota(checkReservation(units), limit, weight);
    }

    /**
     * The same quota with another limit. O(1).
     *
     * @param units entries or weight, at least 1 and at least the reservation
     * @return the quota
     * @throws IllegalArgumentException if {@code units} is less than 1 or than the reservation
     */
    public Quota withLimit(long units) {
        return new Quota(reservation, checkLimit(units), weight);
    }

    /**
     * The same quota with another weight. O(1).
     *
     * @param newWeight a share, from 0.000001 to 1,000,000
     * @return the quota
     * @throws IllegalArgumentException if {@code newWeight} is out of that range or no number
     */
    public Quota withWeight(double newWeight) {
        return new Quota(reservation, limit, checkWeight(newWeight));
    }

    private static long checkReservation(long units) {
        if (units < 0) {
            throw new IllegalArgumentException("reservation: " + units + " (allowed: at least 0)");
        }
        return units;
    }

    private static long checkLimit(long units) {
        if (units < 1) {
            throw new IllegalArgumentException("limit: " + units + " (allowed: at least 1)");
        }
        return units;
    }

    private static double checkWeight(double weight) {
        if (!(weight >= LEAST_WEIGHT && weight <= MOST_WEIGHT)) {
            throw new IllegalArgumentException("weight: " + weight + " (allowed: from 0.000001 to 1000000)");
        }
        return weight;
    }

    /**
     * The units that nobody else evicts of the scope and everything below it. O(1).
     *
     * @return entries or weight; 0 if nothing is reserved
     */
    public long reservation() {
        return reservation;
    }

    /**
     * The most units that the scope and everything below it may hold together. O(1).
     *
     * @return entries or weight, at least 1; {@code Long.MAX_VALUE} if there is no limit
     */
    public long limit() {
        return limit;
    }

    /**
     * The scope's share of what is reserved for nobody, relative to others under the same scope. O(1).
     *
     * @return a positive number; 1 unless another was given
     */
    public double weight() {
        return weight;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quota that
                && reservation == that.reservation
                && limit == that.limit
                && weight == that.weight;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(reservation * 31 + limit) * 31 + Double.hashCode(weight);
    }

    /** Names what was given: {@code Quota[reservation=10, limit=100, weight=2.0]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Quota[");
        if (reservation > 0) {
            text.append("reservation=").append(reservation);
        }
        if (limit < Long.MAX_VALUE) {
            text.append(text.length() > 6 ? ", " : "").append("limit=").append(limit);
        }
        if (weight != 1 || text.length() == 6) {
            text.append(text.length() > 6 ? ", " : "").append("weight=").append(weight);
        }
        return text.append(']').toString();
    }
}
