package io.cacheado.internal.evict;

import static io.cacheado.internal.table.Entry.PROVEN;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A small queue for newcomers and a main one, as in {@link S3FifoQueue}, whose shares follow the workload: see {@link SmallShare}.
 *
 * <p><b>As a rule</b> it is S3-FIFO: a newcomer that was hit more than once goes on to the main queue, one that the ghost
 * remembers goes there at once, and the main queue gives second chances.
 *
 * <p><b>When it is strict</b>, that is with a tiny share, frequency decides, as in TinyLFU. The ghost remembers how often an entry
 * was hit; one that comes back begins with that count and one more. Who leaves the small queue with any count meets the entry that the
 * main queue would give, and replaces it only if it counts more; otherwise that one stands again, and counts one less.
 * So a set of keys that goes round keeps a part that does not change, and it is not kept for ever.
 *
 * <p>A hit only raises a mark. Sources: Yang et al., <i>FIFO queues are all you need for cache eviction</i>, SOSP 2023;
 * Einziger, Friedman and Manes, <i>TinyLFU</i>, ACM TOS 2017.
 */
final class AdaptiveQueue extends PolicyQueue {
    /** A mark that says that a queue of this kind has given the entry up once: it is not new if it comes again. */
    private static final int LEFT = 1 << 7;

    private static final int MOST = S3FifoQueue.MOST;
    private static final int REACH = 2;

    private final EntryQueue small = new EntryQueue();
    private final EntryQueue main = new EntryQueue();
    private final SmallShare share = new SmallShare();
    private @Nullable BucketGhost ghost;
    private @Nullable BucketGhost older;
    private boolean evicted;
    private boolean squeezeMain;

    AdaptiveQueue(int home) {
        super(home);
    }

    AdaptiveQueue(int home, AtomicInteger dead) {
        super(home, dead);
    }

    @Override
    public int size() {
        return small.size() + main.size();
    }

    /** What it has chosen, and why. */
    SmallShare share() {
        return share;
    }

    /** How many of those that were evicted it has room to remember. */
    int remembers() {
        return (ghost == null ? 0 : ghost.length()) + (older == null ? 0 : older.length());
    }

    @Override
    void admit(Entry entry) {
        follow();
        if (entry.mark() >= LEFT) {
            // It was polled and put back: its return says nothing.
            entry.mark(0);
            main.add(entry);
            return;
        }
        int known = remembered(entry.hash());
        if (evicted) {
            evicted = false;
            share.came(entry.hash(), known >= 0, size());
        }
        if (known >= 0 && !share.isStrict()) {
            prove(entry, 0);
        } else {
            if (known >= 0) {
                entry.mark(Math.min(known + 1, MOST));
            }
            small.add(entry);
        }
    }

    private void prove(Entry entry, int mark) {
        entry.mark(mark);
        entry.set(PROVEN);
        main.add(entry);
    }

    /** Follows the length of the queue: the ghost reaches two to four times as far, and a larger one takes over slowly. */
    private void follow() {
        int size = size();
        share.follow(size);
        int length = ghost == null ? 0 : ghost.length();
        if (size < SmallShare.ADAPTS_FROM) {
            ghost = null;
            older = null;
        } else if (size * REACH > length || size < length / (16 * REACH)) {
            older = size * REACH > length ? ghost : null;
            ghost = new BucketGhost(Integer.highestOneBit(size * REACH) << 1);
        } else if (older != null && ghost != null && ghost.isHalfNew()) {
            older = null;
        }
    }

    private int remembered(int hash) {
        int known = ghost == null ? BucketGhost.UNKNOWN : ghost.take(hash);
        return known < 0 && older != null ? older.take(hash) : known;
    }

    @Override
    @Nullable
    Entry pick() {
        boolean strict = share.isStrict();
        for (int passed = 0; ; ) {
            boolean fromSmall = small.size() > 0 && (main.size() == 0 || small.size() >= share.share() * size());
            Entry entry = fromSmall ? small.poll() : main.poll();
            if (entry == null) {
                return null;
            }
            Steps.PICKS.add(1);
            if (isDead(entry)) {
                release(entry);
                continue;
            }
            int mark = Math.min(entry.mark(), MOST);
            boolean mayPass = passed++ < MOST_PASSED;
            if (mayPass && !fromSmall && mark > 0) {
                prove(entry, mark - 1);
            } else if (mayPass && fromSmall && !strict && mark > 1) {
                prove(entry, 0);
            } else if (mayPass && fromSmall && strict && mark > 0 && main.size() < mainSize()) {
                prove(entry, mark);
            } else {
                Entry loser = fromSmall && strict && mark > 0 ? loser(entry, mark) : entry;
                boolean newcomer = fromSmall && loser == entry;
                if (gone(loser, newcomer)) {
                    return loser;
                }
            }
        }
    }

    private int mainSize() {
        return (int) ((1 - share.share()) * (size() + 1));
    }

    /** Of an entry from the small queue and the next of the main queue the one that counts less; the other stays. */
    private Entry loser(Entry newcomer, int mark) {
        Entry old = main.poll();
        while (old != null && isDead(old)) {
            Steps.PICKS.add(1);
            release(old);
            old = main.poll();
        }
        if (old == null) {
            return newcomer;
        }
        int oldMark = Math.min(old.mark(), MOST);
        if (mark > oldMark) {
            prove(newcomer, mark);
            return old;
        }
        prove(old, Math.max(0, oldMark - 1));
        return newcomer;
    }

    /** An entry leaves, unless it has died meanwhile. */
    private boolean gone(Entry entry, boolean fromSmall) {
        if (release(entry)) {
            return false;
        }
        follow();
        if (fromSmall && ghost != null) {
            ghost.add(entry.hash(), Math.min(entry.mark(), MOST));
        }
        share.left(entry.hash(), fromSmall);
        entry.mark(LEFT);
        evicted = true;
        return true;
    }

    @Override
    @Nullable
    Entry takeFirst() {
        Entry first = small.poll();
        return first != null ? first : main.poll();
    }

    @Override
    int squeeze() {
        squeezeMain = !squeezeMain;
        EntryQueue first = squeezeMain ? main : small;
        EntryQueue queue = first.size() > 0 ? first : squeezeMain ? small : main;
        int dropped = queue.squeeze(this::isDead);
        if (dropped > 0) {
            follow();
        }
        return dropped;
    }

    @Override
    public void forEach(Consumer<Entry> body) {
        small.forEach(body);
        main.forEach(body);
    }
}
