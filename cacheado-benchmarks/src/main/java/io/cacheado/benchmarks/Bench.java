package io.cacheado.benchmarks;

import io.cacheado.benchmarks.memory.FootprintRow;
import io.cacheado.benchmarks.memory.LeakRow;
import io.cacheado.benchmarks.memory.StatsRow;
import io.cacheado.benchmarks.speed.BigScopeRow;
import io.cacheado.benchmarks.speed.DropRow;
import io.cacheado.benchmarks.speed.HitRow;
import io.cacheado.benchmarks.speed.LimitsRow;
import io.cacheado.benchmarks.speed.LoadRow;
import io.cacheado.benchmarks.speed.MixRow;
import io.cacheado.benchmarks.speed.PutRow;
import io.cacheado.benchmarks.speed.ScopesRow;
import io.cacheado.benchmarks.speed.SessionsRow;
import io.cacheado.benchmarks.trace.HitRateRow;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The program: runs the rows asked for, and ends with the table of their figures.
 *
 * <p>Exit code 1 if a figure that does not depend on the machine's load is not what it must be, 2 for bad input.
 */
public final class Bench {
    private static final List<Row> ROWS = List.of(
            new HitRow(),
            new PutRow(),
            new MixRow(),
            new LimitsRow(),
            new BigScopeRow(),
            new LoadRow(),
            new DropRow(),
            new SessionsRow(),
            new ScopesRow(),
            new FootprintRow(),
            new LeakRow(),
            new StatsRow(),
            new HitRateRow(),
            new SmokeRow());

    private Bench() {}

    public static void main(String[] arguments) {
        int code;
        try {
            code = run(System::getProperty, System.out);
        } catch (Exception e) {
            e.printStackTrace(System.out);
            code = 1;
        }
        System.exit(code);
    }

    /** Runs with the given properties, and returns the exit code. */
    static int run(UnaryOperator<@Nullable String> property, PrintStream out) throws Exception {
        Report report = new Report(out);
        try {
            if (property.apply("help") != null) {
                report.say("%s%n%s", Settings.HELP, list());
                return 0;
            }
            Settings settings = Settings.from(property);
            for (Row row : chosen(settings.rows())) {
                report.say("%s: %s", row.name(), row.about());
                row.run(settings, report);
            }
        } catch (BadInput e) {
            report.say("%s", String.valueOf(e.getMessage()));
            return 2;
        }
        report.say("%n%s", Table.of(report.lines()).text());
        report.say("%s", Machine.describe());
        return report.hasFailed() ? 1 : 0;
    }

    private static List<Row> chosen(List<String> names) {
        List<Row> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(ROWS.stream()
                    .filter(row -> row.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new BadInput("rows: " + name + " (allowed, comma separated:\n" + list() + ")")));
        }
        return chosen;
    }

    private static String list() {
        StringBuilder text = new StringBuilder();
        for (Row row : ROWS) {
            text.append(text.isEmpty() ? "" : "\n").append(String.format("  %-10s %s", row.name(), row.about()));
        }
        return text.toString();
    }
}
