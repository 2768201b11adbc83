package io.cacheado.internal.engine;

import io.cacheado.internal.expire.TimerWheel;
import io.cacheado.internal.time.CoarseTime;
import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The work that nobody waits for: reclaiming what was dropped, and removing what expires while nobody writes. Each task does
 * a bounded step and submits itself again; an executor that runs tasks in place makes the step a loop.
 */
final class Maintenance {
    private static final int STEP = 1024;

    private final Upkeep upkeep;
    private final Executor executor;
    private final AtomicBoolean reclaiming = new AtomicBoolean();
    private final AtomicBoolean expiring = new AtomicBoolean();
    private volatile @Nullable Thread reclaimer;
    private volatile boolean again;
    private volatile @Nullable Runnable watch;
    private boolean stopped;

    Maintenance(Upkeep upkeep, Executor executor) {
        this.upkeep = upkeep;
        this.executor = executor;
    }

    /** Sees to it that what was dropped is reclaimed soon. */
    void reclaim() {
        if (reclaiming.compareAndSet(false, true)) {
            submit(this::reclaimStep, reclaiming, "reclaim");
        }
    }

    private void reclaimStep() {
        Thread me = Thread.currentThread();
        if (reclaimer == me) {
            // The executor runs tasks in place: the step below on the stack goes on instead.
            again = true;
            return;
        }
        reclaimer = me;
        do {
            again = false;
            upkeep.reclaim(STEP);
            reclaiming.set(false);
            // While listeners are far behind they come first: they call again when they have caught up.
            if (upkeep.reclaimer().hasWork() && !upkeep.removals().isCrowded()) {
                reclaim();
            }
        } while (again);
        if (reclaimer == me) {
            reclaimer = null;
        }
    }

    private void submit(Runnable task, AtomicBoolean flag, String work) {
        try {
            executor.execute(task);
        } catch (Throwable t) {
            // Refused, or no thread to be had.
            // Whoever needs the room reclaims it in passing; cleanUp() does the rest.
            flag.set(false);
            upkeep.logs().refused(work, t);
        }
    }

    /** Sees to it that entries are removed when they expire, even if nobody calls. */
    void watchClock() {
        if (watch == null) {
            synchronized (this) {
                if (watch == null && !stopped) {
                    Runnable made = new Watch(this);
                    CoarseTime.register(made);
                    watch = made;
                }
            }
        }
    }

    /** Ends the watch. */
    synchronized void stop() {
        stopped = true;
        Runnable made = watch;
        if (made != null) {
            CoarseTime.unregister(made);
        }
    }

    private void round() {
        if (expiring.compareAndSet(false, true)) {
            submit(this::expireStep, expiring, "expire");
        }
        if (upkeep.reclaimer().hasWork()) {
            reclaim();
        }
    }

    private void expireStep() {
        try {
            long start = upkeep.logs().writesSweeps() ? upkeep.logs().now() : 0;
            long expired = 0;
            for (TimerWheel wheel : upkeep.wheels()) {
                expired += upkeep.expire(wheel, STEP, false, upkeep.clock().exact());
            }
            upkeep.logs().swept(expired, start);
        } finally {
            expiring.set(false);
        }
    }

    /** What the clock knows: the way back is weak, so that a dropped cacheado is collected. */
    private static final class Watch implements Runnable {
        private final WeakReference<Maintenance> maintenance;

        Watch(Maintenance maintenance) {
            this.maintenance = new WeakReference<>(maintenance);
        }

        @Override
        public void run() {
            Maintenance there = maintenance.get();
            if (there != null) {
                there.round();
            }
        }
    }
}
