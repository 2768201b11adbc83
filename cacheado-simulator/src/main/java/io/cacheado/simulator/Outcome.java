package io.cacheado.simulator;

/**
 * What one policy did with one budget.
 *
 * @param policy its name
 * @param budget units
 * @param tally the hits of all runs together
 * @param runs how often it was replayed
 */
record Outcome(String policy, long budget, Tally tally, int runs) {
    /** The share of a tenant's reads that hit, from 0 to 1; of all tenants together if it is negative. */
    double rate(Tally reads, int tenant) {
        return share(
                tenant < 0 ? tally.allHits() : tally.hits[tenant], tenant < 0 ? reads.allHits() : reads.hits[tenant]);
    }

    /** As {@link #rate}, by weight instead of number. */
    double weightRate(Tally reads, int tenant) {
        return share(
                tenant < 0 ? tally.allWeights() : tally.weights[tenant],
                tenant < 0 ? reads.allWeights() : reads.weights[tenant]);
    }

    private double share(long hits, long reads) {
        return reads == 0 ? 0 : (double) hits / reads / runs;
    }
}
