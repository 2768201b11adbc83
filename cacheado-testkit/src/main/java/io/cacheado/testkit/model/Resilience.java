package io.cacheado.testkit.model;

/**
 * How a cache of a setup renews its values and serves old ones. Zero means that a setting was not made; times are
 * nanoseconds.
 *
 * @param refreshAfter refresh after write
 * @param earliness refresh early
 * @param revalidate stale while revalidate
 * @param ifError stale if error
 * @param backoffFirst the pause after a renewal that failed
 * @param backoffMost the longest such pause
 * @param jitter the share of a life by which it is shortened at most
 */
record Resilience(
        long refreshAfter,
        double earliness,
        long revalidate,
        long ifError,
        long backoffFirst,
        long backoffMost,
        double jitter) {
    static final Resilience NONE = new Resilience(0, 0, 0, 0, 0, 0, 0);

    private static final long DEFAULT_FIRST = 500_000_000;
    private static final long DEFAULT_MOST = 30_000_000_000L;

    /** Whether values are renewed when they are read, or served beyond their expiry. */
    boolean renews() {
        return refreshAfter > 0 || earliness > 0 || kept() > 0;
    }

    /** How long values are kept beyond their expiry. */
    long kept() {
        return Math.max(revalidate, ifError);
    }

    /** The pause after so many failures in a row. */
    long pause(int failures) {
        long first = backoffFirst == 0 ? DEFAULT_FIRST : backoffFirst;
        long most = backoffFirst == 0 ? DEFAULT_MOST : backoffMost;
        return (long) Math.min(most, first * Math.pow(2, failures - 1.0));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        CacheSpec.say(text, "refreshAfter", refreshAfter);
        text.append(earliness > 0 ? " earliness=" + earliness : "");
        CacheSpec.say(text, "revalidate", revalidate);
        CacheSpec.say(text, "ifError", ifError);
        CacheSpec.say(text, "backoff", backoffFirst);
        CacheSpec.say(text, "upTo", backoffMost);
        return text.append(jitter > 0 ? " jitter=" + jitter : "").toString();
    }
}
