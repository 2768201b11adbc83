package io.cacheado.policy;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A list of candidates, linked through the candidates themselves: it costs nothing for each, and a candidate is in one list
 * at most. For {@link EvictionPolicy}, and as little thread-safe as that need be. All methods are O(1).
 */
public final class CandidateList {
    private @Nullable Candidate first;
    private @Nullable Candidate last;
    private int size;

    /** An empty list. */
    public CandidateList() {}

    /** How many candidates it holds. */
    public int size() {
        return size;
    }

    /** Whether it holds none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The candidate at the front, or null. */
    public @Nullable Candidate first() {
        return first;
    }

    /** The candidate at the back, or null. */
    public @Nullable Candidate last() {
        return last;
    }

    /** The one behind a candidate of this list, or null. */
    public @Nullable Candidate next(Candidate candidate) {
        return own(candidate).next;
    }

    /** The one in front of a candidate of this list, or null. */
    public @Nullable Candidate previous(Candidate candidate) {
        return own(candidate).previous;
    }

    /** Whether the candidate is in this list. */
    public boolean contains(Candidate candidate) {
        return candidate.list == this;
    }

    /** Adds a candidate at the back. */
    public void addLast(Candidate candidate) {
        free(candidate).list = this;
        Candidate before = last;
        candidate.previous = before;
        if (before == null) {
            first = candidate;
        } else {
            before.next = candidate;
        }
        last = candidate;
        size++;
    }

    /** Adds a candidate at the front. */
    public void addFirst(Candidate candidate) {
        free(candidate).list = this;
        Candidate after = first;
        candidate.next = after;
        if (after == null) {
            last = candidate;
        } else {
            after.previous = candidate;
        }
        first = candidate;
        size++;
    }

    /** Takes a candidate out; false if it is not in this list. */
    public boolean remove(Candidate candidate) {
        if (candidate.list != this) {
            return false;
        }
        Candidate before = candidate.previous;
        Candidate after = candidate.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        candidate.previous = null;
        candidate.next = null;
        candidate.list = null;
        size--;
        return true;
    }

    /** Moves a candidate of this list to its back. */
    public void moveToLast(Candidate candidate) {
        remove(own(candidate));
        addLast(candidate);
    }

    private Candidate own(Candidate candidate) {
        if (candidate.list != this) {
            throw new IllegalArgumentException("candidate: not in this list (allowed: one that is)");
        }
        return candidate;
    }

    private static Candidate free(Candidate candidate) {
        if (requireNonNull(candidate, "candidate").list != null) {
            throw new IllegalArgumentException("candidate: in a list (allowed: one in no list)");
        }
        return candidate;
    }
}
