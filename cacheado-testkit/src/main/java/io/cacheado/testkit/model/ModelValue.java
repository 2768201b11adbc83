package io.cacheado.testkit.model;

/**
 * A value as the runner writes it: its serial number tells it from every other one of the session.
 *
 * @param serial unique in the session
 * @param weight what the caches' weigher says of it
 * @param ttlNanos what the caches' expiry says of it
 */
record ModelValue(long serial, int weight, long ttlNanos) {
    @Override
    public String toString() {
        return "v" + serial + (weight == 1 ? "" : "*" + weight);
    }
}
