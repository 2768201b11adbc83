package io.cacheado;

import io.cacheado.policy.Eviction;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Inspection of a cache's entries in the order of its eviction policy, and change of its limits while it runs.
 *
 * <p>Inspection counts as no request and refreshes nothing. Lists are snapshots, weakly consistent with writes at the same
 * time. Safe for use by many threads; nothing here waits for a load. A null is a {@link NullPointerException}. Scopes are cut
 * and refused as by {@link Cache#in(Scope)}. After {@link Cacheado#close} all but the limits and the policy itself is an
 * {@link IllegalStateException}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface Policy<K, V> {
    /** The policy that chooses victims among this cache's entries. O(1). */
    Eviction eviction();

    /**
     * Up to {@code limit} keys of a scope's own entries, in the order in which the policy will look at them; one that was
     * used since it was last looked at may be spared then. Under SIEVE and policies of your own, which keep their order to
     * themselves, it is the order in which the entries came. Costs O(entries in the queues that the scope shares), whatever the
     * limit.
     *
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    List<K> coldest(Scope scope, int limit);

    /** As {@link #coldest}, from the other end. */
    List<K> hottest(Scope scope, int limit);

    /** How long the entry has still to live; empty if it is absent or never expires. O(1). */
    Optional<Duration> expiresAfter(Scope scope, K key);

    /** The weight that the entry is charged with, 1 where entries are counted; empty if it is absent. O(1). */
    OptionalLong weightOf(Scope scope, K key);

    /** The most entries that this cache may hold over all scopes; empty if only the budget bounds it. O(1). */
    OptionalLong maximumSize();

    /**
     * Changes the most entries that this cache may hold. After a lower limit, the excess leaves in bounded steps with later
     * writes, which are refused while it lasts, and at once in {@link Cacheado#cleanUp()}. O(1).
     *
     * @param maximum at least 1
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalStateException if the cache was built without a maximum, whose queues are then shared
     */
    void setMaximumSize(long maximum);

    /** The most entries that this cache may hold within one scope; empty if there is no such limit. O(1). */
    OptionalLong maximumSizePerScope();

    /**
     * Changes the most entries that this cache may hold within one scope, as {@link #setMaximumSize}. O(1).
     *
     * @throws IllegalStateException if the cache was built without such a limit
     */
    void setMaximumSizePerScope(long maximum);
}
