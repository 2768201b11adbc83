package io.cacheado.simulator;

import java.util.Arrays;

/** Hits of each tenant, and the weight of what was hit. */
final class Tally {
    final long[] hits;
    final long[] weights;

    Tally(int tenants) {
        this.hits = new long[tenants];
        this.weights = new long[tenants];
    }

    /** Counts a hit. */
    void hit(int tenant, int weight) {
        hits[tenant]++;
        weights[tenant] += weight;
    }

    /** What there is to hit: all reads of a trace. */
    static Tally reads(Trace trace) {
        Tally reads = new Tally(trace.tenants().size());
        for (int i = 0; i < trace.length(); i++) {
            if (trace.ops()[i] == Trace.READ) {
                reads.hit(trace.tenant(i), trace.weights()[i]);
            }
        }
        return reads;
    }

    long allHits() {
        return Arrays.stream(hits).sum();
    }

    long allWeights() {
        return Arrays.stream(weights).sum();
    }
}
