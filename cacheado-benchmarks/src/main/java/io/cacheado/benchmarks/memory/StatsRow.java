package io.cacheado.benchmarks.memory;

import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import java.io.IOException;

/** What statistics cost in memory, against what is published. */
public final class StatsRow implements Row {
    private static final int MANY = 10;
    /** What is published. */
    private static final double OF_SCOPE = 64;

    private static final double OF_CACHE = 416;

    @Override
    public String name() {
        return "stats";
    }

    @Override
    public String about() {
        return "bytes that statistics hold for each scope; more than is published is exit code 1";
    }

    @Override
    public void run(Settings settings, Report report) throws IOException, InterruptedException {
        ChildJvm.Figures held = ChildJvm.run(report, "2g", StatsProbe.class);
        for (int caches : new int[] {1, MANY}) {
            report.add(line("statistics of a scope, caches in use: " + caches, caches, held.get("in-use-" + caches)));
            report.add(line(
                    "the same, and as many in scopes below that vanished: " + caches,
                    2 * caches,
                    held.get("departed-" + caches)));
        }
    }

    private static Line line(String what, int caches, double bytes) {
        double most = OF_SCOPE + OF_CACHE * caches;
        return Line.figure(what, "B", bytes, Double.NaN, most, most).hard();
    }
}
