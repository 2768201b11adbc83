package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import org.openjdk.jmh.runner.RunnerException;

/** Look-ups that hit under a thousand drops of sessions a second, against quiet ones. */
public final class SessionsRow implements Row {
    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String about() {
        return "look-ups that hit while 1,000 sessions a second are dropped, against quiet";
    }

    @Override
    public void run(Settings settings, Report report) throws RunnerException {
        Contest contest = new Contest(settings, report)
                .enter("1,000 drops/s", SessionsBenchmark.class, "handle", "entries", "65536", "drops", "1000")
                .enter("quiet", SessionsBenchmark.class, "handle", "entries", "65536", "drops", "0")
                .run();
        report.add(Line.ratio(
                "hit under 1,000 session drops/s against quiet",
                "ns cpu",
                contest.figure("1,000 drops/s", Measured::thread),
                contest.figure("quiet", Measured::thread),
                contest.ratio("1,000 drops/s", "quiet", Measured::thread),
                1.3,
                1.1));
    }
}
