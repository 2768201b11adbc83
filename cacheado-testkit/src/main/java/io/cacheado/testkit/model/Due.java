package io.cacheado.testkit.model;

/** When an entry is renewed: from which moment on a reader may do so, and from which on it must. */
final class Due {
    private long earliest = Entry.NEVER;
    private long latest = Entry.NEVER;
    private int failures;
    private long loadMicros;

    /** Makes it due at a moment. */
    void at(long moment) {
        earliest = moment;
        latest = moment;
    }

    /** Its value is taken for a new one, which would be due as another. */
    void as(Due other) {
        earliest = other.earliest;
        latest = other.latest;
        loadMicros = other.loadMicros;
        failures = 0;
    }

    /** A renewal has failed: the next begins after a pause, of which up to a quarter is taken off. */
    void failed(long now, Resilience settings) {
        failures++;
        long pause = settings.pause(failures);
        earliest = Entry.after(now, (long) (pause * 0.75));
        latest = Entry.after(now, pause);
    }

    /** How many renewals in a row have failed. */
    int failures() {
        return failures;
    }

    /** The moment from which on a reader may renew. */
    long earliest() {
        return earliest;
    }

    /** Whether a reader may renew. */
    boolean may(long now) {
        return now >= earliest;
    }

    /** Whether a reader must renew. */
    boolean must(long now) {
        return now >= latest;
    }

    /** Says how long the load of the value took. */
    void loadedIn(long nanos) {
        loadMicros = Math.min(Integer.MAX_VALUE, nanos / 1_000);
    }

    /** How long the load of the value took; 0 for what was put. */
    long loadMicros() {
        return loadMicros;
    }
}
