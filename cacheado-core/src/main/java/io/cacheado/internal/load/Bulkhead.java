package io.cacheado.internal.load;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A bound on the loads that run at once in one scope: a fair semaphore for which nobody needs to block. Whoever came first is
 * let in first. Futures are completed with no lock held.
 */
public final class Bulkhead {
    private static final ThreadLocal<ArrayDeque<Bulkhead>> LETTING_IN = ThreadLocal.withInitial(ArrayDeque::new);

    private final ArrayDeque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
    private int running;
    private int permits;

    public Bulkhead(int permits) {
        this.permits = permits;
    }

    /** Ends with true when a load may begin, with false when it has given up. */
    public synchronized CompletableFuture<Boolean> enter() {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        if (running < permits && waiting.isEmpty()) {
            running++;
            turn.complete(true);
        } else {
            waiting.add(turn);
        }
        return turn;
    }

    /** Does not wait any more; false if it was let in already. */
    public boolean giveUp(CompletableFuture<Boolean> turn) {
        boolean gaveUp = turn.complete(false);
        if (gaveUp) {
            synchronized (this) {
                waiting.remove(turn);
            }
        }
        return gaveUp;
    }

    /** Nobody waits any more: all are told so. */
    public void giveUpAll() {
        for (CompletableFuture<Boolean> next = nextWaiting(); next != null; next = nextWaiting()) {
            next.complete(false);
        }
    }

    private synchronized @Nullable CompletableFuture<Boolean> nextWaiting() {
        return waiting.poll();
    }

    /** A load has ended. */
    public void leave() {
        synchronized (this) {
            running--;
        }
        letIn();
    }

    /** Changes how many may run at once; those that run already go on. */
    public void permits(int newPermits) {
        synchronized (this) {
            permits = newPermits;
        }
        letIn();
    }

    /**
     * Lets in as many as may come. What these do runs on this thread if their executor runs tasks in place; when one of them
     * leaves in here already, the next is let in by the loop, and not within it, or the stack would grow with each.
     */
    private void letIn() {
        ArrayDeque<Bulkhead> outer = LETTING_IN.get();
        if (outer.contains(this)) {
            return;
        }
        outer.push(this);
        try {
            letAllIn();
        } finally {
            outer.pop();
            if (outer.isEmpty()) {
                LETTING_IN.remove();
            }
        }
    }

    private void letAllIn() {
        for (CompletableFuture<Boolean> next = next(); next != null; next = next()) {
            if (!next.complete(true)) {
                // It has just given up.
                synchronized (this) {
                    running--;
                }
            }
        }
    }

    private synchronized @Nullable CompletableFuture<Boolean> next() {
        CompletableFuture<Boolean> next = running < permits ? waiting.poll() : null;
        if (next != null) {
            running++;
        }
        return next;
    }

    /** Whether nobody is in it or waits for it. */
    public synchronized boolean isIdle() {
        return running == 0 && waiting.isEmpty();
    }
}
