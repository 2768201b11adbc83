package io.cacheado.internal.evict;

import static io.cacheado.internal.table.Entry.SPECIAL;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Least frequently used: one FIFO for each count of hits up to {@value #MOST}; the lowest that is not empty gives the
 * victim. A hit only raises the entry's mark; an entry found with more hits than its FIFO stands for moves up then.
 *
 * <p>Ageing: every fourth pick looks at the entry that has stood longest in the highest FIFO and halves its count.
 */
final class LfuQueue extends PolicyQueue {
    /** The count at which marks saturate. */
    static final int MOST = 15;

    private final @Nullable EntryQueue[] levels = new EntryQueue[MOST + 1];
    private int size;
    private int picks;
    private int cursor;

    LfuQueue(int home) {
        super(home);
    }

    LfuQueue(int home, AtomicInteger dead) {
        super(home, dead);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    void admit(Entry entry) {
        if ((entry.lpFlags() & SPECIAL) == 0) {
            // It came from a queue of another policy.
            entry.set(SPECIAL);
        }
        push(entry);
    }

    private void push(Entry entry) {
        int count = Math.min(entry.mark(), MOST);
        EntryQueue level = levels[count];
        if (level == null) {
            level = new EntryQueue();
            levels[count] = level;
        }
        level.add(entry);
        size++;
    }

    @Override
    @Nullable
    Entry pick() {
        if ((++picks & 3) == 0) {
            age();
        }
        int passed = 0;
        for (int count = 0; count <= MOST; ) {
            EntryQueue level = levels[count];
            Entry entry = level == null ? null : level.poll();
            if (entry == null) {
                count++;
                continue;
            }
            size--;
            Steps.PICKS.add(1);
            if (!isDead(entry) && entry.mark() > count && passed < MOST_PASSED) {
                passed++;
                push(entry);
            } else if (!release(entry)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    @Nullable
    Entry takeFirst() {
        for (EntryQueue level : levels) {
            Entry first = level == null ? null : level.poll();
            if (first != null) {
                size--;
                return first;
            }
        }
        return null;
    }

    private void age() {
        for (int count = MOST; count > 0; count--) {
            EntryQueue level = levels[count];
            Entry entry = level == null ? null : level.poll();
            if (entry != null) {
                size--;
                if (isDead(entry)) {
                    release(entry);
                } else {
                    entry.mark(Math.min(entry.mark(), MOST) / 2);
                    push(entry);
                }
                return;
            }
        }
    }

    @Override
    int squeeze() {
        for (int i = 0; i <= MOST; i++) {
            EntryQueue level = levels[cursor];
            cursor = (cursor + 1) % (MOST + 1);
            if (level != null && level.size() > 0) {
                int dropped = level.squeeze(this::isDead);
                size -= dropped;
                return dropped;
            }
        }
        return 0;
    }

    @Override
    public void forEach(Consumer<Entry> body) {
        for (EntryQueue level : levels) {
            if (level != null) {
                level.forEach(body);
            }
        }
    }
}
