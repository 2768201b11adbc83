package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of a cache's loads, each checked when it is given, and all together at the end. */
final class LoadSettingsBuilder {
    private static final Duration BACKOFF_FIRST = Duration.ofMillis(500);
    private static final Duration BACKOFF_MOST = Duration.ofSeconds(30);

    private final String cache;
    private long refreshAfter;
    private double earliness;
    private long whileRevalidate;
    private long ifError;
    private long soft;
    private long hard;
    private double jitter;
    private long backoffFirst;
    private long backoffMost;
    private final Map<Class<? extends Throwable>, Long> failureLives = new LinkedHashMap<>();

    LoadSettingsBuilder(String cache) {
        this.cache = cache;
    }

    void refreshAfterWrite(Duration duration) {
        refreshAfter = SettingsOf.nanos("refreshAfterWrite", duration);
    }

    void refreshEarly(double beta) {
        if (!(beta > 0) || beta == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("refreshEarly: " + beta + " (allowed: a positive number; 1 is usual)");
        }
        earliness = beta;
    }

    void staleWhileRevalidate(Duration most) {
        whileRevalidate = SettingsOf.nanos("staleWhileRevalidate", most);
    }

    void staleIfError(Duration most) {
        ifError = SettingsOf.nanos("staleIfError", most);
    }

    void softLoadTimeout(Duration timeout) {
        soft = SettingsOf.nanos("softLoadTimeout", timeout);
    }

    void hardLoadTimeout(Duration timeout) {
        hard = SettingsOf.nanos("hardLoadTimeout", timeout);
    }

    void jitter(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("jitter: " + share + " (allowed: more than 0 and less than 1)");
        }
        jitter = share;
    }

    void refreshBackoff(Duration first, Duration most) {
        long from = SettingsOf.nanos("first", first);
        long to = SettingsOf.nanos("most", most);
        if (from > to) {
            throw new IllegalArgumentException(
                    "refreshBackoff: first " + first + ", most " + most + " (allowed: first at most as long as most)");
        }
        backoffFirst = from;
        backoffMost = to;
    }

    void expireFailureAfter(Class<? extends Throwable> type, Duration duration) {
        failureLives.put(requireNonNull(type, "type"), SettingsOf.nanos("expireFailureAfter", duration));
    }

    /**
     * The settings, if they make sense together.
     *
     * @param afterWrite the nanoseconds after a write that a value expires; 0 if never, or if that is calculated
     * @param calculated whether each value's expiry is calculated
     */
    LoadSettings build(long afterWrite, boolean calculated, long afterAccess) {
        boolean expires = afterWrite != 0 || calculated;
        boolean stale = whileRevalidate != 0 || ifError != 0;
        require(
                refreshAfter == 0 || afterWrite == 0 || refreshAfter < afterWrite,
                "refreshAfterWrite: a value would expire before it is refreshed (allowed: less than expireAfterWrite)");
        require(
                earliness == 0 || expires,
                "refreshEarly: values do not expire (allowed: with expireAfterWrite or expireAfter)");
        require(
                !stale || expires,
                "staleWhileRevalidate and staleIfError: values do not expire (allowed: with"
                        + " expireAfterWrite or expireAfter)");
        require(
                !stale || afterAccess == 0,
                "staleWhileRevalidate and staleIfError contradict expireAfterAccess, by which"
                        + " a value goes because nobody asks for it (allowed: one or the other)");
        require(
                soft == 0 || ifError != 0,
                "softLoadTimeout: there is no expired value to serve (allowed: with" + " staleIfError)");
        require(
                soft == 0 || hard == 0 || soft < hard,
                "softLoadTimeout: is not reached before hardLoadTimeout (allowed:" + " less than that)");
        require(jitter == 0 || expires, "jitter: values do not expire (allowed: with expireAfterWrite or expireAfter)");
        boolean renews = refreshAfter != 0 || earliness != 0 || stale;
        require(
                backoffFirst == 0 || renews,
                "refreshBackoff: nothing is refreshed (allowed: with refreshAfterWrite,"
                        + " refreshEarly, staleWhileRevalidate or staleIfError)");
        return new LoadSettings(
                refreshAfter,
                earliness,
                whileRevalidate,
                ifError,
                soft,
                hard,
                jitter,
                backoffFirst != 0 ? backoffFirst : BACKOFF_FIRST.toNanos(),
                backoffMost != 0 ? backoffMost : BACKOFF_MOST.toNanos(),
                Map.copyOf(failureLives));
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("cache " + cache + ": " + otherwise);
        }
    }
}
