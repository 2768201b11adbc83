package io.cacheado.internal.evict;

import static io.cacheado.internal.table.Entry.REWRITTEN;
import static io.cacheado.internal.table.Entry.SPECIAL;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.internal.table.Steps;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Least recently used: a linked list, the most recent entry last.
 *
 * <p>A hit moves its entry to the end if it gets the lock at once; otherwise it leaves a mark, and the entry is spared once
 * when its turn comes. Above {@value #EXACT_MOST} entries a hit moves its entry only if a quarter of the queue has moved
 * since it last did; below, and when exact, always. Dead entries are unlinked in passing or when they are squeezed out.
 */
final class LruQueue extends PolicyQueue {
    /** Up to so many entries, every hit moves its entry. */
    static final int EXACT_MOST = 1024;

    private final boolean exact;
    private @Nullable RichEntry oldest;
    private @Nullable RichEntry newest;
    private @Nullable RichEntry cursor;
    private int size;
    private int moves;

    LruQueue(int home, boolean exact) {
        this(home, exact, new AtomicInteger());
    }

    LruQueue(int home, boolean exact, AtomicInteger dead) {
        super(home, dead);
        this.exact = exact;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    void admit(Entry entry) {
        entry.mark(0);
        entry.clear(REWRITTEN);
        if ((entry.lpFlags() & SPECIAL) == 0) {
            // It came from a queue of another policy.
            entry.set(SPECIAL);
        }
        append((RichEntry) entry);
    }

    @Override
    public void touched(Entry entry) {
        RichEntry rich = (RichEntry) entry;
        if (isLinked(rich) && !isDead(rich) && (exact || size <= EXACT_MOST || moves - rich.movedAt > size / 4)) {
            remove(rich);
            append(rich);
            rich.mark(0);
        }
    }

    @Override
    boolean unlink(Entry entry) {
        // It will be linked elsewhere; while a policy is changed, it may be in the queue beside this one.
        boolean here = entry instanceof RichEntry rich && isLinked(rich);
        if (here) {
            remove((RichEntry) entry);
        }
        return here;
    }

    private boolean isLinked(RichEntry entry) {
        return entry.previous != null || entry.next != null || oldest == entry;
    }

    private void append(RichEntry entry) {
        entry.movedAt = ++moves;
        entry.previous = newest;
        entry.next = null;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.next = entry;
        }
        newest = entry;
        size++;
    }

    private void remove(RichEntry entry) {
        if (cursor == entry) {
            cursor = entry.next;
        }
        RichEntry before = entry.previous;
        RichEntry after = entry.next;
        if (before == null) {
            oldest = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.previous = before;
        }
        entry.previous = null;
        entry.next = null;
        size--;
    }

    @Override
    @Nullable
    Entry pick() {
        for (int passed = 0; ; ) {
            RichEntry entry = oldest;
            if (entry == null) {
                return null;
            }
            Steps.PICKS.add(1);
            remove(entry);
            if (!isDead(entry) && passed < MOST_PASSED && entry.mark() > 0) {
                passed++;
                entry.mark(0);
                append(entry);
            } else if (!release(entry)) {
                return entry;
            }
        }
    }

    @Override
    @Nullable
    Entry takeFirst() {
        RichEntry first = oldest;
        if (first != null) {
            remove(first);
        }
        return first;
    }

    @Override
    int squeeze() {
        int dropped = 0;
        RichEntry entry = cursor == null ? oldest : cursor;
        for (int i = 0; i < MOST_PASSED && entry != null; i++) {
            RichEntry after = entry.next;
            Steps.COMPACTED.add(1);
            if (isDead(entry)) {
                remove(entry);
                dropped++;
            }
            entry = after;
        }
        cursor = entry;
        return dropped;
    }

    @Override
    public void forEach(Consumer<Entry> body) {
        for (RichEntry entry = oldest; entry != null; entry = entry.next) {
            body.accept(entry);
        }
    }
}
