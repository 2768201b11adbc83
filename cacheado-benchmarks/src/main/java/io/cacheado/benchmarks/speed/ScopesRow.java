package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import org.openjdk.jmh.runner.RunnerException;

/** How the cost of a put follows the number of scopes over which the same number of entries is spread. */
public final class ScopesRow implements Row {
    private static final String ENTRIES = "524288";

    @Override
    public String name() {
        return "scopes";
    }

    @Override
    public String about() {
        return "puts that evict, with 1 to 100,000 scopes";
    }

    @Override
    public void run(Settings settings, Report report) throws RunnerException {
        String[] counts = {"1", "100", "10000", "100000"};
        Contest contest = new Contest(settings, report);
        for (String count : counts) {
            contest.enter(count + " scopes", PutBenchmark.class, "put", "entries", ENTRIES, "scopes", count);
        }
        contest.run();
        for (String count : counts) {
            double ratio = contest.ratio(count + " scopes", "1 scopes", Measured::thread);
            report.add(Line.ratio(
                    "put in " + count + " scopes against 1 (ratio >= 0.5)",
                    "ns cpu",
                    contest.figure(count + " scopes", Measured::thread),
                    contest.figure("1 scopes", Measured::thread),
                    ratio,
                    1.5,
                    1.2));
        }
    }
}
