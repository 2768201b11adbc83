package io.cacheado.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The program: reads traces, replays them through all policies, and prints, writes and draws the hit rates. */
public final class Simulate {
    private final Options options;
    private final PrintStream out;
    private final Progress progress;

    private Simulate(Options options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.progress = new Progress(err, options.progress() || Progress.toConsole(), System::nanoTime);
    }

    public static void main(String[] arguments) {
        int code;
        try {
            code = run(System::getProperty, System.out, System.err);
        } catch (RuntimeException | OutOfMemoryError e) {
            e.printStackTrace(System.err);
            code = 1;
        }
        System.exit(code);
    }

    /** Runs with the given properties, and returns the exit code: 2 for bad input, and a line on {@code err} that says which. */
    static int run(UnaryOperator<@Nullable String> property, PrintStream out, PrintStream err) {
        try {
            if (property.apply("help") != null) {
                out.print(Options.help());
            } else {
                new Simulate(Options.from(property), out, err).run();
            }
            return 0;
        } catch (BadInput e) {
            err.println(e.getMessage());
            return 2;
        } catch (IOException e) {
            err.println("cannot be written: " + e);
            return 1;
        }
    }

    private void run() throws IOException {
        Course course = new Course(read(), options.weighted(), options.quotas(), options.production());
        options.quotas().forEach(quota -> quota.check(course.trace()));
        Files.createDirectories(options.out());
        out.println(describe(course));
        out.println();
        Results results = play(course);
        out.print(new ResultText(results).text());
        new ResultCsv(results).write(options.out());
        Files.writeString(options.out().resolve("hit-rates.svg"), new ResultPlot(results).svg());
        out.println("Tables and plot are in " + options.out());
    }

    private Trace read() {
        List<Trace> traces = new ArrayList<>();
        for (String each : options.traces()) {
            if (each.startsWith(Generator.PREFIX)) {
                traces.add(Generator.trace(each));
                continue;
            }
            TraceFile file =
                    new TraceFile(Path.of(each), options.format(), options.tenants(), options.skipBad(), progress);
            traces.add(file.read());
            if (!file.remarks().isEmpty()) {
                out.println(each + ": " + file.remarks());
            }
        }
        return Interleaving.of(traces);
    }

    private String describe(Course course) {
        Trace trace = course.trace();
        return String.format(
                Locale.ROOT,
                "%s: %,d requests for %,d keys of %,d %s; everything takes %,d %s",
                trace.name(),
                trace.length(),
                trace.unique(),
                trace.tenants().size(),
                trace.tenants().size() == 1 ? "tenant" : "tenants",
                course.whole(),
                options.weighted() ? "units of weight" : "entries");
    }

    private Results play(Course course) {
        Tally reads = Tally.reads(course.trace());
        if (reads.allHits() == 0) {
            throw new BadInput(course.trace().name() + ": has no reads, so there is nothing to hit");
        }
        List<Contestant> contestants =
                Contestants.named(options.policies(), course.trace().tenants().size());
        List<Long> budgets = options.sizes().stream()
                .map(size -> size.of(course.whole()))
                .distinct()
                .sorted()
                .toList();
        Simulation simulation = new Simulation(course, options.seed(), options.runs(), progress);
        long once = contestants.stream().mapToLong(simulation::work).sum();
        progress.begin("hit rates", once * budgets.size());
        List<List<Outcome>> outcomes = new ArrayList<>();
        for (Contestant each : contestants) {
            outcomes.add(budgets.stream()
                    .map(budget -> simulation.play(each, budget))
                    .toList());
        }
        progress.end();
        return new Results(
                course,
                reads,
                contestants.stream().map(Contestant::name).toList(),
                budgets,
                outcomes,
                reached(course, reads, contestants, simulation, once));
    }

    private List<Results.Reached> reached(
            Course course, Tally reads, List<Contestant> contestants, Simulation simulation, long once) {
        List<Results.Reached> reached = new ArrayList<>();
        if (options.reach().isEmpty()) {
            return reached;
        }
        progress.begin(
                "smallest budgets",
                once * Reach.steps(course.whole()) * options.reach().size());
        for (Contestant each : contestants) {
            Reach search = new Reach(simulation, each, reads, course.whole());
            for (double goal : options.reach()) {
                reached.add(new Results.Reached(each.name(), goal, search.smallest(goal), search.most()));
            }
        }
        progress.end();
        return reached;
    }
}
