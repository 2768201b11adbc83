package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import org.openjdk.jmh.runner.RunnerException;

/** Two writers in one big scope. */
public final class BigScopeRow implements Row {
    @Override
    public String name() {
        return "bigscope";
    }

    @Override
    public String about() {
        return "puts that evict, two threads in one scope, against Caffeine with plain keys";
    }

    @Override
    public void run(Settings settings, Report report) throws RunnerException {
        Contest contest = new Contest(settings, report)
                .enter("put, 2 writers", BigScopeBenchmark.class, "put", 2)
                .enter("caffeine, 2 writers", BigScopeBenchmark.class, "caffeine", 2)
                .run();
        contest.line("put, one scope, 2 writers", "put, 2 writers", "caffeine, 2 writers", 1.2, 0.9);
        // Waiting for a lock costs no processor time, so the time itself is shown beside it.
        report.add(Line.ratio(
                "put, one scope, 2 writers",
                "ns wall",
                contest.figure("put, 2 writers", Measured::wall),
                contest.figure("caffeine, 2 writers", Measured::wall),
                contest.ratio("put, 2 writers", "caffeine, 2 writers", Measured::wall),
                1.2,
                0.9));
    }
}
