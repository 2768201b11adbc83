package io.cacheado.benchmarks.speed;

import com.github.benmanes.caffeine.cache.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.Peers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Puts by several threads that evict, all in one scope. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class BigScopeBenchmark {
    private static final int ENTRIES = 1 << 17;
    private static final Object VALUE = new Object();

    /** The keys: sixteen times as many as the cache holds. */
    @State(Scope.Benchmark)
    public static class Keys {
        final NewKeys all = new NewKeys(16 * ENTRIES, 1);
    }

    /** Where a writer stands; two writers begin half the keys apart. */
    @State(Scope.Thread)
    public static class Writer {
        private static final AtomicInteger WRITERS = new AtomicInteger();

        private NewKeys all;
        private NewKeys.Walk walk;

        @Setup
        public void start(Keys keys) {
            all = keys.all;
            walk = new NewKeys.Walk(all, WRITERS.getAndIncrement() & 1, 2);
        }

        String next() {
            return walk.nextKey(all);
        }
    }

    /** Ours. */
    @State(Scope.Benchmark)
    public static class Ours {
        Cacheado cacheado;
        ScopedCache<String, Object> handle;

        @Setup
        public void fill(Keys keys) {
            cacheado = Peers.cacheado().maximumSize(ENTRIES).build();
            handle = Peers.cache(cacheado, "user").in("big", "one");
            for (int i = 0; i < 2 * ENTRIES; i++) {
                handle.put(keys.all.keys[i], VALUE);
            }
        }

        @TearDown
        public void close() {
            cacheado.close();
        }
    }

    /** Caffeine with plain keys and expiry. */
    @State(Scope.Benchmark)
    public static class Theirs {
        final Cache<String, Object> cache = Peers.caffeine(ENTRIES);

        @Setup
        public void fill(Keys keys) {
            for (int i = 0; i < 2 * ENTRIES; i++) {
                cache.put(keys.all.keys[i], VALUE);
            }
        }
    }

    @Benchmark
    public void put(Ours ours, Writer writer) {
        ours.handle.put(writer.next(), VALUE);
    }

    @Benchmark
    public void caffeine(Theirs theirs, Writer writer) {
        theirs.cache.put(writer.next(), VALUE);
    }
}
