package io.cacheado.benchmarks.memory;

import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import java.io.IOException;

/** What stays after a million misses, and after 100,000 sessions that were dropped or expired: nothing. */
public final class LeakRow implements Row {
    /** Compiled code, thread stacks and the like hold something, too. */
    private static final double CONSTANT = 128 * 1024;

    @Override
    public String name() {
        return "leak";
    }

    @Override
    public String about() {
        return "bytes that stay after a million misses and 100,000 sessions; growth is exit code 1";
    }

    @Override
    public void run(Settings settings, Report report) throws IOException, InterruptedException {
        ChildJvm.Figures grown = ChildJvm.run(report, "2g", LeakProbe.class);
        report.add(line("after 1,000,000 misses", grown.get("misses")));
        report.add(line("after 100,000 sessions were dropped", grown.get("dropped")));
        report.add(line("after 100,000 sessions expired", grown.get("expired")));
        report.add(line("after a tenth of that again", grown.get("again")));
    }

    private static Line line(String what, double bytes) {
        return Line.figure("growth " + what, "B", bytes, Double.NaN, CONSTANT, CONSTANT / 2)
                .hard();
    }
}
