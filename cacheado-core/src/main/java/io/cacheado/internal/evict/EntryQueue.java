package io.cacheado.internal.evict;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue of references to entries, in linked chunks. Its owner's lock guards it.
 *
 * <p>References to entries that died elsewhere stay until they are polled or squeezed out. Growing never copies, and {@link
 * #squeeze} cleans one chunk a call, so no call costs more than two chunks, however long the queue.
 */
public final class EntryQueue {
    private static final int SMALL = 16;
    private static final int LARGE = 64;

    private @Nullable Chunk head;
    private @Nullable Chunk tail;
    private @Nullable Chunk cursor;
    private int size;

    private static final class Chunk {
        final @Nullable Entry[] slots;
        int from;
        int to;

        @Nullable
        Chunk next;

        Chunk(int length) {
            slots = new Entry[length];
        }
    }

    /** The references held, dead ones included. */
    public int size() {
        return size;
    }

    public void add(Entry entry) {
        Chunk last = tail;
        if (last == null || last.to == last.slots.length) {
            Chunk fresh = new Chunk(size < LARGE ? SMALL : LARGE);
            if (last == null) {
                head = fresh;
            } else {
                last.next = fresh;
            }
            tail = fresh;
            last = fresh;
        }
        last.slots[last.to++] = entry;
        size++;
    }

    /** Removes and returns the oldest reference, or null. */
    public @Nullable Entry poll() {
        for (Chunk first = head; first != null; first = head) {
            if (first.from < first.to) {
                Entry entry = first.slots[first.from];
                first.slots[first.from++] = null;
                size--;
                if (first.from == first.to) {
                    dropHead(first);
                }
                return entry;
            }
            dropHead(first);
        }
        return null;
    }

    private void dropHead(Chunk first) {
        head = first.next;
        if (cursor == first) {
            cursor = head;
        }
        if (head == null) {
            tail = null;
        }
    }

    /** Decides which references are dead. */
    public interface Dead {
        /** Whether to drop the reference; called once for each that is dropped. */
        boolean test(Entry entry);
    }

    /** Drops the dead references of the next chunk, and joins it with the one behind if both fit; returns how many. */
    public int squeeze(Dead dead) {
        Chunk chunk = cursor == null ? head : cursor;
        if (chunk == null) {
            return 0;
        }
        int dropped = keepLive(chunk, dead);
        Chunk after = chunk.next;
        if (after != null) {
            dropped += keepLive(after, dead);
            if (chunk.to + after.to <= chunk.slots.length) {
                System.arraycopy(after.slots, 0, chunk.slots, chunk.to, after.to);
                chunk.to += after.to;
                chunk.next = after.next;
                if (tail == after) {
                    tail = chunk;
                }
                after = chunk;
            }
        }
        cursor = after;
        size -= dropped;
        return dropped;
    }

    private static int keepLive(Chunk chunk, Dead dead) {
        int kept = 0;
        int end = chunk.to;
        for (int i = chunk.from; i < end; i++) {
            Entry entry = chunk.slots[i];
            if (entry != null && !dead.test(entry)) {
                if (kept != i) {
                    chunk.slots[kept] = entry;
                }
                kept++;
            }
        }
        int dropped = end - chunk.from - kept;
        for (int i = kept; i < end; i++) {
            chunk.slots[i] = null;
        }
        Steps.COMPACTED.add(end - chunk.from);
        chunk.from = 0;
        chunk.to = kept;
        return dropped;
    }

    /** Calls back for each reference, oldest first. */
    public void forEach(Consumer<Entry> body) {
        for (Chunk chunk = head; chunk != null; chunk = chunk.next) {
            for (int i = chunk.from; i < chunk.to; i++) {
                Entry entry = chunk.slots[i];
                if (entry != null) {
                    body.accept(entry);
                }
            }
        }
    }
}
