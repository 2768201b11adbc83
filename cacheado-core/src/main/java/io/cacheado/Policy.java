package io.cacheado;

import io.cacheado.policy.Eviction;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Inspection of a cache's entries in the order of its eviction policy, and change of its settings while it runs.
 *
 * <p>Inspection counts as no request and refreshes nothing. Lists are snapshots, weakly consistent with writes at the same
 * time. Safe for use by many threads; nothing here waits for a load. A null is a {@link NullPointerException}. Scopes are cut
 * and refused as by {@link Cache#in(Scope)}. After {@link Cacheado#close} all but what tells a setting is an {@link
 * IllegalStateException}.
 *
 * <p>Whatever is changed is in force when the call returns, and is told to the {@link io.cacheado.event.ChangeListener}s of
 * the cacheado if it differs from what was before. Changes of one cacheado are made one after the other. They cost O(1) where
 * nothing else is said. What some entries would need a field for that this cache's entries do not have is refused with an
 * {@link IllegalStateException} that names what to say when the cache is built. Asking for the cache by its name goes on by
 * the settings it was built with, and finds it as it is now.
 *
 * <p>Times apply to values that are written from then on; those that are there keep the life that they were given (in
 * Caffeine a change applies to them too). To have them go, invalidate them.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface Policy<K, V> {
    /** The policy that chooses victims among this cache's entries, where their scope has none of its own. O(1). */
    Eviction eviction();

    /**
     * Changes the policy that chooses victims among this cache's entries. They are handed over in the order in which the old
     * policy would have let them go, a few at a time, while reads and writes go on and all limits hold; until an entry is
     * handed over the old policy decides about it. O(entries of the cache).
     *
     * @throws IllegalStateException if the cache was built with neither a policy nor a maximum size of its own, whose
     *     entries then stand in queues with those of others ({@link Cacheado#eviction} changes these); or if the policy is
     *     {@link Eviction#sieve()} or one of your own, or is to take the place of one, whose order is not the engine's to hand
     *     over; or if it is {@link Eviction#lru()}, and neither the cacheado nor the cache was built with it, {@link CacheOptions#weigher},
     *     {@link CacheOptions#expireAfterAccess} or anything that renews values
     */
    void setEviction(Eviction eviction);

    /**
     * What the policy has chosen by itself for the entries of a scope and those that share their queue, and why; for one that
     * chooses nothing, its name. A sentence for people, whose wording may change, such as "adaptive, small share 23 %: 120 came back
     * soon after they had left it, 14 soon after they had left the main part; 71 % of what misses is new". Empty if the cache has no
     * entries in the scope. O(1).
     */
    Optional<String> evictionChoice(Scope scope);

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

    /** How long entries live after they were written; empty if for ever, or if that is calculated for each. */
    Optional<Duration> expireAfterWrite();

    /**
     * Changes how long entries live after they were written, for those written from then on; also in a cache built without.
     *
     * @throws IllegalArgumentException if it is not positive, or not longer than {@link #refreshAfterWrite}
     * @throws IllegalStateException if the cache was built with {@link CacheOptions#expireAfter}, which calculates it
     */
    void setExpireAfterWrite(Duration duration);

    /** How long entries live after they were last read or written; empty if that does not matter. */
    Optional<Duration> expireAfterAccess();

    /**
     * Changes how long entries live after they were last read or written, from the next write of each on, or the next read
     * that prolongs its life; nobody's life is shortened by a read.
     *
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if the cache was built without {@link CacheOptions#expireAfterAccess}
     */
    void setExpireAfterAccess(Duration duration);

    /** How long after they were written values are renewed; empty if they are not. */
    Optional<Duration> refreshAfterWrite();

    /**
     * Changes how long after they were written values are renewed, for those written from then on.
     *
     * @throws IllegalArgumentException if it is not positive, or not shorter than {@link #expireAfterWrite}
     * @throws IllegalStateException if the cache was built with none of {@link CacheOptions#refreshAfterWrite}, {@link
     *     CacheOptions#refreshEarly}, {@link CacheOptions#staleWhileRevalidate} and {@link CacheOptions#staleIfError}
     */
    void setRefreshAfterWrite(Duration duration);

    /** How long a caller waits for a load before it is served an expired value; empty if until the load ends. */
    Optional<Duration> softLoadTimeout();

    /**
     * Changes how long a caller waits for a load before it is served an expired value, for callers that begin to wait.
     *
     * @throws IllegalArgumentException if it is not positive, or not shorter than {@link #hardLoadTimeout}
     * @throws IllegalStateException if the cache was built without {@link CacheOptions#softLoadTimeout}
     */
    void setSoftLoadTimeout(Duration timeout);

    /** How long a load may take; empty if any time. */
    Optional<Duration> hardLoadTimeout();

    /**
     * Changes how long a load may take, for loads that begin.
     *
     * @throws IllegalArgumentException if it is not positive, or not longer than {@link #softLoadTimeout}
     * @throws IllegalStateException if the cache was built without {@link CacheOptions#hardLoadTimeout}
     */
    void setHardLoadTimeout(Duration timeout);

    /** How many loads of this cache may run at once in each scope; empty if any number. */
    Optional<LoadLimit> loadLimitPerScope();

    /** Changes how many loads of this cache may run at once in each scope. O(loads). Loads that run already go on. */
    void setLoadLimitPerScope(LoadLimit limit);

    /** Lets any number of loads of this cache run at once in each scope. O(loads). Does nothing if they may. */
    void removeLoadLimitPerScope();
}
