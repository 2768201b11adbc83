package io.cacheado.internal.evict;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two halves of a shard whose policy is being changed: what the old policy still holds, and what the new one has.
 *
 * <p>New entries go to the new one. The old one gives victims as long as it has any, so that nobody who just came pays for
 * the change. Both share one count of dead references, and an entry stays marked as queued while it is handed over: whoever
 * kills it meanwhile accounts for it as ever.
 */
final class HandoverQueue extends PolicyQueue {
    private final PolicyQueue from;
    private final PolicyQueue to;

    /** @param to an empty queue with the same home and the same count of dead references */
    HandoverQueue(PolicyQueue from, PolicyQueue to) {
        super(from.home(), from.deadCount());
        this.from = from;
        this.to = to;
    }

    PolicyQueue to() {
        return to;
    }

    /** Hands over up to so many references; true if none is left. */
    boolean handOver(int most) {
        for (int i = 0; i < most; i++) {
            Entry entry = from.takeFirst();
            if (entry == null) {
                return true;
            }
            Steps.COMPACTED.add(1);
            if (isDead(entry)) {
                deadCount().decrementAndGet();
            } else {
                to.admit(entry);
            }
        }
        return false;
    }

    @Override
    public int size() {
        return from.size() + to.size();
    }

    @Override
    void admit(Entry entry) {
        to.admit(entry);
    }

    @Override
    @Nullable
    Entry pick() {
        Entry old = from.pick();
        return old != null ? old : to.pick();
    }

    @Override
    @Nullable
    Entry takeFirst() {
        Entry old = from.takeFirst();
        return old != null ? old : to.takeFirst();
    }

    @Override
    public void touched(Entry entry) {
        from.touched(entry);
        to.touched(entry);
    }

    @Override
    boolean unlink(Entry entry) {
        return from.unlink(entry) || to.unlink(entry);
    }

    @Override
    int squeeze() {
        int dropped = from.squeeze();
        return dropped > 0 ? dropped : to.squeeze();
    }

    @Override
    public void forEach(Consumer<Entry> body) {
        from.forEach(body);
        to.forEach(body);
    }
}
