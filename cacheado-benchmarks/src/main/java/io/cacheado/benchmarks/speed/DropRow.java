package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import java.io.IOException;

/** The drop of one of 1,000 tenants in a million entries, against a predicate over all keys. */
public final class DropRow implements Row {
    @Override
    public String name() {
        return "drop";
    }

    @Override
    public String about() {
        return "drop 1 of 1,000 tenants in 1,000,000 entries, against keySet().removeIf";
    }

    @Override
    public void run(Settings settings, Report report) throws IOException, InterruptedException {
        double[][] micros = new double[3][settings.forks()];
        for (int fork = 0; fork < settings.forks(); fork++) {
            ChildJvm.Figures ours = ChildJvm.run(report, "2g", DropProbe.class, "cacheado");
            ChildJvm.Figures theirs = ChildJvm.run(report, "2g", DropProbe.class, "caffeine");
            micros[0][fork] = ours.get("logical") / 1000;
            micros[1][fork] = ours.get("whole") / 1000;
            micros[2][fork] = theirs.get("logical") / 1000;
            report.say(
                    "  drop %.2f us, with its reclaim %.1f us, removeIf %.0f us",
                    micros[0][fork], micros[1][fork], micros[2][fork]);
        }
        double theirs = Measured.median(micros[2]);
        report.add(Line.ratio(
                "drop a tenant, until it is unreadable",
                "us cpu",
                Measured.median(micros[0]),
                theirs,
                1.0 / 5_000,
                1.0 / 40_000));
        report.add(Line.ratio(
                "drop a tenant, with its reclaim",
                "us cpu",
                Measured.median(micros[1]),
                theirs,
                1.0 / 500,
                1.0 / 3_000));
    }
}
