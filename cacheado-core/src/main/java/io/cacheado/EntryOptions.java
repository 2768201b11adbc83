package io.cacheado;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one write asks for beyond its cache's settings. Immutable. */
public final class EntryOptions {
    private static final EntryOptions NONE = new EntryOptions(null);

    private final @Nullable Duration ttl;

    private EntryOptions(@Nullable Duration ttl) {
        this.ttl = ttl;
    }

    /** Options that ask for nothing beyond the cache's settings. */
    public static EntryOptions none() {
        return NONE;
    }

    /**
     * Options with a time to live.
     *
     * @param ttl a positive duration, in place of the cache's expire-after-write
     * @throws IllegalArgumentException if it is zero or negative
     */
    public static EntryOptions ttl(Duration ttl) {
        return NONE.withTtl(ttl);
    }

    /** These options with the given time to live, as in {@link #ttl(Duration)}. */
    public EntryOptions withTtl(Duration ttl) {
        Objects.requireNonNull(ttl, "ttl");
        if (ttl.isZero() || ttl.isNegative()) {
            throw new IllegalArgumentException("ttl: " + ttl + " (allowed: a positive duration)");
        }
        return new EntryOptions(ttl);
    }

    /** The time to live asked for, if any. */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryOptions options && Objects.equals(options.ttl, ttl);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(ttl);
    }

    @Override
    public String toString() {
        return "EntryOptions[ttl=" + ttl + "]";
    }
}
