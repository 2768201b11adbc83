package io.cacheado.internal.expire;

import static io.cacheado.internal.table.Entry.DEAD;
import static io.cacheado.internal.table.Entry.TIMED;

import io.cacheado.internal.evict.EntryQueue;
import io.cacheado.internal.evict.Stripe;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timer wheel of references to entries that expire. Guarded by its own lock, except {@link #died}.
 *
 * <p>Five levels of 64 buckets, from 16.8 ms to 3.3 days a bucket, 208 days in all. A reference is a hint: when its bucket is due, a dead
 * entry is skipped, and one that now expires later is filed again. No entry's life is ever shortened: who stores a value with
 * a shorter one stores a new entry, so that each has at most one reference. The cost follows what is due, not what is
 * stored.
 *
 * <p>Source: Varghese, Lauck, <i>Hashed and hierarchical timing wheels</i>, SOSP 1987; a bitmap for each level skips the
 * empty buckets.
 */
public final class TimerWheel {
    private static final int LEVELS = 5;
    private static final int BUCKETS = 64;
    private static final int FIRST_SHIFT = 24;
    private static final int SHIFT = 6;
    private static final int TIDIED = 256;

    private final Stripe lock = new Stripe();
    private final @Nullable EntryQueue[] buckets = new EntryQueue[LEVELS * BUCKETS];
    private final long[] used = new long[LEVELS];
    private final long[] done = new long[LEVELS];
    private final AtomicInteger dead = new AtomicInteger();
    private int size;
    private int cursor;

    /** The tick up to which nothing is left to do; racy, since who reads an old one only looks again. */
    private long reached = -1;

    /** Wheels begin at time 0, of which no bucket is done. */
    public TimerWheel() {
        Arrays.fill(done, -1);
    }

    /** Files an entry, unless it has died. */
    public void file(Entry entry) {
        lock.lock();
        try {
            if ((entry.set(TIMED) & DEAD) == 0) {
                place(entry, entry.deadline());
                size++;
            } else {
                entry.clear(TIMED);
            }
            tidy();
        } finally {
            lock.unlock();
        }
    }

    private int place(Entry entry, long due) {
        int level = 0;
        long tick = due >>> FIRST_SHIFT;
        while (level < LEVELS - 1 && tick - done[level] > BUCKETS) {
            level++;
            tick = due >>> (FIRST_SHIFT + level * SHIFT);
        }
        tick = Math.min(Math.max(tick, done[level] + 1), done[level] + BUCKETS);
        int slot = (int) tick & (BUCKETS - 1);
        EntryQueue bucket = buckets[level * BUCKETS + slot];
        if (bucket == null) {
            bucket = new EntryQueue();
            buckets[level * BUCKETS + slot] = bucket;
        }
        bucket.add(entry);
        used[level] |= 1L << slot;
        return level;
    }

    /** A filed entry died elsewhere. */
    public void died() {
        if (dead.incrementAndGet() > size / 8 + 8) {
            lock.lock();
            try {
                tidy();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether {@link #advance} would look at anything; racy, for those who would rather not ask. */
    public boolean isDue(long now, boolean exactly) {
        return size != 0 && (exactly || now >>> FIRST_SHIFT != reached);
    }

    /**
     * Moves on to {@code now} by at most {@code most} entries, and hands out those that have expired; none is dead, unless
     * it died this instant. The caller must not hold a lock that {@code expired} needs: it is called after this lock is
     * released.
     *
     * @param exactly whether to look into the bucket of this very instant too
     */
    public int advance(long now, int most, boolean exactly, Consumer<Entry> expired) {
        if (!isDue(now, exactly)) {
            return 0;
        }
        long tick = now >>> FIRST_SHIFT;
        EntryQueue found = new EntryQueue();
        lock.lock();
        try {
            int left = most;
            for (int level = 0; level < LEVELS && left > 0; level++) {
                left = advance(level, now, left, found);
            }
            if (left > 0) {
                reached = tick;
            }
            if (exactly && left > 0) {
                sift((int) (now >>> FIRST_SHIFT) & (BUCKETS - 1), 0, now, found, Integer.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
        int handedOut = found.size();
        for (Entry entry = found.poll(); entry != null; entry = found.poll()) {
            expired.accept(entry);
        }
        return handedOut;
    }

    /** Works through the due buckets of a level; returns how many entries may still be looked at. */
    private int advance(int level, long now, int most, EntryQueue found) {
        long current = now >>> (FIRST_SHIFT + level * SHIFT);
        // At the finest level the current bucket is not over yet; at the others it is when it begins.
        long last = level == 0 ? current - 1 : current;
        int left = most;
        while (done[level] < last) {
            if (used[level] == 0) {
                done[level] = last;
                return left;
            }
            int slot = (int) (done[level] + 1) & (BUCKETS - 1);
            long ahead = Long.rotateRight(used[level], slot);
            long next = done[level] + 1 + Long.numberOfTrailingZeros(ahead);
            if (next > last) {
                done[level] = last;
                return left;
            }
            slot = (int) next & (BUCKETS - 1);
            // First, so that what is filed again from this bucket is not filed into it for one more round.
            done[level] = next - 1;
            EntryQueue bucket = buckets[level * BUCKETS + slot];
            int looked = sift(slot, level, now, found, left);
            left -= looked;
            if (bucket != null && bucket.size() > 0 && left <= 0) {
                return 0;
            }
            done[level] = next;
        }
        return left;
    }

    /** Takes each entry of a bucket: expired ones are found, dead ones dropped, the others filed again. */
    private int sift(int slot, int level, long now, EntryQueue found, int most) {
        EntryQueue bucket = buckets[level * BUCKETS + slot];
        if (bucket == null) {
            return 0;
        }
        int looked = 0;
        EntryQueue later = new EntryQueue();
        Entry entry;
        while (looked < most && (entry = bucket.poll()) != null) {
            looked++;
            Steps.WHEEL.add(1);
            long due = entry.deadline();
            if (entry.is(DEAD)) {
                size--;
                dead.decrementAndGet();
            } else if (due <= now || due == Entry.NEVER) {
                size--;
                if ((entry.clear(TIMED) & DEAD) != 0) {
                    dead.decrementAndGet();
                } else if (due <= now) {
                    found.add(entry);
                }
            } else {
                later.add(entry);
            }
        }
        if (bucket.size() == 0) {
            buckets[level * BUCKETS + slot] = null;
            used[level] &= ~(1L << slot);
        }
        for (entry = later.poll(); entry != null; entry = later.poll()) {
            if (place(entry, entry.deadline()) < level) {
                Steps.CASCADES.add(1);
            }
        }
        return looked;
    }

    private void tidy() {
        int looked = 0;
        for (int i = 0; i < LEVELS * BUCKETS && looked < TIDIED && dead.get() > size / 8 + 8; i++) {
            EntryQueue bucket = buckets[cursor];
            int dropped = 0;
            if (bucket != null) {
                looked += Math.min(bucket.size(), BUCKETS);
                dropped = bucket.squeeze(entry -> entry.is(DEAD));
                size -= dropped;
                dead.addAndGet(-dropped);
                if (bucket.size() == 0) {
                    buckets[cursor] = null;
                    used[cursor / BUCKETS] &= ~(1L << (cursor % BUCKETS));
                }
            }
            if (dropped == 0 || buckets[cursor] == null) {
                cursor = (cursor + 1) % (LEVELS * BUCKETS);
            }
        }
    }

    /** References held, dead ones included. */
    public int size() {
        return size;
    }

    /** Dead references still held. */
    public int dead() {
        return dead.get();
    }
}
