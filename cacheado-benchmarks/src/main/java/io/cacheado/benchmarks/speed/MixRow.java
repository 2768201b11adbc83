package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import org.openjdk.jmh.runner.RunnerException;

/** Three look-ups to one put. */
public final class MixRow implements Row {
    @Override
    public String name() {
        return "mix";
    }

    @Override
    public String about() {
        return "75 % look-ups, 25 % puts, zipf over four times what the cache holds, one thread";
    }

    @Override
    public void run(Settings settings, Report report) throws RunnerException {
        Contest contest = new Contest(settings, report)
                .enter("mix", MixBenchmark.class, "mix")
                .enter("caffeine", MixBenchmark.class, "caffeine")
                .run();
        contest.line("75 % get / 25 % put", "mix", "caffeine", 0.50, 0.30);
        report.add(Line.shown(
                "75 % get / 25 % put",
                "ns process cpu",
                contest.figure("mix", Measured::process),
                contest.figure("caffeine", Measured::process)));
    }
}
