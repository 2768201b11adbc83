package io.cacheado.internal.evict;

import io.cacheado.internal.table.Entry;
import io.cacheado.policy.Candidate;
import org.jspecify.annotations.Nullable;

/**
 * An entry as a plugged policy sees it, and its place in the engine's own order: 48 bytes.
 *
 * <p>It is <b>listed</b> until its entry leaves. Then, if the policy has been told of it, it is <b>owed</b> until the policy
 * has been told of that too, and lets go of the entry then. Place and state are guarded by the queue's stripe.
 */
final class PluggedCandidate extends Candidate {
    final PluggedQueue queue;

    /** Null once the policy was told that it has left. */
    volatile @Nullable Entry entry;

    /** Neighbours in the order of arrival; when owed, {@code before} is this one itself, and {@code after} the next owed. */
    @Nullable
    PluggedCandidate before;

    @Nullable
    PluggedCandidate after;

    /** When the policy was told of it; 0 before. */
    int tick;

    PluggedCandidate(PluggedQueue queue, Entry entry) {
        this.queue = queue;
        this.entry = entry;
    }

    boolean isOwed() {
        return before == this;
    }

    @Override
    public int mark() {
        Entry there = entry;
        return there == null ? 0 : Math.min(there.mark(), MOST_MARK);
    }

    @Override
    public void mark(int newMark) {
        if (newMark < 0 || newMark > MOST_MARK) {
            throw new IllegalArgumentException("mark: " + newMark + " (allowed: 0 to " + MOST_MARK + ")");
        }
        Entry there = entry;
        if (there != null) {
            there.mark(newMark);
        }
    }

    @Override
    public int weight() {
        Entry there = entry;
        return there == null ? 0 : there.weight();
    }

    @Override
    public int hash() {
        Entry there = entry;
        return there == null ? 0 : there.hash();
    }

    @Override
    public int tick() {
        return tick;
    }
}
