package io.cacheado.benchmarks.speed;

import com.github.benmanes.caffeine.cache.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.benchmarks.ChildJvm;
import io.cacheado.benchmarks.Peers;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Puts other keys while one key is loaded for 200 ms, and reports the slowest put. Runs in a process of its own. */
final class LoadProbe {
    private static final int PUTS = 10_000;
    private static final int ROUNDS = 7;
    private static final int WARM_UPS = 3;
    private static final long LOAD_MILLIS = 200;

    private LoadProbe() {}

    public static void main(String[] arguments) throws InterruptedException {
        double[] worst = new double[ROUNDS];
        double[] all = new double[ROUNDS];
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            double[] millis = arguments[0].equals("cacheado") ? ours() : theirs();
            if (round >= 0) {
                worst[round] = millis[0];
                all[round] = millis[1];
            }
        }
        ChildJvm.report("worst", Measured.median(worst));
        ChildJvm.report("all", Measured.median(all));
        System.exit(0);
    }

    private static double[] ours() throws InterruptedException {
        try (Cacheado cacheado = Peers.cacheado().maximumSize(4 * PUTS).build()) {
            ScopedCache<String, Object> handle = Peers.cache(cacheado, "user").in("one", "one");
            return measure(loader -> handle.get("loaded", key -> loader.apply(key)), handle::put);
        }
    }

    private static double[] theirs() throws InterruptedException {
        Cache<String, Object> cache = Peers.caffeine(4 * PUTS);
        return measure(loader -> cache.get("loaded", key -> loader.apply(key)), cache::put);
    }

    /** A call that loads a key with a loader. */
    private interface Load {
        @Nullable
        Object with(UnaryOperator<String> loader);
    }

    /** The milliseconds of the slowest put, and of all puts. */
    private static double[] measure(Load load, BiConsumer<String, Object> put) throws InterruptedException {
        String[] keys = new String[PUTS];
        for (int i = 0; i < PUTS; i++) {
            keys[i] = "item-" + i;
        }
        CountDownLatch begun = new CountDownLatch(1);
        Thread loading = new Thread(() -> load.with(key -> {
            begun.countDown();
            pause();
            return key;
        }));
        loading.start();
        begun.await();
        long start = System.nanoTime();
        long worst = 0;
        long before = start;
        for (String key : keys) {
            put.accept(key, key);
            long after = System.nanoTime();
            worst = Math.max(worst, after - before);
            before = after;
        }
        loading.join();
        return new double[] {worst / 1e6, (before - start) / 1e6};
    }

    private static void pause() {
        try {
            Thread.sleep(LOAD_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
