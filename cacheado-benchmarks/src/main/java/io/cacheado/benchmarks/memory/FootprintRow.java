package io.cacheado.benchmarks.memory;

import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import java.io.IOException;

/** Retained bytes: one big cache, many small sessions, and many caches in many sessions. */
public final class FootprintRow implements Row {
    @Override
    public String name() {
        return "footprint";
    }

    @Override
    public String about() {
        return "retained bytes without keys and values, by class; too many are exit code 1";
    }

    @Override
    public void run(Settings settings, Report report) throws IOException, InterruptedException {
        boolean quick = settings.quick();
        int entries = quick ? 100_000 : 1_000_000;
        int sessions = quick ? 10_000 : 100_000;
        compare(report, quick, FootprintProbe.ENTRIES, entries, "B per entry", 0.60, 0.52);
        compare(report, quick, FootprintProbe.SESSIONS, sessions, "B per session of 5 entries", 0.25, 0.20);
        compare(report, quick, FootprintProbe.CACHES, sessions, "B per entry, 20 caches x 1 a session", 1.1, 0.8);
    }

    private static void compare(
            Report report, boolean quick, String what, int count, String unit, double must, double goal)
            throws IOException, InterruptedException {
        ChildJvm.Figures ours =
                ChildJvm.run(report, "4g", FootprintProbe.class, what, FootprintProbe.OURS, Integer.toString(count));
        ChildJvm.Figures theirs =
                ChildJvm.run(report, "4g", FootprintProbe.class, what, "caffeine", Integer.toString(count));
        long units = FootprintProbe.perUnit(what, count);
        String name = String.format("footprint, %s %,d", what, count);
        for (String when : new String[] {"filled", "used"}) {
            Line line = Line.ratio(
                    name + ", " + (when.equals("used") ? "after look-ups by ids" : "as filled"),
                    unit,
                    ours.get(when) / units,
                    theirs.get(when) / units,
                    must,
                    goal);
            // Small ones show where the bytes are, but the goals are for large ones.
            report.add(quick ? line : line.hard());
        }
        if (what.equals(FootprintProbe.SESSIONS)) {
            report.add(Line.ratio(
                    "create " + name.substring(name.indexOf(' ') + 1),
                    "us process cpu each",
                    ours.get("cpu") / 1000 / units,
                    theirs.get("cpu") / 1000 / units,
                    1.0,
                    0.6));
        }
    }
}
