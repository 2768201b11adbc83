package io.cacheado.simulator;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** This library with one of its built-in policies: one cache, and a scope for each tenant. */
final class LibraryContestant implements Contestant {
    private final Eviction eviction;

    LibraryContestant(Eviction eviction) {
        this.eviction = eviction;
    }

    @Override
    public String name() {
        return eviction.name();
    }

    @Override
    public Player start(Course course, long budget, long seed) {
        Trace trace = course.trace();
        Cacheado.Builder builder = Cacheado.builder()
                .scopes(tree(trace.depth()))
                .eviction(eviction)
                .executor(Runnable::run);
        if (course.weighted()) {
            builder.maximumWeight(budget);
        } else {
            builder.maximumSize(budget);
        }
        if (!course.production()) {
            builder.deterministic(seed);
        }
        Cacheado cacheado = builder.build();
        for (QuotaRule rule : course.quotas()) {
            for (List<String> ids : rule.scopes(trace)) {
                cacheado.quota(scope(cacheado, ids), rule.of(budget));
            }
        }
        return new Replay(course, cacheado);
    }

    private static ScopeTree tree(int depth) {
        ScopeLevel[] below = {};
        for (int level = depth; level > 0; level--) {
            below = new ScopeLevel[] {ScopeLevel.level("level" + level, "id" + level, below)};
        }
        return ScopeTree.of(below);
    }

    private static Scope scope(Cacheado cacheado, List<String> ids) {
        return cacheado.scope("level" + ids.size(), ids.toArray());
    }

    private static final class Replay implements Player {
        private final Cacheado cacheado;
        private final Trace trace;
        private final Integer[] keys;
        private final List<ScopedCache<Integer, Integer>> handles = new ArrayList<>();
        private final Function<Integer, Integer> loader;
        private int weight;
        private boolean loaded;

        Replay(Course course, Cacheado cacheado) {
            this.cacheado = cacheado;
            this.trace = course.trace();
            this.keys = course.numbers();
            this.loader = key -> {
                loaded = true;
                return weight;
            };
            Cache<Integer, Integer> cache = course.weighted()
                    ? cacheado.cache("trace", Integer.class, Integer.class)
                            .weigher((key, value) -> value)
                            .build()
                    : cacheado.cache("trace", Integer.class, Integer.class).build();
            for (List<String> ids : trace.tenants()) {
                handles.add(cache.in(scope(cacheado, ids)));
            }
        }

        @Override
        public void play(int from, int to, Tally tally) {
            for (int i = from; i < to; i++) {
                int entry = trace.entries()[i];
                int tenant = trace.tenantOf()[entry];
                ScopedCache<Integer, Integer> handle = handles.get(tenant);
                Integer key = keys[entry];
                weight = trace.weights()[i];
                switch (trace.ops()[i]) {
                    case Trace.WRITE -> handle.put(key, weight);
                    case Trace.DELETE -> handle.invalidate(key);
                    default -> {
                        loaded = false;
                        Integer unused = handle.get(key, loader);
                        if (!loaded) {
                            tally.hit(tenant, weight);
                        }
                    }
                }
            }
        }

        @Override
        public void close() {
            cacheado.close();
        }
    }
}
