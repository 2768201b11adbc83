package io.cacheado.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results as tables for people, in percent of the reads: all together, and the busiest tenants. */
final class ResultText {
    private static final int SHOWN = 8;

    private final Results results;

    ResultText(Results results) {
        this.results = results;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        List<Integer> tenants = results.tenants();
        for (int tenant : tenants.subList(0, Math.min(tenants.size(), SHOWN + 1))) {
            text.append(tables(tenant));
        }
        if (tenants.size() > SHOWN + 1) {
            text.append(String.format(Locale.ROOT, "%,d more tenants are in the CSV.%n%n", tenants.size() - SHOWN - 1));
        }
        if (!results.reached().isEmpty()) {
            text.append(budgets());
        }
        return text.toString();
    }

    private String tables(int tenant) {
        Tally reads = results.reads();
        String whose = tenant == Results.ALL ? "all" : results.name(tenant);
        long count = tenant == Results.ALL ? reads.allHits() : reads.hits[tenant];
        String text =
                String.format(Locale.ROOT, "%s: hit rate in %% of %,d reads%n", whose, count) + rates(tenant, false);
        if (results.course().weighted()) {
            text += String.format(Locale.ROOT, "%s: hit rate in %% of the weight read%n", whose) + rates(tenant, true);
        }
        return text;
    }

    private String rates(int tenant, boolean byWeight) {
        TextTable table = new TextTable();
        List<String> titles = new ArrayList<>(List.of(results.course().weighted() ? "  weight" : "  entries"));
        results.budgets().forEach(budget -> titles.add(String.format(Locale.ROOT, "%,d", budget)));
        table.add(titles);
        List<String> shares = new ArrayList<>(List.of("  of everything"));
        results.budgets().forEach(budget -> shares.add(percent(results.percent(budget)) + " %"));
        table.add(shares);
        for (int i = 0; i < results.policies().size(); i++) {
            List<String> row = new ArrayList<>(List.of("  " + results.policies().get(i)));
            for (Outcome outcome : results.outcomes().get(i)) {
                double rate =
                        byWeight ? outcome.weightRate(results.reads(), tenant) : outcome.rate(results.reads(), tenant);
                row.add(String.format(Locale.ROOT, "%.2f", 100 * rate));
            }
            table.add(row);
        }
        return table.text() + "\n";
    }

    private String budgets() {
        TextTable table = new TextTable();
        table.add(List.of("  policy", "hit rate", results.course().weighted() ? "weight" : "entries", "of everything"));
        for (Results.Reached each : results.reached()) {
            String goal = String.format(Locale.ROOT, "%s %%", percent(100 * each.goal()));
            if (each.budget().isPresent()) {
                long budget = each.budget().getAsLong();
                table.add(List.of(
                        "  " + each.policy(),
                        goal,
                        String.format(Locale.ROOT, "%,d", budget),
                        percent(results.percent(budget)) + " %"));
            } else {
                table.add(List.of(
                        "  " + each.policy(),
                        goal,
                        "none",
                        String.format(Locale.ROOT, "most %.2f %%", 100 * each.most())));
            }
        }
        return "smallest budget that reaches a hit rate, to within 1 %\n" + table.text() + "\n";
    }

    /** Three significant digits at least, and no zeros behind. */
    static String percent(double percent) {
        String text = String.format(Locale.ROOT, percent < 0.1 ? "%.4f" : percent < 10 ? "%.3f" : "%.1f", percent);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
