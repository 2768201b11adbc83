package io.cacheado.examples.storefront;

import io.cacheado.examples.storefront.Replay.Result;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Two runs of the same requests side by side: without the cache and with it. */
final class Comparison {
    private final Run without;
    private final Run with;

    Comparison(Run without, Run with) {
        this.without = without;
        this.with = with;
    }

    /** The figures as a whole. */
    String summary() {
        double faster =
                (double) without.result.time().toNanos() / with.result.time().toNanos();
        return new TextTable("", "without the cache", "with the cache")
                .row(
                        "time",
                        seconds(without),
                        seconds(with) + String.format(Locale.ROOT, " (%.1f times faster)", faster))
                .row("requests", without.result.requests(), with.result.requests())
                .row("requests per second", without.result.perSecond(), with.result.perSecond())
                .row("database statements", without.statements(), with.statements())
                .row("latency p50, us", micros(without, 50), micros(with, 50))
                .row("latency p99, us", micros(without, 99), micros(with, 99))
                .row("latency p99.9, us", micros(without, 99.9), micros(with, 99.9))
                .toString();
    }

    /** The database queries and latencies of each kind of request. */
    String byRequest() {
        TextTable table = new TextTable(
                "without | with the cache",
                "queries",
                "p50, us",
                "p99",
                "p99.9",
                "|",
                "queries",
                "p50, us",
                "p99",
                "p99.9");
        for (Request request : Request.values()) {
            Histogram left = without.result.latencies().of(request);
            Histogram right = with.result.latencies().of(request);
            table.row(
                    request.label(),
                    without.statements(request),
                    Latencies.micros(left, 50),
                    Latencies.micros(left, 99),
                    Latencies.micros(left, 99.9),
                    "|",
                    with.statements(request),
                    Latencies.micros(right, 50),
                    Latencies.micros(right, 99),
                    Latencies.micros(right, 99.9));
        }
        return table.toString();
    }

    private static String seconds(Run run) {
        return String.format(Locale.ROOT, "%.2f s", run.result.time().toNanos() / 1e9);
    }

    private static String micros(Run run, double percent) {
        return Latencies.micros(run.result.latencies().all(), percent);
    }

    /**
     * One run.
     *
     * @param byRequest how many statements it put to the database for each kind of request
     * @param visits how many visits it served
     */
    record Run(Result result, Map<Request, Long> byRequest, int visits) {
        long statements() {
            return byRequest.values().stream().mapToLong(Long::longValue).sum();
        }

        long statements(Request request) {
            return byRequest.getOrDefault(request, 0L);
        }
    }
}
