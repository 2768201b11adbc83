package io.cacheado.internal.evict;

import static io.cacheado.internal.table.Entry.REWRITTEN;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** First in, first out; an overwritten entry passes the end of the queue once. */
final class FifoQueue extends PolicyQueue {
    private final EntryQueue queue = new EntryQueue();

    FifoQueue(int home) {
        super(home);
    }

    FifoQueue(int home, AtomicInteger dead) {
        super(home, dead);
    }

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    void admit(Entry entry) {
        queue.add(entry);
    }

    @Override
    @Nullable
    Entry pick() {
        for (int passed = 0; ; ) {
            Entry entry = queue.poll();
            if (entry == null) {
                return null;
            }
            Steps.PICKS.add(1);
            if (!isDead(entry) && passed < MOST_PASSED && (entry.clear(REWRITTEN) & REWRITTEN) != 0) {
                queue.add(entry);
                passed++;
            } else if (!release(entry)) {
                return entry;
            }
        }
    }

    @Override
    @Nullable
    Entry takeFirst() {
        return queue.poll();
    }

    @Override
    int squeeze() {
        return queue.squeeze(this::isDead);
    }

    @Override
    public void forEach(Consumer<Entry> body) {
        queue.forEach(body);
    }
}
