package io.cacheado.simulator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Caffeine as a user without this library would have it: one cache whose keys name the tenant, or one for each tenant
 * with an equal part of the budget. Its admission has a random part that no seed repeats.
 */
final class CaffeineContestant implements Contestant {
    private final boolean perTenant;

    CaffeineContestant(boolean perTenant) {
        this.perTenant = perTenant;
    }

    @Override
    public String name() {
        return perTenant ? "caffeine-per-tenant" : "caffeine";
    }

    @Override
    public Player start(Course course, long budget, long seed) {
        int tenants = course.trace().tenants().size();
        if (!perTenant) {
            return new Replay(course, course.composites(seed), Collections.nCopies(tenants, cache(course, budget)));
        }
        List<Cache<Object, Integer>> caches = new ArrayList<>();
        for (int i = 0; i < tenants; i++) {
            caches.add(cache(course, budget / tenants + (i < budget % tenants ? 1 : 0)));
        }
        return new Replay(course, course.composites(seed), caches);
    }

    private static Cache<Object, Integer> cache(Course course, long budget) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(Runnable::run);
        return course.weighted()
                ? builder.maximumWeight(budget)
                        .weigher((Object key, Integer weight) -> weight)
                        .build()
                : builder.maximumSize(budget).build();
    }

    private static final class Replay implements Player {
        private final Trace trace;
        private final Object[] keys;
        private final List<Cache<Object, Integer>> caches;
        private final Function<Object, Integer> loader;
        private int weight;
        private boolean loaded;

        Replay(Course course, Object[] keys, List<Cache<Object, Integer>> caches) {
            this.trace = course.trace();
            this.keys = keys;
            this.caches = caches;
            this.loader = key -> {
                loaded = true;
                return weight;
            };
        }

        @Override
        public void play(int from, int to, Tally tally) {
            for (int i = from; i < to; i++) {
                int entry = trace.entries()[i];
                int tenant = trace.tenantOf()[entry];
                Cache<Object, Integer> cache = caches.get(tenant);
                Object key = keys[entry];
                weight = trace.weights()[i];
                switch (trace.ops()[i]) {
                    case Trace.WRITE -> cache.put(key, weight);
                    case Trace.DELETE -> cache.invalidate(key);
                    default -> {
                        loaded = false;
                        Integer unused = cache.get(key, loader);
                        if (!loaded) {
                            tally.hit(tenant, weight);
                        }
                    }
                }
            }
        }
    }
}
