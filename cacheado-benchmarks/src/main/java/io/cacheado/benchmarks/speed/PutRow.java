package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import org.openjdk.jmh.runner.RunnerException;

/** Puts of new keys by one thread into a full cache. */
public final class PutRow implements Row {
    @Override
    public String name() {
        return "put";
    }

    @Override
    public String about() {
        return "puts that evict, one thread";
    }

    @Override
    public void run(Settings settings, Report report) throws RunnerException {
        String[] size = {"entries", settings.quick() ? "65536" : "262144"};
        Contest contest = new Contest(settings, report)
                .enter("put", PutBenchmark.class, "put", size)
                .enter("caffeine", PutBenchmark.class, "caffeine", size)
                .run();
        contest.line("put with eviction", "put", "caffeine", 0.85, 0.70);
        report.add(Line.ratio(
                "put with eviction",
                "ns process cpu",
                contest.figure("put", Measured::process),
                contest.figure("caffeine", Measured::process),
                contest.ratio("put", "caffeine", Measured::process),
                0.65,
                0.50));
        report.add(Line.figure(
                "put with eviction",
                "B/op",
                contest.figure("put", Measured::bytes),
                contest.figure("caffeine", Measured::bytes),
                56,
                40));
    }
}
