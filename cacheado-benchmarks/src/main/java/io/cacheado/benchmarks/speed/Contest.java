package io.cacheado.benchmarks.speed;

import static java.util.Objects.requireNonNull;

import io.cacheado.benchmarks.Line;
import io.cacheado.benchmarks.Report;
import io.cacheado.benchmarks.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * JMH benchmarks that are run in turn, one fork of each after the other, so that what disturbs the machine disturbs all.
 *
 * <p>A ratio is taken within each round, and the median over the rounds is what counts.
 */
final class Contest {
    private static final int WARM_UPS = 3;
    private static final int ITERATIONS = 4;

    private final Settings settings;
    private final Report report;
    private final List<Entrant> entrants = new ArrayList<>();
    private final Map<String, List<Measured>> rounds = new LinkedHashMap<>();

    private record Entrant(String label, Class<?> type, String method, int threads, List<String> parameters) {}

    Contest(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    /** Adds a benchmark; the parameters are names and values in turn. */
    Contest enter(String label, Class<?> type, String method, String... parameters) {
        return enter(label, type, method, 1, parameters);
    }

    /** Adds a benchmark that several threads run. */
    Contest enter(String label, Class<?> type, String method, int threads, String... parameters) {
        entrants.add(new Entrant(label, type, method, threads, List.of(parameters)));
        rounds.put(label, new ArrayList<>());
        return this;
    }

    /** Runs all rounds. */
    Contest run() throws RunnerException {
        for (int round = 0; round < settings.forks(); round++) {
            for (Entrant each : entrants) {
                Measured measured = fork(each);
                requireNonNull(rounds.get(each.label)).add(measured);
                report.say(
                        "  %-34s %8.1f ns cpu, %8.1f ns process cpu, %8.1f ns wall, %8.3f B/op",
                        each.label, measured.thread(), measured.process(), measured.wall(), measured.bytes());
            }
        }
        return this;
    }

    private Measured fork(Entrant entrant) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(Math.round(settings.time() * 1000));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(entrant.type.getName() + "." + entrant.method) + "$")
                .threads(entrant.threads)
                .forks(1)
                // Without these the forks would inherit Maven's. On a busy machine a compiler in the background does
                // not
                // keep up with the warm-up, so callers wait for it.
                .jvmArgs("-Xms2g", "-Xmx2g", "-XX:+UseG1GC", "-Xbatch")
                .warmupIterations(WARM_UPS)
                .warmupTime(time)
                .measurementIterations(ITERATIONS)
                .measurementTime(time)
                .addProfiler(CpuProfiler.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        for (int i = 0; i < entrant.parameters.size(); i += 2) {
            options.param(entrant.parameters.get(i), entrant.parameters.get(i + 1));
        }
        return Measured.of(new Runner(options.build()).run());
    }

    /** The median over the rounds of one benchmark's figure. */
    double figure(String label, ToDoubleFunction<Measured> figure) {
        return Measured.median(
                requireNonNull(rounds.get(label)).stream().mapToDouble(figure).toArray());
    }

    /** The median over the rounds of the ratio of two benchmarks' figures. */
    double ratio(String label, String peer, ToDoubleFunction<Measured> figure) {
        List<Measured> ours = requireNonNull(rounds.get(label));
        List<Measured> theirs = requireNonNull(rounds.get(peer));
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i));
        }
        return Measured.median(ratios);
    }

    /** A line of the table: the calling threads' processor time of two benchmarks. */
    void line(String what, String label, String peer, double must, double goal) {
        report.add(Line.ratio(
                what,
                "ns cpu",
                figure(label, Measured::thread),
                figure(peer, Measured::thread),
                ratio(label, peer, Measured::thread),
                must,
                goal));
    }
}
