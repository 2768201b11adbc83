package io.cacheado.testkit.model;

import io.cacheado.policy.Eviction;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one cache of a setup. Zero means that a setting was not made; times are nanoseconds.
 *
 * @param name the name
 * @param level the declared level, or null for any scope
 * @param maximum the most entries over all scopes
 * @param maximumPerScope the most own entries in each scope
 * @param weighed whether it has a weigher, which reads {@link ModelValue#weight}
 * @param ttlWrite expire after write
 * @param ttlAccess expire after access
 * @param ttlOfEntry whether it has an expiry, which reads {@link ModelValue#ttlNanos}
 * @param ttlAbsent expire absent after
 * @param ttlFailure expire failure after, for unchecked ones; three times that for checked ones
 * @param resilience how it renews its values and serves old ones
 * @param eviction its own policy, or null
 * @param loading what loader it has
 */
record CacheSpec(
        String name,
        @Nullable String level,
        long maximum,
        long maximumPerScope,
        boolean weighed,
        long ttlWrite,
        long ttlAccess,
        boolean ttlOfEntry,
        long ttlAbsent,
        long ttlFailure,
        Resilience resilience,
        @Nullable Eviction eviction,
        Loading loading) {

    /** What loader a cache has. */
    enum Loading {
        /** None: it is a plain cache. */
        NONE,
        /** One that loads key by key. */
        SINGLE,
        /** One that loads key by key, and says how its values are to be kept. */
        DECIDING,
        /** One that loads many keys at once too. */
        BULK
    }

    /** Whether its values are renewed when they are read, or served beyond their expiry. */
    boolean renews() {
        return resilience.renews();
    }

    /** How long a failure is remembered. */
    long ttlOf(Throwable failure) {
        return failure instanceof RuntimeException ? ttlFailure : 3 * ttlFailure;
    }

    /** Whether it has no limit or policy of its own, so that its entries stand in the queue of their scope. */
    boolean sharesQueue() {
        return maximum == 0 && maximumPerScope == 0 && eviction == null;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append('[').append(level == null ? "any scope" : level);
        say(text, "max", maximum);
        say(text, "maxPerScope", maximumPerScope);
        say(text, "ttlWrite", ttlWrite);
        say(text, "ttlAccess", ttlAccess);
        say(text, "ttlAbsent", ttlAbsent);
        say(text, "ttlFailure", ttlFailure);
        text.append(resilience);
        text.append(ttlOfEntry ? " ttlOfEntry" : "").append(weighed ? " weighed" : "");
        text.append(eviction == null ? "" : " " + eviction);
        return text.append(loading == Loading.NONE ? "" : " loader=" + loading)
                .append(']')
                .toString();
    }

    static void say(StringBuilder text, String name, long value) {
        if (value > 0) {
            text.append(' ').append(name).append('=').append(value);
        }
    }
}
