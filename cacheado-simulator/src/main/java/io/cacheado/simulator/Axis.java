package io.cacheado.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * Where values stand on a stretch of the picture.
 *
 * @param least the value at the stretch's beginning
 * @param most the value at its end
 * @param from the beginning, in pixels
 * @param to the end
 * @param logarithmic whether equal ratios have equal lengths, instead of equal differences
 */
record Axis(double least, double most, double from, double to, boolean logarithmic) {
    private static final int MOST_TICKS = 6;

    /** The place of a value. */
    double at(double value) {
        double share = logarithmic
                ? (Math.log(value) - Math.log(least)) / (Math.log(most) - Math.log(least))
                : (value - least) / (most - least);
        return from + share * (to - from);
    }

    /** Round values within the axis to write beside it, from the least on. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double power = Math.pow(10, Math.floor(Math.log10(least))); power <= most; power *= 10) {
                for (double each : steps(power)) {
                    if (each >= least && each <= most) {
                        ticks.add(each);
                    }
                }
            }
            return ticks;
        }
        double step = step();
        for (double each = Math.ceil(least / step) * step; each <= most + step / 1e6; each += step) {
            ticks.add(each);
        }
        return ticks;
    }

    /** The round values from a power of ten up to the next: the fewer, the longer the axis. */
    private double[] steps(double power) {
        double decades = Math.log10(most / least);
        if (decades <= 2) {
            return new double[] {power, 2 * power, 5 * power};
        }
        return decades <= 4 ? new double[] {power, 3 * power} : new double[] {power};
    }

    private double step() {
        double step = Math.pow(10, Math.floor(Math.log10(most - least)));
        for (double factor : new double[] {0.1, 0.2, 0.5, 1}) {
            if ((most - least) / (step * factor) <= MOST_TICKS) {
                return step * factor;
            }
        }
        return step;
    }
}
