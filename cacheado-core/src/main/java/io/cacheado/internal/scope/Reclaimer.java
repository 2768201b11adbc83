package io.cacheado.internal.scope;

import static java.util.Objects.requireNonNull;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Hashed;
import io.cacheado.internal.table.Steps;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Visits what was dropped, in bounded steps: buries each entry, which gives its units back to the budget, and takes regions
 * and nodes out of the path table. Runs in the background, and within a call that needs room.
 *
 * <p>Three kinds of work: a subtree that was cut off (walked from its top), one region that was emptied, and a generation of
 * a cache (found by sweeping the path table, leaf by leaf, since O(1) could not know its regions).
 */
public final class Reclaimer {
    /** What is done with each entry; no lock of this package is held meanwhile but this reclaimer's. */
    public interface Undertaker {
        void bury(Region region, Entry entry, RemovalCause cause);
    }

    private final LiveScopes live;
    private final Undertaker undertaker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Object> stack = new ArrayDeque<>();
    private @Nullable Region region;
    private @Nullable Hashed @Nullable [] content;
    private int at;

    /** How far the sweep for a generation has come, as an unsigned hash; 2^32 when done. */
    private long swept;

    public Reclaimer(LiveScopes live, Undertaker undertaker) {
        this.live = live;
        this.undertaker = undertaker;
    }

    public void add(ScopeNode detached) {
        waiting.add(detached);
    }

    public void add(Region emptied) {
        waiting.add(emptied);
    }

    public void add(Generation ended) {
        waiting.add(ended);
    }

    /** Whether something is left to do. */
    public boolean hasWork() {
        return !waiting.isEmpty()
                || !stack.isEmpty()
                || content != null
                || !live.displaced().isEmpty();
    }

    /** Does up to {@code most} steps, unless another thread is at it; false if nothing is left to do. */
    public boolean work(int most) {
        if (!hasWork()) {
            return false;
        }
        return lock.isHeldByCurrentThread() || !lock.tryLock() || workAndUnlock(most) >= most;
    }

    /** Does up to {@code most} steps, after another thread that is at it; false if it did none. */
    public boolean workInTurn(int most) {
        if (lock.isHeldByCurrentThread()) {
            return false;
        }
        lock.lock();
        return workAndUnlock(most) > 0;
    }

    private int workAndUnlock(int most) {
        try {
            for (int done = 0; done < most; done++) {
                if (!step()) {
                    return done;
                }
                Steps.RECLAIMED.add(1);
            }
            return most;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this thread is at it. */
    public boolean isHeldByCurrentThread() {
        return lock.isHeldByCurrentThread();
    }

    /** Does all that is left, waiting for another thread that is at it. */
    public void finish() {
        if (lock.isHeldByCurrentThread()) {
            return;
        }
        lock.lock();
        try {
            while (step()) {
                Steps.RECLAIMED.add(1);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean step() {
        Hashed[] some = content;
        if (some != null) {
            bury(some);
            return true;
        }
        Object top = stack.peek();
        if (top == null) {
            Queue<?> from = waiting.isEmpty() ? live.displaced() : waiting;
            top = from.peek();
            if (top == null) {
                return false;
            }
            // In this order, so that whoever asks meanwhile sees that there is work. Only the lock's holder polls.
            stack.push(top);
            from.poll();
            swept = 0;
        }
        if (top instanceof Region one) {
            close(one);
        } else if (top instanceof ScopeNode node) {
            descend(node);
        } else {
            sweep((Generation) top);
        }
        return true;
    }

    /** One entry of the content at hand. */
    private void bury(@Nullable Hashed[] some) {
        Region of = requireNonNull(region);
        while (at < some.length) {
            Hashed element = some[at++];
            if (element != null) {
                RemovalCause cause = of.isEmptied() ? RemovalCause.EXPLICIT : RemovalCause.SCOPE_EVICTED;
                undertaker.bury(of, (Entry) element, cause);
                return;
            }
        }
        content = null;
        region = null;
    }

    private void close(Region one) {
        Hashed[] some = one.closeNext();
        if (some != null) {
            region = one;
            content = some;
            at = 0;
            return;
        }
        stack.pop();
        live.forget(one);
        live.vanishAbove(one);
    }

    private void descend(ScopeNode node) {
        synchronized (node) {
            ScopeNode child = node.firstChild;
            Region one = node.firstRegion;
            if (child != null) {
                node.removeChild(child);
                child.close();
                stack.push(child);
                return;
            }
            if (one != null) {
                node.removeRegion(one);
                stack.push(one);
                return;
            }
        }
        stack.pop();
        live.forget(node);
    }

    /** One leaf of the path table. */
    private void sweep(Generation generation) {
        if (swept >= 1L << 32) {
            stack.pop();
            return;
        }
        int hash = (int) swept;
        int bits = live.paths.leafBits(hash);
        for (Hashed element : live.paths.leafContent(hash)) {
            if (element instanceof Region one && one.isOf(generation)) {
                stack.push(one);
            }
        }
        if (bits != live.paths.leafBits(hash)) {
            return;
        }
        // On to the next leaf, also if this one has become larger since the sweep entered it.
        swept = ((swept >>> (32 - bits)) + 1) << (32 - bits);
        if (swept >= 1L << 32) {
            // What crowds the path table's slots is not in any leaf.
            live.paths.forEachOverflow(element -> {
                if (element instanceof Region one && one.isOf(generation)) {
                    stack.push(one);
                }
            });
        }
    }
}
