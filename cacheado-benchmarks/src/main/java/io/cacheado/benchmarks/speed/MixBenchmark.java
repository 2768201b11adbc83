package io.cacheado.benchmarks.speed;

import com.github.benmanes.caffeine.cache.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.Key;
import io.cacheado.benchmarks.Peers;
import io.cacheado.benchmarks.Population;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Three look-ups to one put, over four times as many popular and less popular keys as the cache holds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class MixBenchmark {
    private static final int ENTRIES = 1 << 18;
    private static final Object VALUE = new Object();

    /** What all ask for. */
    @State(Scope.Benchmark)
    public abstract static class Workload {
        Requests requests;
        Population population;

        void prepare() {
            population = Population.of(Population.USUAL);
            requests = new Requests(4 * ENTRIES, population.size(), 4 * ENTRIES);
        }
    }

    /** Ours. */
    public static class Ours extends Workload {
        Cacheado cacheado;
        ScopedCache<String, Object>[] handles;

        @Setup
        public void fill() {
            prepare();
            cacheado = Peers.cacheado().maximumSize(ENTRIES).build();
            handles = population.handles(cacheado, Peers.cache(cacheado, "user"));
            requests.forEachEntry((user, key) -> handles[user].put(key, VALUE));
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
            cache = Peers.caffeine(ENTRIES);
            requests.forEachEntry((user, key) -> cache.put(population.key(user, key), VALUE));
        }
    }

    @Benchmark
    public @Nullable Object mix(Ours ours, Cursor cursor) {
        Requests requests = ours.requests;
        int i = cursor.next(requests.mask);
        ScopedCache<String, Object> handle = ours.handles[requests.users[i]];
        if ((i & 3) != 0) {
            return handle.getIfPresent(requests.keys[i]);
        }
        handle.put(requests.keys[i], VALUE);
        return null;
    }

    @Benchmark
    public @Nullable Object caffeine(Composite theirs, Cursor cursor) {
        Requests requests = theirs.requests;
        int i = cursor.next(requests.mask);
        Key key = theirs.population.key(requests.users[i], requests.keys[i]);
        if ((i & 3) != 0) {
            return theirs.cache.getIfPresent(key);
        }
        theirs.cache.put(key, VALUE);
        return null;
    }
}
