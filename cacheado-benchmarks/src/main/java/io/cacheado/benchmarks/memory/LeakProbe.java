package io.cacheado.benchmarks.memory;

import static java.util.Objects.requireNonNull;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Peers;
import io.cacheado.stats.CacheStats;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Misses, and sessions that come and go, and reports what stays of them. Runs in a process of its own. */
final class LeakProbe {
    private static final int MISSES = 1_000_000;
    private static final int SESSIONS = 100_000;
    private static final int ENTRIES = 5;
    private static final int CLASSES = 4;
    private static final Object VALUE = new Object();

    private final AtomicLong time = new AtomicLong(1);
    private final Cacheado cacheado;
    private final Cache<String, Object> users;
    private final Cache<String, Object> sessions;
    private @Nullable Heap first;

    private LeakProbe() {
        cacheado = Peers.cacheado()
                .maximumSize(10L * SESSIONS * ENTRIES)
                .recordStats()
                .ticker(time::get)
                .build();
        users = Peers.cache(cacheado, "user");
        sessions = Peers.cache(cacheado, "session");
    }

    public static void main(String[] arguments) {
        LeakProbe probe = new LeakProbe();
        probe.all(20_000, 2_000);
        // The first count is held while the second is taken, as that is while later ones are.
        probe.first = Heap.now();
        probe.retained("at first, by the count itself");
        probe.first = Heap.now();
        probe.miss(MISSES);
        ChildJvm.report("misses", probe.retained("after 1,000,000 misses"));
        probe.drop(SESSIONS);
        ChildJvm.report("dropped", probe.retained("after 100,000 sessions were dropped"));
        probe.expire(SESSIONS);
        ChildJvm.report("expired", probe.retained("after 100,000 sessions expired"));
        probe.all(MISSES / 10, SESSIONS / 10);
        ChildJvm.report("again", probe.retained("after all that again, a tenth"));
        System.exit(0);
    }

    private void all(int misses, int count) {
        users.in("kept", "user").put("kept", VALUE);
        miss(misses);
        drop(count);
        expire(count);
    }

    /** By how much this process's heap has grown since {@link #first}. */
    private double retained(String when) {
        cacheado.cleanUp();
        CacheStats stats = cacheado.stats();
        Heap grown = Heap.now().since(requireNonNull(first));
        System.out.printf(
                "  %,d B more %s; %d entries, %d scopes%n",
                grown.bytes(), when, stats.entryCount(), stats.scopeCount());
        grown.largest(CLASSES, 1).forEach(System.out::println);
        return grown.bytes();
    }

    /** A third each in a scope that holds something, in scopes that never held anything by ids, and by scope. */
    private void miss(int count) {
        ScopedCache<String, Object> kept = users.in("kept", "user");
        for (int i = 0; i < count; i++) {
            String text = "missing-" + i;
            Object found = switch (i % 3) {
                case 0 -> kept.getIfPresent(text);
                case 1 -> users.in(text, text).getIfPresent(text);
                default ->
                    sessions.in(cacheado.scope("session", "tenant-" + i % 1000, text))
                            .getIfPresent(text);
            };
            require(found == null);
        }
    }

    /** Sessions that are used, then dropped one by one, ten at a time alive. */
    private void drop(int count) {
        for (int i = 0; i < count; i++) {
            use(i);
            if (i >= 10) {
                leave(i - 10);
            }
        }
        for (int i = Math.max(0, count - 10); i < count; i++) {
            leave(i);
        }
    }

    private void leave(int session) {
        require(cacheado.evict(cacheado.scope("session", tenant(session), "session-" + session)) == ENTRIES);
    }

    /** Sessions that are used, all alive at once, until they expire. */
    private void expire(int count) {
        for (int i = 0; i < count; i++) {
            use(i);
            time.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        }
        time.addAndGet(Peers.LIFE.toNanos() + TimeUnit.MINUTES.toNanos(5));
        cacheado.cleanUp();
        users.in("kept", "user").put("kept", VALUE);
        require(cacheado.stats().entryCount() == 1);
    }

    private void use(int session) {
        ScopedCache<String, Object> handle = sessions.in(tenant(session), "session-" + session);
        for (int i = 0; i < ENTRIES; i++) {
            handle.put("item-" + i, VALUE);
            require(handle.getIfPresent("item-" + i) == VALUE);
        }
    }

    private static String tenant(int session) {
        return "tenant-" + session % 1000;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the library did not do what the probe needs");
        }
    }
}
