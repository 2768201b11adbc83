package io.cacheado.benchmarks.trace;

import static io.cacheado.scope.ScopeLevel.level;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a cache for each entry of a trace in order, puts those that it misses, and counts the hits. */
final class Replay {
    private static final Object VALUE = new Object();

    private final Trace trace;
    private final int[] entries;
    private final Integer[] boxed;
    private final int unique;

    Replay(Trace trace) {
        this.trace = trace;
        this.entries = trace.entries();
        this.unique = Arrays.stream(entries).max().orElse(-1) + 1;
        this.boxed = new Integer[unique];
        Arrays.setAll(boxed, Integer::valueOf);
    }

    int unique() {
        return unique;
    }

    /** The share of hits, in percent, that Caffeine has. */
    double caffeine(int capacity) {
        com.github.benmanes.caffeine.cache.Cache<Integer, Object> cache = Caffeine.newBuilder()
                .maximumSize(capacity)
                .executor(Runnable::run)
                .build();
        long hits = 0;
        for (int entry : entries) {
            if (cache.getIfPresent(boxed[entry]) != null) {
                hits++;
            } else {
                cache.put(boxed[entry], VALUE);
            }
        }
        return percent(hits);
    }

    /** The share of hits, in percent, that a cacheado has, with the given policy or its default one. */
    double cacheado(int capacity, @Nullable Eviction eviction) {
        Cacheado.Builder builder =
                Cacheado.builder().scopes(tree()).maximumSize(capacity).executor(Runnable::run);
        if (eviction != null) {
            builder.eviction(eviction);
        }
        try (Cacheado cacheado = builder.build()) {
            Cache<Integer, Object> cache =
                    cacheado.cache("trace", Integer.class, Object.class).build();
            List<ScopedCache<Integer, Object>> handles = trace.tenants().stream()
                    .map(tenant -> cache.in(scope(cacheado, tenant)))
                    .toList();
            long hits = 0;
            for (int i = 0; i < entries.length; i++) {
                ScopedCache<Integer, Object> handle = handles.get(trace.tenantOf(i));
                if (handle.getIfPresent(boxed[entries[i]]) != null) {
                    hits++;
                } else {
                    handle.put(boxed[entries[i]], VALUE);
                }
            }
            return percent(hits);
        }
    }

    /** The share of hits, in percent, that no policy could better. */
    double belady(int capacity) {
        return percent(Belady.hits(entries, capacity));
    }

    private double percent(long hits) {
        return 100.0 * hits / entries.length;
    }

    private ScopeTree tree() {
        int depth = trace.tenants().stream()
                .mapToInt(tenant -> ids(tenant).length)
                .max()
                .orElse(0);
        ScopeLevel[] below = {};
        for (int i = depth; i > 0; i--) {
            below = new ScopeLevel[] {level("level" + i, "id" + i, below)};
        }
        return ScopeTree.of(below);
    }

    private static Scope scope(Cacheado cacheado, String tenant) {
        String[] ids = ids(tenant);
        return ids.length == 0 ? cacheado.scopes().global() : cacheado.scope("level" + ids.length, (Object[]) ids);
    }

    private static String[] ids(String tenant) {
        return tenant.isEmpty() ? new String[0] : tenant.split("/");
    }
}
