package io.cacheado.internal.evict;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.QUEUED;

import io.cacheado.internal.table.Entry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the entries of one shard leave: a policy's state. Guarded by the lock of its {@link Stripe}.
 *
 * <p>Entries that die elsewhere leave a dead reference behind. {@link #dead} counts those exactly, since the atomic flags of
 * the entry say whether death or queueing came first; {@link #tidy} keeps them below a quarter.
 */
public abstract class PolicyQueue {
    /** The most entries that one pick passes over before it takes the next that it meets. */
    static final int MOST_PASSED = 64;

    private final AtomicInteger dead;
    private final int home;

    PolicyQueue(int home) {
        this(home, new AtomicInteger());
    }

    /** @param dead the count of dead references, shared with the queue whose references this takes over */
    PolicyQueue(int home, AtomicInteger dead) {
        this.home = home;
        this.dead = dead;
    }

    final int home() {
        return home;
    }

    final AtomicInteger deadCount() {
        return dead;
    }

    /** Takes an entry in, unless it is here; false if it has died already. */
    public final boolean add(Entry entry) {
        entry.home(home);
        int flags = entry.set(QUEUED);
        boolean alive = (flags & DEAD) == 0;
        boolean here = (flags & QUEUED) != 0;
        if (alive && !here) {
            admit(entry);
        } else if (!here) {
            entry.clear(QUEUED);
        }
        tidy();
        return alive;
    }

    /** Gives up an entry that moves to a queue of another home; false if it is not here any more, or has died. */
    final boolean giveUp(Entry entry, int newHome) {
        if (entry.home() != home) {
            return false;
        }
        int flags = entry.clear(QUEUED);
        if ((flags & (QUEUED | DEAD)) != QUEUED) {
            // Whoever killed it saw it queued here, and accounts for it here.
            return false;
        }
        entry.home(newHome);
        if (!unlink(entry)) {
            dead.incrementAndGet();
        }
        return true;
    }

    /** Takes an entry out at once, if the queue can; otherwise its reference is dead. */
    boolean unlink(Entry entry) {
        return false;
    }

    /** Removes and returns the entry that leaves first, or null if there is none. It may have died an instant ago. */
    public final @Nullable Entry poll() {
        Entry victim = pick();
        tidy();
        return victim;
    }

    /** Notes that a queued entry died elsewhere. */
    public final void died() {
        dead.incrementAndGet();
    }

    /** Whether dead references are many enough to be squeezed out soon. */
    public final boolean untidy() {
        return dead.get() > size() / 8 + 8;
    }

    /** Squeezes out some dead references, if they are many. */
    public final void tidy() {
        for (int i = 0; i < 4 && untidy(); i++) {
            dead.addAndGet(-squeeze());
        }
    }

    /** Dead references still held. */
    public final int dead() {
        return dead.get();
    }

    /** A reference is dropped: true if its entry is dead or lives in another queue now. */
    final boolean isDead(Entry entry) {
        return entry.is(DEAD) || entry.home() != home;
    }

    /** Accounts for a reference that left the queue: true if it was dead. */
    final boolean release(Entry entry) {
        if (entry.home() != home) {
            dead.decrementAndGet();
            return true;
        }
        if ((entry.clear(QUEUED) & DEAD) != 0) {
            dead.decrementAndGet();
            return true;
        }
        return false;
    }

    /** An entry was hit; called only for entries marked special, with the lock held. */
    public void touched(Entry entry) {}

    /** References held, dead ones included. */
    public abstract int size();

    abstract void admit(Entry entry);

    abstract @Nullable Entry pick();

    /** Removes and returns the reference that stands first, alive or dead, sparing none; null if there is none. */
    abstract @Nullable Entry takeFirst();

    /** One bounded step of compaction; returns how many references it dropped. */
    abstract int squeeze();

    /** Calls back for each reference, those that would leave first in front. */
    public abstract void forEach(Consumer<Entry> body);
}
