package io.cacheado.benchmarks.speed;

import com.github.benmanes.caffeine.cache.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Key;
import io.cacheado.benchmarks.Peers;
import io.cacheado.benchmarks.Population;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * Drops tenants of 1,000 entries each out of a million, and reports this thread's processor time of one drop. Runs in a
 * process of its own.
 */
final class DropProbe {
    private static final int PER_USER = 100;
    private static final Object VALUE = new Object();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private DropProbe() {}

    public static void main(String[] arguments) {
        Population population = Population.of(Population.USUAL);
        String[] keys = new String[PER_USER];
        for (int i = 0; i < PER_USER; i++) {
            keys[i] = "item-" + i;
        }
        if (arguments[0].equals("cacheado")) {
            ours(population, keys);
        } else {
            theirs(population, keys);
        }
        System.exit(0);
    }

    private static void ours(Population population, String[] keys) {
        int most = population.size() * keys.length;
        Queue<Runnable> tasks = new ArrayDeque<>();
        try (Cacheado cacheado =
                Peers.cacheado().maximumSize(most).executor(tasks::add).build()) {
            ScopedCache<String, Object>[] handles = population.handles(cacheado, Peers.cache(cacheado, "user"));
            double[] logical = new double[8];
            double[] whole = new double[8];
            // The first rounds warm up; in each, a hundred tenants leave and come back.
            for (int round = 0; round < logical.length; round++) {
                for (int user = 0; user < handles.length; user++) {
                    for (String key : keys) {
                        handles[user].put(key, VALUE);
                    }
                }
                run(tasks);
                require(cacheado.stats().entryCount(), most);
                long start = THREADS.getCurrentThreadCpuTime();
                long dropped = 0;
                for (int tenant = round * 100; tenant < round * 100 + 100; tenant++) {
                    dropped += cacheado.evict(cacheado.scope("tenant", population.tenant(tenant * 10)));
                }
                long cut = THREADS.getCurrentThreadCpuTime();
                run(tasks);
                cacheado.cleanUp();
                long end = THREADS.getCurrentThreadCpuTime();
                require(dropped, most / 10);
                require(cacheado.stats().entryCount(), most - most / 10);
                logical[round] = (cut - start) / 100.0;
                whole[round] = (end - start) / 100.0;
            }
            ChildJvm.report("logical", last(logical));
            ChildJvm.report("whole", last(whole));
        }
    }

    private static void run(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private static void theirs(Population population, String[] keys) {
        Cache<Key, Object> cache = Peers.caffeine((long) population.size() * keys.length);
        for (int user = 0; user < population.size(); user++) {
            for (String key : keys) {
                cache.put(population.key(user, key), VALUE);
            }
        }
        cache.cleanUp();
        double[] nanos = new double[8];
        for (int round = 0; round < nanos.length; round++) {
            String tenant = population.tenant(round * 10);
            long before = cache.estimatedSize();
            long start = THREADS.getCurrentThreadCpuTime();
            cache.asMap().keySet().removeIf(key -> key.tenant().equals(tenant));
            nanos[round] = THREADS.getCurrentThreadCpuTime() - start;
            require(before - cache.estimatedSize(), 10L * keys.length);
        }
        ChildJvm.report("logical", last(nanos));
    }

    /** The median of the later half. */
    private static double last(double[] all) {
        return Measured.median(Arrays.copyOfRange(all, all.length / 2, all.length));
    }

    private static void require(long found, long expected) {
        if (found != expected) {
            throw new IllegalStateException(found + " entries, expected " + expected);
        }
    }
}
