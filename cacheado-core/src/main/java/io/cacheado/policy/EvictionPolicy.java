package io.cacheado.policy;

import org.jspecify.annotations.Nullable;

/**
 * An order in which entries leave, written outside the cache: told what comes and goes, and asked whom to let go.
 *
 * <p>One instance serves one queue: that of a domain (the whole budget, or a scope with a limit or a policy of its own), or
 * of a cache with a limit or a policy of its own in such a domain. {@link Eviction#of} makes it known by name.
 *
 * <p><b>Calls.</b> Those of one instance never overlap, and each sees what the earlier ones have written; the thread is that
 * of any caller who writes, removes, or meets an expired entry, or one of the executor. A method may call itself no cache
 * and must not block: no lock of the cache is held meanwhile, and others go on, but they let entries leave in the order in
 * which they came for as long as the call lasts. There is no call for a hit, which only raises {@link Candidate#mark}; an
 * overwrite counts as a hit.
 *
 * <p><b>Order.</b> Each candidate is added once and removed once, in this order. It is removed for whatever reason its entry
 * left, be it that {@link #victim} named it, expiry, or a drop; the last two are told some time later, and until then it may
 * still be named, which only has {@code victim} asked again. An entry that was let go and then kept after all (it had just
 * been given more weight, for example) comes back as a new candidate with an equal {@link Candidate#hash}.
 *
 * <p><b>Faults.</b> An exception from any method, a victim that is null while candidates are left, removed already, or of
 * another queue, and a call of the cache that needs a victim in turn: each is counted in {@link
 * io.cacheado.stats.CacheStats#policyFailureCount}, logged once for each policy and kind, and answered by letting the oldest
 * entry go. Limits hold whatever a policy does.
 *
 * <p><b>Cost.</b> Whoever puts an entry pays for {@link #added}, and for {@link #victim} when a limit is reached, so both
 * should be O(1) amortised. Each entry costs 48 bytes beside what the policy keeps.
 *
 * <p>{@code EvictionPolicyContract} in the testkit holds an implementation to all that.
 */
public interface EvictionPolicy {
    /** An entry has come into the queue. */
    void added(Candidate candidate);

    /** An entry that was added has left; the policy forgets it. */
    void removed(Candidate candidate);

    /**
     * The entry that is to leave next. It stays a candidate until {@link #removed} says that it has gone, which follows at
     * once.
     *
     * @return one that was added and not removed since; null only if there is none
     */
    @Nullable
    Candidate victim();
}
