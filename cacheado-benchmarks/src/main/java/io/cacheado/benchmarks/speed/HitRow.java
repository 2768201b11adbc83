package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import org.openjdk.jmh.runner.RunnerException;

/** Look-ups that hit, which must not allocate. */
public final class HitRow implements Row {
    /** What the profiler's own work may look like, in bytes per operation. */
    private static final double NOTHING = 0.05;

    @Override
    public String name() {
        return "hit";
    }

    @Override
    public String about() {
        return "look-ups that hit, by handle, by ids and with a loader; a byte allocated is exit code 1";
    }

    @Override
    public void run(Settings settings, Report report) throws RunnerException {
        run(settings, report, 1 << 16);
        if (!settings.quick()) {
            run(settings, report, 1 << 20);
        }
    }

    private static void run(Settings settings, Report report, int entries) throws RunnerException {
        String[] size = {"entries", Integer.toString(entries)};
        String at = " at 2^" + Integer.numberOfTrailingZeros(entries);
        Contest contest = new Contest(settings, report);
        for (String each :
                new String[] {"handle", "caffeine", "ids", "loader", "caffeineLoader", "caffeineEternal", "map"}) {
            contest.enter(each, HitBenchmark.class, each, size);
        }
        contest.run();
        contest.line("hit by handle" + at, "handle", "caffeine", 0.50, 0.30);
        contest.line("hit by handle, Caffeine without expiry" + at, "handle", "caffeineEternal", 0.75, 0.55);
        double mapGoal = entries > 1 << 16 ? 1.4 : 2.0;
        contest.line("hit by handle, plain ConcurrentHashMap" + at, "handle", "map", Double.NaN, mapGoal);
        contest.line("hit by ids" + at, "ids", "caffeine", 0.65, 0.40);
        contest.line("get(key, loader) on a hit" + at, "loader", "caffeineLoader", 0.45, 0.25);
        for (String each : new String[] {"handle", "ids", "loader"}) {
            String peer = each.equals("loader") ? "caffeineLoader" : "caffeine";
            report.add(Line.figure(
                            "hit, " + each + at,
                            "B/op",
                            allocated(contest, each),
                            allocated(contest, peer),
                            NOTHING,
                            NOTHING)
                    .hard());
        }
    }

    private static double allocated(Contest contest, String label) {
        return contest.figure(label, Measured::bytes);
    }
}
