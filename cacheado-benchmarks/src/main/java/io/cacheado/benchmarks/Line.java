package io.cacheado.benchmarks;

import java.util.Locale;

/**
 * One line of the table: a figure of ours, the peer's, and what the goals say of them.
 *
 * <p>What is judged is the ratio of both, or our figure by itself; lower is better. Figures that are not there are NaN.
 */
public final class Line {
    private final String what;
    private final String unit;
    private final double ours;
    private final double theirs;
    private final double judged;
    private final String ratio;
    private final double must;
    private final double goal;
    private final boolean hard;

    private Line(
            String what,
            String unit,
            double ours,
            double theirs,
            double judged,
            String ratio,
            double must,
            double goal,
            boolean hard) {
        this.what = what;
        this.unit = unit;
        this.ours = ours;
        this.theirs = theirs;
        this.judged = judged;
        this.ratio = ratio;
        this.must = must;
        this.goal = goal;
        this.hard = hard;
    }

    /** A line of which the ratio ours/theirs is judged. */
    public static Line ratio(String what, String unit, double ours, double theirs, double must, double goal) {
        return ratio(what, unit, ours, theirs, ours / theirs, must, goal);
    }

    /** A line of which a ratio that was found in another way is judged. */
    public static Line ratio(
            String what, String unit, double ours, double theirs, double ratio, double must, double goal) {
        return new Line(what, unit, ours, theirs, ratio, number(ratio), must, goal, false);
    }

    /** A line of which our figure itself is judged. */
    public static Line figure(String what, String unit, double ours, double theirs, double must, double goal) {
        return new Line(what, unit, ours, theirs, ours, "", must, goal, false);
    }

    /** A line of which the points that ours stays behind theirs are judged. */
    public static Line gap(String what, double ours, double theirs, double must, double goal) {
        double behind = theirs - ours;
        return new Line(
                what, "%", ours, theirs, behind, String.format(Locale.ROOT, "%+.2f", ours - theirs), must, goal, false);
    }

    /** A line that is only shown. */
    public static Line shown(String what, String unit, double ours, double theirs) {
        return ratio(what, unit, ours, theirs, Double.NaN, Double.NaN);
    }

    /** This line as one that does not depend on the machine's load: if it is not met, the exit code is 1. */
    public Line hard() {
        return new Line(what, unit, ours, theirs, judged, ratio, must, goal, true);
    }

    boolean isHard() {
        return hard;
    }

    /** Whether what must be is; true when nothing must. */
    boolean isMet() {
        return Double.isNaN(must) || judged <= must;
    }

    private String verdict() {
        if (Double.isNaN(must)) {
            return judged <= goal ? "goal" : "-";
        }
        if (!isMet()) {
            return hard ? "NO (exit 1)" : "NO";
        }
        return judged <= goal ? "goal" : "yes";
    }

    /** The cells, in the order of {@link Table}'s columns. */
    String[] cells() {
        return new String[] {
            what + (unit.isEmpty() ? "" : ", " + unit),
            number(ours),
            number(theirs),
            ratio,
            number(must),
            number(goal),
            verdict()
        };
    }

    /** Three digits that count, or nothing for what is not there. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size < 0.001) {
            return String.format(Locale.ROOT, "%.1e", value);
        }
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }
}
