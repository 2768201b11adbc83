package io.cacheado.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws ranks from 0 on, where rank r comes with a probability proportional to 1/(r+1)^s. Used by one thread. */
public final class Zipf {
    private final double[] upTo;
    private final SplittableRandom random;

    public Zipf(int ranks, double s, long seed) {
        this.upTo = new double[ranks];
        this.random = new SplittableRandom(seed);
        double sum = 0;
        for (int r = 0; r < ranks; r++) {
            sum += Math.pow(r + 1, -s);
            upTo[r] = sum;
        }
    }

    /** The next rank. */
    public int next() {
        double at = random.nextDouble() * upTo[upTo.length - 1];
        int found = Arrays.binarySearch(upTo, at);
        return Math.min(upTo.length - 1, found >= 0 ? found + 1 : -found - 1);
    }
}
