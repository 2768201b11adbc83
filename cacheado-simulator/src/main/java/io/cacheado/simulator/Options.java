package io.cacheado.simulator;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for by system properties, checked.
 *
 * @param traces files and generators
 * @param format {@code auto}, {@code csv} or {@code log}
 * @param tenants what names a request's tenant
 * @param skipBad whether malformed lines are passed over
 * @param sizes the budgets
 * @param policies names, as {@link Contestants} takes them
 * @param weighted whether budgets are of weight instead of entries
 * @param quotas what tenants may have
 * @param reach hit rates whose smallest budget is looked for
 * @param runs how often each policy is replayed
 * @param seed what the first run's hashes follow from
 * @param production whether the library runs as in production, instead of repeatably
 * @param progress whether to draw a bar even if nobody seems to look
 * @param out the folder of what is written
 */
record Options(
        List<String> traces,
        String format,
        TenantRule tenants,
        boolean skipBad,
        List<Size> sizes,
        String policies,
        boolean weighted,
        List<QuotaRule> quotas,
        List<Double> reach,
        int runs,
        long seed,
        boolean production,
        boolean progress,
        Path out) {

    /** What {@code -Dhelp} prints. */
    static String help() {
        return """
            mvn -q -Psimulate -Dtrace=FILE[,FILE] [-Doption=value ...]

              -Dtrace=FILE,...     CSV traces (docs/guide/trace-format.md) or access logs, plain or gzip, or generators;
                                   several are tenants of one budget, spread so that all end together
              -Dsizes=...          budgets, in units or as shares of what holds everything (default: 0.1%%,1%%,10%%)
              -Dpolicies=...       of %s;
                                   default is the library's; all is the default
              -Dtenants=...        file (default), field, field:N, host, user, vhost: what names a request's tenant
              -Dquota=...          what tenants may have: limit:25%% for each, PATH=limit:1000 for one
              -Dunits=...          entries (default) or weight: budgets count the field size, or the bytes of a log
              -Dreach=0.8,...      finds the smallest budget of each policy with such a hit rate
              -Dformat=...         auto (default), csv or log (Common or Combined Log Format)
              -Dskip-bad           counts malformed lines and goes on
              -Druns=1             replays of each policy, with other seeds; rates are means
              -Dseed=1             the first of those seeds
              -Dproduction         the library as it runs in production, instead of repeatably
              -Dout=DIR            folder of hit-rates.csv, hit-rates.svg and budgets.csv (default: target/simulation)
              -Dprogress           draws the bar even if the output is no terminal

            Generators, in quotes because of the shell:
            %s
            """.formatted(Contestants.names(), Generator.HELP);
    }

    /**
     * The options in system properties.
     *
     * @throws BadInput naming the first one that cannot be used, and what can
     */
    static Options from(UnaryOperator<@Nullable String> property) {
        String policies = String.join(",", list(property, "policies", "all"));
        // Before a large trace is read.
        Contestants.named(policies, 1);
        return new Options(
                traces(property),
                choice(property, "format", "auto", "csv", "log"),
                TenantRule.parse(text(property, "tenants", "file")),
                flag(property, "skip-bad"),
                list(property, "sizes", "0.1%,1%,10%").stream()
                        .map(each -> Size.parse("sizes", each))
                        .toList(),
                policies,
                choice(property, "units", "entries", "weight").equals("weight"),
                property.apply("quota") == null ? List.of() : QuotaRule.parse(text(property, "quota", "")),
                list(property, "reach", "").stream().map(Options::rate).toList(),
                (int) whole(property, "runs", 1, 1, 1_000),
                whole(property, "seed", 1, Integer.MIN_VALUE, Integer.MAX_VALUE),
                flag(property, "production"),
                flag(property, "progress"),
                path("out", text(property, "out", "target/simulation")));
    }

    private static List<String> traces(UnaryOperator<@Nullable String> property) {
        List<String> traces = list(property, "trace", "");
        if (traces.isEmpty()) {
            throw BadInput.of("trace", "none", "files or generators, with commas between; -Dhelp says more");
        }
        for (String trace : traces) {
            boolean file = !trace.startsWith(Generator.PREFIX);
            if (file && (Files.isDirectory(path("trace", trace)) || !Files.isReadable(path("trace", trace)))) {
                throw BadInput.of("trace", trace, "a file that can be read, or a generator");
            }
        }
        return traces;
    }

    private static String text(UnaryOperator<@Nullable String> property, String name, String otherwise) {
        String text = property.apply(name);
        return text == null ? otherwise : text;
    }

    private static List<String> list(UnaryOperator<@Nullable String> property, String name, String otherwise) {
        List<String> parts = new ArrayList<>();
        for (String part : text(property, name, otherwise).split(",", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    private static String choice(UnaryOperator<@Nullable String> property, String name, String... allowed) {
        String text = text(property, name, allowed[0]);
        if (!List.of(allowed).contains(text)) {
            throw BadInput.of(name, text, String.join(", ", allowed));
        }
        return text;
    }

    /** On if it is there, since Maven gives an option without a value the value true. */
    private static boolean flag(UnaryOperator<@Nullable String> property, String name) {
        String text = text(property, name, "false");
        if (!text.equals("true") && !text.equals("false") && !text.isEmpty()) {
            throw BadInput.of(name, text, "no value, true or false");
        }
        return !text.equals("false");
    }

    private static long whole(
            UnaryOperator<@Nullable String> property, String name, long otherwise, long least, long most) {
        String text = text(property, name, Long.toString(otherwise));
        if (text.matches("-?\\d{1,10}")) {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw BadInput.of(name, text, "a whole number from " + least + " to " + most);
    }

    private static double rate(String text) {
        boolean percent = text.endsWith("%");
        String digits = percent ? text.substring(0, text.length() - 1) : text;
        if (digits.matches("\\d{1,3}(\\.\\d{1,9})?")) {
            double rate = percent ? Double.parseDouble(digits) / 100 : Double.parseDouble(digits);
            if (rate > 0 && rate < 1) {
                return rate;
            }
        }
        throw BadInput.of("reach", text, "more than 0 and less than 1, such as 0.8 or 80%");
    }

    private static Path path(String name, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw BadInput.of(name, text, "a path");
        }
    }
}
