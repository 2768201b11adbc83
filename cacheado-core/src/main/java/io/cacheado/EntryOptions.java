package io.cacheado;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one write asks for beyond its cache's settings.
 *
 * <p>Immutable, equal by what it asks for, safe for all threads; may be made once and used for many writes. No argument may
 * be null. Costs O(tags) to make.
 */
public final class EntryOptions {
    private static final int LONGEST_TAG = 256;
    private static final int MOST_TAGS = 64;
    private static final EntryOptions NONE = new EntryOptions(null, Set.of());

    private final @Nullable Duration ttl;
    private final Set<String> tags;

    private EntryOptions(@Nullable Duration ttl, Set<String> tags) {
        this.ttl = ttl;
        this.tags = tags;
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

    /**
     * Options with tags, under which the entry can be dropped together with others.
     *
     * @param tags names of 1 to 256 characters, at most 64 different ones
     * @throws IllegalArgumentException if one is empty or too long, or there are too many
     */
    public static EntryOptions tags(String... tags) {
        return NONE.withTags(tags);
    }

    /** These options with the given time to live, as in {@link #ttl(Duration)}. */
    public EntryOptions withTtl(Duration ttl) {
        requireNonNull(ttl, "ttl");
        if (ttl.isZero() || ttl.isNegative()) {
            throw new IllegalArgumentException("ttl: " + ttl + " (allowed: a positive duration)");
        }
        return new EntryOptions(ttl, tags);
    }

    /** These options with the given tags in place of those before, as in {@link #tags(String...)}. */
    public EntryOptions withTags(String... tags) {
        Set<String> all = new LinkedHashSet<>();
        for (String tag : requireNonNull(tags, "tags")) {
            if (requireNonNull(tag, "tag").isEmpty() || tag.length() > LONGEST_TAG) {
                throw new IllegalArgumentException(
                        "tag: a text of " + tag.length() + " characters (allowed: 1 to " + LONGEST_TAG + ")");
            }
            all.add(tag);
        }
        if (all.size() > MOST_TAGS) {
            throw new IllegalArgumentException("tags: " + all.size() + " of them (allowed: at most " + MOST_TAGS + ")");
        }
        return new EntryOptions(ttl, Collections.unmodifiableSet(all));
    }

    /** The time to live asked for, if any. */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    /** The tags asked for. */
    public Set<String> tags() {
        return tags;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryOptions options && Objects.equals(options.ttl, ttl) && options.tags.equals(tags);
    }

    @Override
    public int hashCode() {
        return Objects.hash(ttl, tags);
    }

    @Override
    public String toString() {
        return "EntryOptions[ttl=" + ttl + ", tags=" + tags.size() + "]";
    }
}
