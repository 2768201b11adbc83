package io.cacheado.internal.evict;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import io.cacheado.policy.Candidate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the engine itself knows of the queue of a plugged policy: all entries in the order in which they came, and what the
 * policy has still to be told. The engine's word: a policy only chooses among what is listed here. Without its policy this
 * is a FIFO queue.
 *
 * <p>Nothing here calls the policy; {@link PluggedPolicy} does, without the stripe that guards this. The policy has been told
 * of the older part of the list, up to {@code untold}. Whoever has left and is known to the policy is owed: linked through
 * itself, so that what waits for a policy that does not come back is bounded by what it knew, and costs nothing more.
 */
final class PluggedQueue extends PolicyQueue {
    private @Nullable PluggedCandidate oldest;
    private @Nullable PluggedCandidate newest;
    private @Nullable PluggedCandidate untold;
    private volatile @Nullable PluggedCandidate owed;
    private @Nullable PluggedCandidate cursor;
    private int size;
    private volatile int told;
    private int ticks;

    /** How many calls the policy is behind; written under the stripe. */
    private volatile int behind;

    PluggedQueue(int home) {
        super(home);
    }

    /** What became of a candidate that the policy named. */
    enum Taken {
        /** It was listed, and its entry is the victim. */
        VICTIM,
        /** Its entry has left otherwise, which the policy is to be told now. */
        LEFT,
        /** It is none, or none of this queue's. */
        FOREIGN,
        /** The policy was told before that it has left. */
        REMOVED
    }

    @Override
    public int size() {
        return size;
    }

    /** How many calls the policy is behind. */
    int behind() {
        return behind;
    }

    /** Whether someone has left of whom the policy is still to be told. */
    boolean owesRemovals() {
        return owed != null;
    }

    /** How many of those listed the policy knows. */
    int told() {
        return told;
    }

    @Override
    void admit(Entry entry) {
        PluggedCandidate candidate = new PluggedCandidate(this, entry);
        PluggedCandidate last = newest;
        candidate.before = last;
        if (last == null) {
            oldest = candidate;
        } else {
            last.after = candidate;
        }
        newest = candidate;
        if (untold == null) {
            untold = candidate;
        }
        size++;
        owes(1);
    }

    private void owes(int calls) {
        behind = behind + calls;
    }

    /** The next that has left, of which the policy is to be told now; null for none. */
    @Nullable
    PluggedCandidate nextOwed() {
        for (PluggedCandidate next = owed; next != null; next = owed) {
            owed = next.after;
            next.after = null;
            owes(-1);
            // It was told ahead of its turn if the policy named it.
            if (next.entry != null) {
                return next;
            }
        }
        return null;
    }

    /** The next that has come, of which the policy is to be told now; null for none. */
    @Nullable
    PluggedCandidate nextUntold() {
        PluggedCandidate next = untold;
        if (next != null) {
            untold = next.after;
            ticks = ticks == -1 ? 1 : ticks + 1;
            next.tick = ticks;
            told = told + 1;
            owes(-1);
        }
        return next;
    }

    /** Takes out what the policy has named. */
    Taken take(Candidate named) {
        if (!(named instanceof PluggedCandidate candidate) || candidate.queue != this) {
            return Taken.FOREIGN;
        }
        Entry entry = candidate.entry;
        if (entry == null) {
            return Taken.REMOVED;
        }
        if (candidate.isOwed()) {
            return Taken.LEFT;
        }
        unlist(candidate);
        candidate.before = candidate;
        return release(entry) ? Taken.LEFT : Taken.VICTIM;
    }

    /** The oldest, for when the policy has none to give. */
    /** Not asked: entries are handed over from and to the engine's own orders alone. */
    @Override
    @Nullable
    Entry takeFirst() {
        return pick();
    }

    @Override
    @Nullable
    Entry pick() {
        for (PluggedCandidate first = oldest; first != null; first = oldest) {
            Steps.PICKS.add(1);
            Entry entry = requireNonNull(first.entry);
            leave(first);
            if (!release(entry)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    int squeeze() {
        int dropped = 0;
        PluggedCandidate candidate = cursor == null ? oldest : cursor;
        for (int i = 0; i < MOST_PASSED && candidate != null; i++) {
            PluggedCandidate next = candidate.after;
            Steps.COMPACTED.add(1);
            if (isDead(requireNonNull(candidate.entry))) {
                leave(candidate);
                dropped++;
            }
            candidate = next;
        }
        cursor = candidate;
        return dropped;
    }

    /** Takes out one of which the policy is told later, if it knows it. */
    private void leave(PluggedCandidate candidate) {
        boolean known = candidate.tick != 0;
        unlist(candidate);
        if (known) {
            candidate.before = candidate;
            candidate.after = owed;
            owed = candidate;
            owes(1);
        } else {
            candidate.entry = null;
            owes(-1);
        }
    }

    private void unlist(PluggedCandidate candidate) {
        PluggedCandidate before = candidate.before;
        PluggedCandidate after = candidate.after;
        if (cursor == candidate) {
            cursor = after;
        }
        if (untold == candidate) {
            untold = after;
        }
        if (before == null) {
            oldest = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.before = before;
        }
        candidate.before = null;
        candidate.after = null;
        size--;
        told = told - (candidate.tick == 0 ? 0 : 1);
    }

    @Override
    public void forEach(Consumer<Entry> body) {
        for (PluggedCandidate each = oldest; each != null; each = each.after) {
            body.accept(requireNonNull(each.entry));
        }
    }
}
