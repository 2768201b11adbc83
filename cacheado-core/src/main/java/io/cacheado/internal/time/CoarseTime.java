package io.cacheado.internal.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The system's monotonic time with a resolution of one millisecond, kept by one daemon thread for the whole process.
 *
 * <p>A hit reads one field instead of asking the system, which costs more than the whole rest of a hit. Writes and misses
 * ask the system and raise the shared time, so that a starved thread cannot hold it back where anything changes. The thread
 * starts with the first entry that expires, sleeps when nobody asked for a second, wakes what was registered once a second,
 * and ends when all that was registered is gone. It knows those only weakly and inherits nothing from who started it.
 */
public final class CoarseTime {
    private static final long STEP = 1_000_000;
    private static final long ROUND = 1_000_000_000;
    static final long RAISE = 100_000;
    private static final long ORIGIN = System.nanoTime();
    private static final VarHandle NOW;

    static volatile long now;
    private static volatile boolean ticking;
    private static boolean asked;
    private static @Nullable Thread thread;
    private static final List<WeakReference<Runnable>> REGISTERED = new ArrayList<>();

    static {
        try {
            NOW = MethodHandles.lookup().findStaticVarHandle(CoarseTime.class, "now", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private CoarseTime() {}

    /** The shared time, or the exact one while nobody keeps it. */
    static long now() {
        if (!ticking) {
            return exact();
        }
        if (!asked) {
            asked = true;
        }
        return now;
    }

    /** The exact time. When it returns, the shared one is at most {@link #RAISE} behind it. */
    static long exact() {
        long exact = System.nanoTime() - ORIGIN;
        for (long shared = now; exact - shared > RAISE; shared = now) {
            asked = true;
            if (NOW.compareAndSet(shared, exact)) {
                break;
            }
            // Another raised it, perhaps to less.
        }
        return exact;
    }

    /** Runs {@code due} about once a second, as long as someone else holds it; starts the thread if need be. */
    public static synchronized void register(Runnable due) {
        REGISTERED.add(new WeakReference<>(due));
        if (thread == null) {
            thread = new Thread(null, CoarseTime::keep, "cacheado-clock", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    /** Forgets what was registered. */
    public static synchronized void unregister(Runnable due) {
        REGISTERED.removeIf(each -> each.refersTo(due));
    }

    private static void keep() {
        long nextRound = System.nanoTime() + ROUND;
        while (true) {
            boolean tick = ticking;
            LockSupport.parkNanos(tick ? STEP : Math.max(STEP, nextRound - System.nanoTime()));
            long read = System.nanoTime();
            long exact = read - ORIGIN;
            long shared = now;
            if (exact > shared) {
                NOW.compareAndSet(shared, exact);
            }
            if (read - nextRound >= 0) {
                nextRound = read + ROUND;
                boolean wanted = asked;
                asked = false;
                // An executor that runs tasks in place may hold this thread up: until it is back, hits ask the system.
                ticking = false;
                if (!round()) {
                    return;
                }
                ticking = wanted;
            }
        }
    }

    /** Wakes all that is registered; false, and the thread ends, when nothing is left. */
    private static boolean round() {
        List<Runnable> due = new ArrayList<>();
        synchronized (CoarseTime.class) {
            REGISTERED.removeIf(each -> each.refersTo(null));
            if (REGISTERED.isEmpty()) {
                thread = null;
                return false;
            }
            for (WeakReference<Runnable> each : REGISTERED) {
                Runnable one = each.get();
                if (one != null) {
                    due.add(one);
                }
            }
        }
        for (Runnable one : due) {
            try {
                one.run();
            } catch (Throwable t) {
                // A full executor is the owner's matter: it counts what it could not hand over. The clock goes on.
                asked = true;
            }
        }
        return true;
    }
}
