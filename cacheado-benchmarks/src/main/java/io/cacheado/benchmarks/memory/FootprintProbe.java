package io.cacheado.benchmarks.memory;

import com.sun.management.OperatingSystemMXBean;
import io.cacheado.benchmarks.ChildJvm;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;

/** Fills one peer and reports the bytes that it retains, beside the keys, values and ids. Runs in a process of its own. */
final class FootprintProbe {
    static final String OURS = "cacheado";
    static final String ENTRIES = "entries";
    static final String SESSIONS = "sessions";
    static final String CACHES = "caches";
    private static final int CLASSES = 14;

    private FootprintProbe() {}

    /**
     * Fills, measures and reports.
     *
     * @param arguments what to fill, by whom, and how many entries or sessions
     */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[2]);
        // Loads the classes and starts the threads that are not to be counted.
        Contents small = contents(arguments[0], arguments[1], Math.max(1_000, count / 20));
        small.fill();
        small.alive();

        Contents contents = contents(arguments[0], arguments[1], count);
        Heap before = Heap.now();
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = system.getProcessCpuTime();
        contents.fill();
        double cpu = system.getProcessCpuTime() - start;
        Heap filled = Heap.now().since(before);
        Heap used;
        long expected = units(arguments[0], count);
        try {
            // Looking up may make something, too: handles, marks, what a policy knows of frequencies.
            long alive = contents.alive();
            if (alive != expected) {
                throw new IllegalStateException(alive + " entries are alive, expected " + expected);
            }
            used = Heap.now().since(before);
        } finally {
            Reference.reachabilityFence(contents);
            Reference.reachabilityFence(small);
        }
        System.out.printf("  %s, %s, %,d: %,d entries, all alive%n", arguments[0], arguments[1], count, expected);
        used.largest(CLASSES, perUnit(arguments[0], count)).forEach(System.out::println);
        ChildJvm.report("filled", (double) filled.bytes());
        ChildJvm.report("used", (double) used.bytes());
        ChildJvm.report("cpu", cpu);
        System.exit(0);
    }

    private static Contents contents(String what, String who, int count) {
        boolean ours = who.equals(OURS);
        return switch (what) {
            case ENTRIES -> {
                EntriesContents entries = new EntriesContents(count);
                yield ours ? entries.ours() : entries.theirs();
            }
            case SESSIONS -> {
                SessionsContents sessions = new SessionsContents(count, 1, 5);
                yield ours ? sessions.ours() : sessions.oneEach();
            }
            case CACHES -> {
                SessionsContents caches = new SessionsContents(count, 20, 1);
                yield ours ? caches.ours() : caches.composite();
            }
            default -> throw new IllegalArgumentException(what);
        };
    }

    /** How many entries there are. */
    private static long units(String what, int count) {
        return what.equals(SESSIONS) ? count * 5L : what.equals(CACHES) ? count * 20L : count;
    }

    /** What bytes are divided by. */
    static long perUnit(String what, int count) {
        return what.equals(CACHES) ? count * 20L : count;
    }
}
