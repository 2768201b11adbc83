package io.cacheado.benchmarks.speed;

import com.github.benmanes.caffeine.cache.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.Key;
import io.cacheado.benchmarks.Peers;
import io.cacheado.benchmarks.Population;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Look-ups that hit: by a kept handle, by ids, and with a loader that is never run. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class HitBenchmark {
    /** What all look up: as many entries as asked for, in the scopes of 10,000 users. */
    @State(Scope.Benchmark)
    public abstract static class Workload {
        static final Object VALUE = new Object();

        @Param({"65536", "1048576"})
        public int entries;

        /** How many users there are, each a scope. */
        @Param("10000")
        public int users;

        Requests requests;
        Population population;

        void prepare() {
            population = Population.of(users);
            requests = new Requests(entries, population.size(), entries);
        }

        /** Fails unless each request finds its value; then moves what is kept together, as a heap in use is. */
        void check(Requests.Lookup lookup) {
            requests.check(lookup, VALUE);
            System.gc();
        }
    }

    /** Ours. */
    public static class Ours extends Workload {
        Cacheado cacheado;
        io.cacheado.Cache<String, Object> cache;
        ScopedCache<String, Object>[] handles;

        @Setup
        public void fill() {
            prepare();
            cacheado = Peers.cacheado().maximumSize(entries).build();
            cache = Peers.cache(cacheado, "user");
            handles = population.handles(cacheado, cache);
            requests.forEachEntry((user, key) -> handles[user].put(key, VALUE));
            check((user, key) -> handles[user].getIfPresent(key));
            check((user, key) ->
                    cache.in(population.tenant(user), population.user(user)).getIfPresent(key));
        }

        @TearDown
        public void close() throws InterruptedException {
            stop();
            cacheado.close();
        }

        /** Ends what else uses the cacheado. */
        void stop() throws InterruptedException {}
    }

    /** Caffeine with composite keys and expiry. */
    public static class Composite extends Workload {
        Cache<Key, Object> cache;

        @Setup
        public void fill() {
            prepare();
            cache = make();
            requests.forEachEntry((user, key) -> cache.put(population.key(user, key), VALUE));
            check((user, key) -> cache.getIfPresent(population.key(user, key)));
        }

        Cache<Key, Object> make() {
            return Peers.caffeine(entries);
        }
    }

    /** Caffeine with composite keys, without expiry. */
    public static class Eternal extends Composite {
        @Override
        Cache<Key, Object> make() {
            return Peers.eternalCaffeine(entries);
        }
    }

    /** A plain map of plain keys, which bounds nothing and knows no tenants. */
    public static class Plain extends Workload {
        ConcurrentHashMap<String, Object> map;

        @Setup
        public void fill() {
            prepare();
            map = new ConcurrentHashMap<>();
            requests.forEachEntry((user, key) -> map.put(key, VALUE));
            check((user, key) -> map.get(key));
        }
    }

    @Benchmark
    public @Nullable Object handle(Ours ours, Cursor cursor) {
        Requests requests = ours.requests;
        int i = cursor.next(requests.mask);
        return ours.handles[requests.users[i]].getIfPresent(requests.keys[i]);
    }

    @Benchmark
    public @Nullable Object ids(Ours ours, Cursor cursor) {
        Requests requests = ours.requests;
        int i = cursor.next(requests.mask);
        int user = requests.users[i];
        return ours.cache
                .in(ours.population.tenant(user), ours.population.user(user))
                .getIfPresent(requests.keys[i]);
    }

    @Benchmark
    public @Nullable Object loader(Ours ours, Cursor cursor) {
        Requests requests = ours.requests;
        int i = cursor.next(requests.mask);
        return ours.handles[requests.users[i]].get(requests.keys[i], key -> Workload.VALUE);
    }

    @Benchmark
    public @Nullable Object caffeine(Composite theirs, Cursor cursor) {
        return look(theirs, cursor);
    }

    @Benchmark
    public @Nullable Object caffeineEternal(Eternal theirs, Cursor cursor) {
        return look(theirs, cursor);
    }

    private static @Nullable Object look(Composite theirs, Cursor cursor) {
        Requests requests = theirs.requests;
        int i = cursor.next(requests.mask);
        return theirs.cache.getIfPresent(theirs.population.key(requests.users[i], requests.keys[i]));
    }

    @Benchmark
    public @Nullable Object caffeineLoader(Composite theirs, Cursor cursor) {
        Requests requests = theirs.requests;
        int i = cursor.next(requests.mask);
        return theirs.cache.get(theirs.population.key(requests.users[i], requests.keys[i]), key -> Workload.VALUE);
    }

    @Benchmark
    public @Nullable Object map(Plain theirs, Cursor cursor) {
        Requests requests = theirs.requests;
        return theirs.map.get(requests.keys[cursor.next(requests.mask)]);
    }
}
