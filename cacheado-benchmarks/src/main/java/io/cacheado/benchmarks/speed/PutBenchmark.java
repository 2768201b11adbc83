package io.cacheado.benchmarks.speed;

import com.github.benmanes.caffeine.cache.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.Key;
import io.cacheado.benchmarks.Peers;
import io.cacheado.benchmarks.Population;
import io.cacheado.scope.Quota;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Puts of new keys into a full cache, so that each evicts another entry. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class PutBenchmark {
    static final Object VALUE = new Object();

    /** What all put. */
    @State(Scope.Benchmark)
    public abstract static class Workload {
        /** The bound of the cache; a power of two. */
        @Param("262144")
        public int entries;

        /** How many users there are, each a scope. */
        @Param("10000")
        public int scopes;

        NewKeys all;
        NewKeys.Walk walk;
        Population population;

        void prepare() {
            population = Population.of(scopes);
            all = new NewKeys(4 * entries, scopes);
            walk = new NewKeys.Walk(all, 0, 1);
        }

        /** Puts until the cache is full, and as much again. */
        void fillUp() {
            for (int i = 0; i < 2 * entries; i++) {
                put();
            }
        }

        abstract void put();
    }

    /** Ours. */
    public static class Ours extends Workload {
        /** Whether each tenant has a limit, which it has reached. */
        @Param("false")
        public boolean limits;

        Cacheado cacheado;
        ScopedCache<String, Object>[] handles;

        @Setup
        public void fill() {
            prepare();
            Cacheado.Builder builder = Peers.cacheado().maximumSize(entries);
            if (limits) {
                builder.quota("tenant", Quota.limit(entries / (scopes / 10)));
            }
            cacheado = builder.build();
            handles = population.handles(cacheado, Peers.cache(cacheado, "user"));
            fillUp();
            long held = cacheado.stats().entryCount();
            if (held < entries * 0.98) {
                throw new IllegalStateException("the cache holds " + held + " entries of " + entries);
            }
        }

        @Override
        void put() {
            handles[walk.nextUser(all)].put(walk.nextKey(all), VALUE);
        }

        @TearDown
        public void close() {
            cacheado.close();
        }
    }

    /** Caffeine with composite keys and expiry. */
    public static class Composite extends Workload {
        Cache<Key, Object> cache;

        @Setup
        public void fill() {
            prepare();
            cache = Peers.caffeine(entries);
            fillUp();
        }

        @Override
        void put() {
            cache.put(population.key(walk.nextUser(all), walk.nextKey(all)), VALUE);
        }
    }

    @Benchmark
    public void put(Ours ours) {
        ours.put();
    }

    @Benchmark
    public void caffeine(Composite theirs) {
        theirs.put();
    }
}
