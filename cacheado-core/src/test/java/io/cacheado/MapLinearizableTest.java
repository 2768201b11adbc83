package io.cacheado;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Map views under threads: whatever they and the cache's own plain put and invalidate do at once must be explained by some
 * order of them, by Lincheck. A load is not among them: one that a put has overtaken gives its value to who asked for it, and
 * is as if it had never been.
 */
class MapLinearizableTest {
    @AfterAll
    static void close() {
        Concurrent.CACHEADO.close();
    }

    @Test
    void operationsOfOneKey_areLinearizable() {
        new StressOptions()
                .iterations(25)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(Sequential.class)
                .check(Concurrent.class);
    }

    /** What is called, on a scope of its own each time. */
    @Param(name = "key", gen = IntGen.class, conf = "0:1")
    @Param(name = "value", gen = IntGen.class, conf = "1:4")
    public static class Concurrent {
        private static final AtomicLong NEXT = new AtomicLong();
        private static final Cacheado CACHEADO =
                Shop.threaded().maximumSize(10_000).ticker(System::nanoTime).build();
        private static final Cache<Integer, Integer> CACHE =
                CACHEADO.cache("c", Integer.class, Integer.class).build();

        private final ScopedCache<Integer, Integer> cache = CACHE.in(Shop.org(NEXT.incrementAndGet()));
        private final ConcurrentMap<Integer, Integer> map = cache.asMap();

        @Operation
        public Integer get(@Param(name = "key") int key) {
            return map.get(key);
        }

        @Operation
        public Integer put(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.put(key, value);
        }

        @Operation
        public void plainPut(@Param(name = "key") int key, @Param(name = "value") int value) {
            cache.put(key, value);
        }

        @Operation
        public Integer putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.putIfAbsent(key, value);
        }

        @Operation
        public Integer remove(@Param(name = "key") int key) {
            return map.remove(key);
        }

        @Operation
        public boolean removeThis(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.remove(key, value);
        }

        @Operation
        public void invalidate(@Param(name = "key") int key) {
            cache.invalidate(key);
        }

        @Operation
        public Integer replace(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.replace(key, value);
        }

        @Operation
        public boolean replaceThis(
                @Param(name = "key") int key, @Param(name = "value") int value, @Param(name = "value") int next) {
            return map.replace(key, value, next);
        }

        @Operation
        public Integer compute(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.compute(key, (same, there) -> there == null ? value : there > 5 ? null : there + value);
        }

        @Operation
        public Integer computeIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.computeIfAbsent(key, same -> value == 4 ? null : value);
        }

        @Operation
        public Integer computeIfPresent(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.computeIfPresent(key, (same, there) -> there == value ? null : there + value);
        }

        @Operation
        public Integer merge(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.merge(key, value, Integer::sum);
        }
    }

    /** What that should have done. */
    public static class Sequential {
        private final Map<Integer, Integer> map = new HashMap<>();

        public Integer get(int key) {
            return map.get(key);
        }

        public Integer put(int key, int value) {
            return map.put(key, value);
        }

        public void plainPut(int key, int value) {
            map.put(key, value);
        }

        public Integer putIfAbsent(int key, int value) {
            return map.putIfAbsent(key, value);
        }

        public Integer remove(int key) {
            return map.remove(key);
        }

        public boolean removeThis(int key, int value) {
            return map.remove(key, value);
        }

        public void invalidate(int key) {
            map.remove(key);
        }

        public Integer replace(int key, int value) {
            return map.replace(key, value);
        }

        public boolean replaceThis(int key, int value, int next) {
            return map.replace(key, value, next);
        }

        public Integer compute(int key, int value) {
            return map.compute(key, (same, there) -> there == null ? value : there > 5 ? null : there + value);
        }

        public Integer computeIfAbsent(int key, int value) {
            return map.computeIfAbsent(key, same -> value == 4 ? null : value);
        }

        public Integer computeIfPresent(int key, int value) {
            return map.computeIfPresent(key, (same, there) -> there == value ? null : there + value);
        }

        public Integer merge(int key, int value) {
            return map.merge(key, value, Integer::sum);
        }
    }
}
