package io.cacheado.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A gate that holds who arrives until it is opened, for all or for one. Safe for use by many threads. */
final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Deque<CompletableFuture<@Nullable Void>> held = new ArrayDeque<>();
    private boolean open;
    private int arrived;

    Gate(boolean open) {
        this.open = open;
    }

    /** What ends when the one who arrives now may go on. */
    CompletableFuture<@Nullable Void> arrive() {
        lock.lock();
        try {
            arrived++;
            arrival.signalAll();
            CompletableFuture<@Nullable Void> pass = new CompletableFuture<>();
            if (open) {
                pass.complete(null);
            } else {
                held.add(pass);
            }
            return pass;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets one who waits no more. */
    void leave(CompletableFuture<@Nullable Void> pass) {
        lock.lock();
        try {
            held.remove(pass);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many have arrived; false if they have not in time. */
    boolean awaitArrived(int number, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (arrived < number) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = arrival.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    int arrived() {
        lock.lock();
        try {
            return arrived;
        } finally {
            lock.unlock();
        }
    }

    int held() {
        lock.lock();
        try {
            return held.size();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all go, and those who come. */
    void open() {
        List<CompletableFuture<@Nullable Void>> all;
        lock.lock();
        try {
            open = true;
            all = new ArrayList<>(held);
            held.clear();
        } finally {
            lock.unlock();
        }
        // Whoever waits for a stage goes on right here, and must not find the lock held.
        all.forEach(pass -> pass.complete(null));
    }

    /** Lets the one go who has waited longest; false if there is none. */
    boolean openForOne() {
        CompletableFuture<@Nullable Void> first;
        lock.lock();
        try {
            first = held.poll();
        } finally {
            lock.unlock();
        }
        return first != null && first.complete(null);
    }
}
