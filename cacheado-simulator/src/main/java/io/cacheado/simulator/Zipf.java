package io.cacheado.simulator;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Ranks from 0 on, where rank r comes with a probability proportional to 1/(r+1)^s. */
final class Zipf {
    private final double[] upTo;
    private final SplittableRandom random;

    Zipf(int ranks, double s, long seed) {
        this.upTo = new double[ranks];
        this.random = new SplittableRandom(seed);
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += Math.pow(rank + 1, -s);
            upTo[rank] = sum;
        }
    }

    /** The next rank. */
    int next() {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return Math.min(upTo.length - 1, found >= 0 ? found + 1 : -found - 1);
    }
}
