package io.cacheado.benchmarks.memory;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Peers;
import java.util.ArrayList;
import java.util.List;

/** Fills scopes with and without statistics, and reports what these hold. Runs in a process of its own. */
final class StatsProbe {
    private static final int SCOPES = 20_000;
    private static final Object VALUE = new Object();

    private StatsProbe() {}

    public static void main(String[] arguments) {
        for (int caches : new int[] {1, 10}) {
            difference("in-use-" + caches, caches, false);
            difference("departed-" + caches, caches, true);
        }
        System.exit(0);
    }

    /** What statistics cost for each tenant. */
    private static void difference(String name, int caches, boolean sessions) {
        double with = fill(true, caches, sessions);
        double without = fill(false, caches, sessions);
        ChildJvm.report(name, (with - without) / SCOPES);
    }

    private static double fill(boolean counts, int caches, boolean sessions) {
        Cacheado.Builder builder = Peers.cacheado().maximumSize(100L * SCOPES);
        Heap before = Heap.now();
        try (Cacheado cacheado = counts ? builder.recordStats().build() : builder.build()) {
            List<Cache<String, Object>> ofTenants = caches(cacheado, "tenant", caches);
            List<Cache<String, Object>> ofSessions = caches(cacheado, "session", sessions ? caches : 0);
            for (int i = 0; i < SCOPES; i++) {
                String tenant = "tenant-" + i;
                ofTenants.forEach(cache -> use(cache.in(tenant)));
                if (sessions) {
                    ofSessions.forEach(cache -> use(cache.in(tenant, "session")));
                    cacheado.evict(cacheado.scope("session", tenant, "session"));
                }
            }
            cacheado.cleanUp();
            return Heap.now().since(before).bytes();
        }
    }

    private static List<Cache<String, Object>> caches(Cacheado cacheado, String level, int count) {
        List<Cache<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(Peers.cache(cacheado, level, level + i));
        }
        return all;
    }

    /** Everything that is counted, once. */
    private static void use(ScopedCache<String, Object> scoped) {
        scoped.getIfPresent("missing");
        scoped.put("kept", VALUE);
        scoped.getIfPresent("kept");
        scoped.put("gone", VALUE);
        scoped.invalidate("gone");
    }
}
