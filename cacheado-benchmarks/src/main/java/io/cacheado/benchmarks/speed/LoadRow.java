package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import java.io.IOException;

/** The slowest of 10,000 puts of other keys while one key is loaded for 200 ms. */
public final class LoadRow implements Row {
    @Override
    public String name() {
        return "load";
    }

    @Override
    public String about() {
        return "the slowest of 10,000 other puts during a load of 200 ms, by the clock";
    }

    @Override
    public void run(Settings settings, Report report) throws IOException, InterruptedException {
        double[][] millis = new double[4][settings.forks()];
        for (int fork = 0; fork < settings.forks(); fork++) {
            ChildJvm.Figures ours = ChildJvm.run(report, "512m", LoadProbe.class, "cacheado");
            ChildJvm.Figures theirs = ChildJvm.run(report, "512m", LoadProbe.class, "caffeine");
            millis[0][fork] = ours.get("worst");
            millis[1][fork] = theirs.get("worst");
            millis[2][fork] = ours.get("all");
            millis[3][fork] = theirs.get("all");
            report.say("  slowest put %.2f ms, Caffeine %.2f ms", millis[0][fork], millis[1][fork]);
        }
        report.add(Line.figure(
                "slowest other put during a load of 200 ms",
                "ms",
                Measured.median(millis[0]),
                Measured.median(millis[1]),
                20,
                2));
        report.add(Line.shown(
                "10,000 other puts during a load of 200 ms",
                "ms",
                Measured.median(millis[2]),
                Measured.median(millis[3])));
    }
}
