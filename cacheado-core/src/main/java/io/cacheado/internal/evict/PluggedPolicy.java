package io.cacheado.internal.evict;

import io.cacheado.internal.evict.PluggedPolicies.Fault;
import io.cacheado.internal.evict.PluggedQueue.Taken;
import io.cacheado.internal.table.Entry;
import io.cacheado.policy.Candidate;
import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a policy that was written outside, for one queue.
 *
 * <p><b>Its turn.</b> Whoever calls it holds {@code turn}, which guards the policy and nothing of the engine, and no other
 * lock. What comes and leaves is noted in the {@link PluggedQueue} under the stripe; then whoever gets the turn without
 * waiting tells the policy, and whoever has it looks again after giving it up. So nobody waits for the policy, but he who
 * needs a victim, and he not for long: when it does not come back, is asked by itself, or answers nonsense, the oldest entry
 * leaves. While a call is late nobody waits any more.
 */
final class PluggedPolicy {
    /** The most calls that tell of something, made by one who came for something else. */
    private static final int MOST_TOLD = 64;
    /** The most answers that name who has left already, before the oldest leaves. */
    private static final int MOST_ASKED = 1024;

    private static final long PATIENCE_MILLIS = 200;

    private final String name;
    private final Supplier<? extends EvictionPolicy> factory;
    private final PluggedQueue queue;
    private final Stripe stripe;
    private final PluggedPolicies all;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicBoolean waits = new AtomicBoolean();
    private @Nullable EvictionPolicy policy;
    private volatile boolean late;

    PluggedPolicy(
            Eviction eviction,
            Supplier<? extends EvictionPolicy> factory,
            PluggedQueue queue,
            Stripe stripe,
            PluggedPolicies all) {
        this.name = eviction.name();
        this.factory = factory;
        this.queue = queue;
        this.stripe = stripe;
        this.all = all;
    }

    /** Tells the policy what it does not know yet, unless it is being called. */
    void catchUp() {
        catchUp(MOST_TOLD);
    }

    private void catchUp(int most) {
        int left = most;
        while (left > 0 && queue.behind() > 0 && enter()) {
            try {
                left = tell(left);
            } finally {
                exit();
            }
        }
    }

    /** Has the policy told what has left without it, by whoever next holds no lock. */
    void catchUpSoon() {
        if (queue.owesRemovals() && waits.compareAndSet(false, true)) {
            all.behind(this);
        }
    }

    /** What {@link #catchUpSoon} asked for. */
    void catchUpLater(int most) {
        waits.set(false);
        catchUp(most);
        if (!turn.isLocked()) {
            catchUpSoon();
        }
    }

    /** The entry that leaves next, out of the queue; null if there is none. */
    @Nullable
    Entry poll() {
        if (!enterInTime()) {
            return oldest();
        }
        Entry victim;
        try {
            victim = ask();
        } finally {
            exit();
        }
        catchUp();
        return victim;
    }

    // ---- the turn ------------------------------------------------------------------------------------------------

    private boolean enter() {
        return !turn.isHeldByCurrentThread() && turn.tryLock();
    }

    private boolean enterInTime() {
        if (turn.isHeldByCurrentThread()) {
            all.fault(name, Fault.CALLED_THE_CACHE, null);
            return false;
        }
        if (turn.tryLock()) {
            return true;
        }
        try {
            if (!late && turn.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            // Nobody is waited for.
            Thread.currentThread().interrupt();
            return false;
        }
        late = true;
        all.fault(name, Fault.LATE, null);
        return false;
    }

    private void exit() {
        late = false;
        turn.unlock();
    }

    // ---- calls of the policy, in turn ----------------------------------------------------------------------------

    private @Nullable Entry ask() {
        for (int asked = 0; asked < MOST_ASKED; asked++) {
            tell(MOST_TOLD);
            EvictionPolicy there = policy;
            if (there != null && queue.told() == 0 && queue.behind() > 0) {
                continue;
            }
            if (there == null || queue.told() == 0) {
                return oldest();
            }
            Candidate named;
            try {
                named = there.victim();
            } catch (Throwable t) {
                return oldest(Fault.THREW, t);
            }
            if (named == null) {
                return oldest(Fault.NO_VICTIM, null);
            }
            Taken taken = take(named);
            if (taken == Taken.FOREIGN || taken == Taken.REMOVED) {
                return oldest(taken == Taken.FOREIGN ? Fault.FOREIGN_VICTIM : Fault.REMOVED_VICTIM, null);
            }
            PluggedCandidate candidate = (PluggedCandidate) named;
            Entry entry = candidate.entry;
            removed(there, candidate);
            if (taken == Taken.VICTIM) {
                return entry;
            }
        }
        return oldest();
    }

    /** Makes up to so many calls for what has left and come; returns how many more might have been made. */
    private int tell(int most) {
        for (int left = most; left > 0; left--) {
            if (queue.behind() == 0) {
                return left;
            }
            EvictionPolicy there = made();
            if (there == null) {
                return 0;
            }
            PluggedCandidate gone;
            PluggedCandidate come;
            stripe.lock();
            try {
                gone = queue.nextOwed();
                come = gone == null ? queue.nextUntold() : null;
            } finally {
                stripe.unlock();
            }
            if (gone != null) {
                removed(there, gone);
            } else if (come != null) {
                added(there, come);
            }
        }
        return 0;
    }

    private @Nullable EvictionPolicy made() {
        EvictionPolicy there = policy;
        if (there != null) {
            return there;
        }
        Throwable cause = null;
        try {
            there = factory.get();
        } catch (Throwable t) {
            cause = t;
        }
        if (there == null) {
            all.fault(name, Fault.NOT_MADE, cause);
        }
        policy = there;
        return there;
    }

    private void added(EvictionPolicy there, PluggedCandidate candidate) {
        try {
            there.added(candidate);
        } catch (Throwable t) {
            all.fault(name, Fault.THREW, t);
        }
    }

    private void removed(EvictionPolicy there, PluggedCandidate candidate) {
        try {
            there.removed(candidate);
        } catch (Throwable t) {
            all.fault(name, Fault.THREW, t);
        } finally {
            candidate.entry = null;
        }
    }

    // ---- the queue, under its stripe -----------------------------------------------------------------------------

    private Taken take(Candidate named) {
        stripe.lock();
        try {
            return queue.take(named);
        } finally {
            stripe.unlock();
        }
    }

    private @Nullable Entry oldest(Fault fault, @Nullable Throwable cause) {
        // What came while it was asked is no reason to blame it.
        if (fault != Fault.NO_VICTIM || queue.told() > 0) {
            all.fault(name, fault, cause);
        }
        return oldest();
    }

    private @Nullable Entry oldest() {
        stripe.lock();
        try {
            return queue.poll();
        } finally {
            stripe.unlock();
        }
    }
}
