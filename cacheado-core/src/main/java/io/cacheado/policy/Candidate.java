package io.cacheado.policy;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link EvictionPolicy} sees of an entry: neither key nor value, but how it was used, its weight, and a place for
 * the policy's own notes.
 *
 * <p>It belongs to the policy it was given to, within that policy's calls only. After {@link EvictionPolicy#removed} its
 * mark, weight and hash read as 0, and it holds nothing of the entry. All methods are O(1) and never block.
 */
public abstract class Candidate {
    /** The highest mark. */
    public static final int MOST_MARK = 3;

    @Nullable
    CandidateList list;

    @Nullable
    Candidate previous;

    @Nullable
    Candidate next;

    private @Nullable Object attachment;

    /** For the cache and the testkit. */
    protected Candidate() {}

    /** How often the entry was used since the mark was set last, from 0 to {@value #MOST_MARK}; simultaneous uses may count once. */
    public abstract int mark();

    /**
     * Sets the mark, mostly to forget or lower it.
     *
     * @throws IllegalArgumentException if it is not from 0 to {@value #MOST_MARK}
     */
    public abstract void mark(int newMark);

    /**
     * What the entry is charged with, at least 1; 1 where the budget counts entries. An overwrite may change it at any time:
     * a policy that keeps sums remembers what it has added.
     */
    public abstract int weight();

    /** A well-mixed hash of scope, cache and key, the same whenever this key comes again: to remember who has left. */
    public abstract int hash();

    /**
     * The candidate's place in the order in which this policy was told of candidates. It wraps around: compare two by the sign
     * of their difference.
     */
    public abstract int tick();

    /** What the policy has attached, or null. */
    public final @Nullable Object attachment() {
        return attachment;
    }

    /** Attaches whatever the policy wants to find again with this candidate; null for nothing. */
    public final void attachment(@Nullable Object newAttachment) {
        attachment = newAttachment;
    }
}
