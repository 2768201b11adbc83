package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import org.openjdk.jmh.runner.RunnerException;

/** Puts while every tenant is at a limit of its own, against Caffeine, which has no such limits. */
public final class LimitsRow implements Row {
    @Override
    public String name() {
        return "limits";
    }

    @Override
    public String about() {
        return "puts with every tenant at its limit, against Caffeine without limits";
    }

    @Override
    public void run(Settings settings, Report report) throws RunnerException {
        new Contest(settings, report)
                .enter("limits", PutBenchmark.class, "put", "limits", "true")
                .enter("caffeine", PutBenchmark.class, "caffeine")
                .run()
                .line("put, every tenant at its limit", "limits", "caffeine", 1.5, 1.0);
    }
}
