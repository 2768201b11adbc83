package io.cacheado.examples.storefront;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How long requests took, in nanoseconds, by kind. For one thread; those of several threads are added up afterwards. */
final class Latencies {
    private final Map<Request, Histogram> kinds = new EnumMap<>(Request.class);

    /** Records one request. */
    void record(Request request, long nanos) {
        of(request).recordValue(nanos);
    }

    /** Adds those of another thread. */
    void add(Latencies other) {
        other.kinds.forEach((request, histogram) -> of(request).add(histogram));
    }

    /** The latencies of one kind of request. */
    Histogram of(Request request) {
        return kinds.computeIfAbsent(request, kind -> new Histogram(3));
    }

    /** The latencies of all requests. */
    Histogram all() {
        Histogram all = new Histogram(3);
        kinds.values().forEach(all::add);
        return all;
    }

    /** The latency that so many percent of the requests stay within, in microseconds. */
    static String micros(Histogram histogram, double percent) {
        return String.format(Locale.ROOT, "%,.1f", histogram.getValueAtPercentile(percent) / 1e3);
    }
}
