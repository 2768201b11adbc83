package io.cacheado.internal.evict;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Shares that were asked to pay and could not, because of what is reserved: they sit out, so that the search for a victim does
 * not come back to them again and again, and return one by one with later searches, or as soon as nobody else can pay. What they
 * hold may change meanwhile without a word to anyone, which is why they return untold.
 */
public final class Bench {
    private static final int SEARCHES_FOR_ONE = 16;

    private final Queue<Runnable> out = new ConcurrentLinkedQueue<>();
    private int searches;

    /** Seats a share here that has just been taken out of its index; what brings it back is run once. */
    public void add(Runnable comesBack) {
        out.add(comesBack);
    }

    /** A search for a victim begins; now and then one share returns. Racy: a lost count delays a return. */
    public void search() {
        if (++searches % SEARCHES_FOR_ONE == 0) {
            comeBack();
        }
    }

    /** Lets the share return that has sat out for longest; false if there is none. */
    public boolean comeBack() {
        Runnable first = out.poll();
        if (first == null) {
            return false;
        }
        first.run();
        return true;
    }
}
