package io.cacheado.benchmarks.trace;

import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Row;
import io.cacheado.benchmarks.Settings;
import io.cacheado.benchmarks.Table;
import io.cacheado.policy.Eviction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The share of requests that hit in recorded traces, by policy, beside Caffeine and the optimum. */
public final class HitRateRow implements Row {
    private static final double[] SIZES = {0.001, 0.01, 0.1};
    private static final String[] POLICIES = {"s3-fifo", "lru", "lfu", "fifo"};

    @Override
    public String name() {
        return "hitrate";
    }

    @Override
    public String about() {
        return "hit rates of recorded traces, by policy, beside Caffeine and the optimum (needs -Dtraces=DIR)";
    }

    @Override
    public void run(Settings settings, Report report) throws IOException {
        Path folder = settings.traces();
        if (folder == null) {
            report.say("  no traces were given: -Dtraces=DIR, a folder of *%s files", Trace.ENDING);
            return;
        }
        Table table = new Table("trace, size", "default", "s3-fifo", "lru", "lfu", "fifo", "caffeine", "optimum");
        List<Double> gains = new ArrayList<>();
        for (Path file : files(folder)) {
            Trace trace = Trace.read(file);
            Replay replay = new Replay(settings.scoped() ? trace : trace.flat());
            for (double size : SIZES) {
                gains.add(replay(settings, report, table, trace.name(), replay, size));
            }
        }
        report.say("%s", table.text());
        if (gains.isEmpty()) {
            report.say("  %s has no *%s files", folder, Trace.ENDING);
            return;
        }
        double mean = gains.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        report.add(Line.gap("hit rate of the default over Caffeine, mean of all", mean, 0, Double.NaN, -1));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(Trace.ENDING))
                    .sorted()
                    .toList();
        }
    }

    /** One line of the detailed table; returns by how much the default is ahead of Caffeine. */
    private static double replay(
            Settings settings, Report report, Table table, String name, Replay replay, double size) {
        int capacity = (int) Math.max(1, Math.round(replay.unique() * size));
        double byDefault = mean(settings.runs(), () -> replay.cacheado(capacity, null));
        double[] rates = new double[POLICIES.length];
        for (int i = 0; i < rates.length; i++) {
            Eviction eviction = Eviction.named(POLICIES[i]);
            rates[i] = mean(settings.runs(), () -> replay.cacheado(capacity, eviction));
        }
        double caffeine = mean(settings.runs(), () -> replay.caffeine(capacity));
        String what = String.format(Locale.ROOT, "%s %.1f %%", name, size * 100);
        table.add(
                what,
                text(byDefault),
                text(rates[0]),
                text(rates[1]),
                text(rates[2]),
                text(rates[3]),
                text(caffeine),
                text(replay.belady(capacity)));
        report.say("  %s: default %.2f, Caffeine %.2f", what, byDefault, caffeine);
        double best = Math.max(caffeine, Math.max(rates[0], rates[1]));
        report.add(Line.gap(
                "hit rate, " + what + ", against the best of Caffeine, LRU, S3-FIFO", byDefault, best, 2, 0.5));
        return byDefault - caffeine;
    }

    private static double mean(int runs, DoubleSupplier rate) {
        return IntStream.range(0, runs)
                .mapToDouble(run -> rate.getAsDouble())
                .average()
                .orElse(Double.NaN);
    }

    private static String text(double rate) {
        return String.format(Locale.ROOT, "%.2f", rate);
    }
}
