package io.cacheado.internal.evict;

import static io.cacheado.internal.table.Entry.PROVEN;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * S3-FIFO: a small queue on probation, a main queue that gives second chances, and a ghost of those that failed probation.
 *
 * <p>A hit only raises a mark, up to {@value #MOST}. The small queue gives the victim while it holds more than its share;
 * an entry hit more than once moves on to the main queue instead. The main queue lowers the marks of those it spares.
 *
 * <p>Source: Yang, Zhang, Qiu, Yue, Rashmi, <i>FIFO queues are all you need for cache eviction</i>, SOSP 2023; the share of
 * the small queue and the ghost's reach are ours, by measurement.
 */
final class S3FifoQueue extends PolicyQueue {
    /** The count at which marks saturate. */
    static final int MOST = 3;

    private final EntryQueue small = new EntryQueue();
    private final EntryQueue main = new EntryQueue();
    private final Ghost ghost = new Ghost();
    private boolean squeezeMain;

    S3FifoQueue(int home) {
        super(home);
    }

    S3FifoQueue(int home, AtomicInteger dead) {
        super(home, dead);
    }

    @Override
    public int size() {
        return small.size() + main.size();
    }

    @Override
    void admit(Entry entry) {
        ghost.reach(size());
        if (ghost.remove(entry.hash())) {
            entry.set(PROVEN);
            main.add(entry);
        } else {
            small.add(entry);
        }
    }

    @Override
    @Nullable
    Entry pick() {
        for (int passed = 0; ; ) {
            boolean fromSmall = small.size() > 0 && (main.size() == 0 || small.size() * 10L >= size());
            Entry entry = fromSmall ? small.poll() : main.poll();
            if (entry == null) {
                return null;
            }
            Steps.PICKS.add(1);
            int mark = entry.mark();
            boolean spare = fromSmall ? mark > 1 : mark > 0;
            if (spare && passed < MOST_PASSED && !isDead(entry)) {
                passed++;
                entry.mark(fromSmall ? 0 : Math.min(mark, MOST) - 1);
                entry.set(PROVEN);
                main.add(entry);
            } else if (!release(entry)) {
                ghost.reach(size());
                if (fromSmall) {
                    ghost.add(entry.hash());
                }
                return entry;
            }
        }
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
            ghost.reach(size());
        }
        return dropped;
    }

    @Override
    public void forEach(Consumer<Entry> body) {
        small.forEach(body);
        main.forEach(body);
    }
}
