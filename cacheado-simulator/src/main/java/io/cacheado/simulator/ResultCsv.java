package io.cacheado.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The results as CSV, one line for each policy, budget and tenant; fields with a comma or a quote are quoted. */
final class ResultCsv {
    static final String RATES =
            "policy,units,budget,percent_of_all,tenant,reads,hits,hit_rate,weight_read,weight_hit,weight_hit_rate";
    static final String BUDGETS = "policy,units,hit_rate,budget,percent_of_all,most_hit_rate";

    private final Results results;
    private final String units;

    ResultCsv(Results results) {
        this.results = results;
        this.units = results.course().weighted() ? "weight" : "entries";
    }

    /** Writes {@code hit-rates.csv} and, if budgets were looked for, {@code budgets.csv}. */
    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("hit-rates.csv"), rates());
        Path budgets = folder.resolve("budgets.csv");
        if (results.reached().isEmpty()) {
            // One of an earlier run does not belong to these rates.
            Files.deleteIfExists(budgets);
        } else {
            Files.writeString(budgets, budgets());
        }
    }

    /** The tenant is empty where all are together; hits are means of the runs. */
    String rates() {
        Tally reads = results.reads();
        StringBuilder text = new StringBuilder(RATES).append('\n');
        for (int i = 0; i < results.policies().size(); i++) {
            for (Outcome outcome : results.outcomes().get(i)) {
                for (int tenant : results.tenants()) {
                    boolean all = tenant == Results.ALL;
                    long count = all ? reads.allHits() : reads.hits[tenant];
                    long weight = all ? reads.allWeights() : reads.weights[tenant];
                    double rate = outcome.rate(reads, tenant);
                    double weightRate = outcome.weightRate(reads, tenant);
                    text.append(String.format(
                            Locale.ROOT,
                            "%s,%s,%d,%.6f,%s,%d,%.0f,%.6f,%d,%.0f,%.6f\n",
                            outcome.policy(),
                            units,
                            outcome.budget(),
                            results.percent(outcome.budget()),
                            quoted(results.name(tenant)),
                            count,
                            rate * count,
                            rate,
                            weight,
                            weightRate * weight,
                            weightRate));
                }
            }
        }
        return text.toString();
    }

    private String budgets() {
        StringBuilder text = new StringBuilder(BUDGETS).append('\n');
        for (Results.Reached each : results.reached()) {
            String budget = "";
            String percent = "";
            if (each.budget().isPresent()) {
                budget = Long.toString(each.budget().getAsLong());
                percent = String.format(
                        Locale.ROOT, "%.6f", results.percent(each.budget().getAsLong()));
            }
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%s,%s,%s,%s,%.6f\n",
                    each.policy(),
                    units,
                    each.goal(),
                    budget,
                    percent,
                    each.most()));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
