package io.cacheado;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The four ways in which a load brings a value, held while a test changes something beside it. */
enum LoadKind {
    SYNC {
        @Override
        Held start(ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            held.add(() -> cache.get(key, missing -> held.loaded()));
            return held.begun();
        }
    },
    ASYNC {
        @Override
        Held start(ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            CompletableFuture<String> mine =
                    cache.getAsync(key, missing -> CompletableFuture.supplyAsync(held::loaded, held::onAThread));
            held.add(() -> mine.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS));
            return held.begun();
        }
    },
    BULK {
        @Override
        Held start(ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            held.add(() -> cache.getAll(
                            List.of("beside", key), missing -> Map.of(key, held.loaded(), "beside", "beside"))
                    .get(key));
            return held.begun();
        }
    },
    BULK_EXTRA {
        @Override
        Held start(ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            held.add(() -> {
                cache.getAll(List.of("beside"), missing -> Map.of(key, held.loaded(), "beside", "beside"));
                return LOADED;
            });
            return held.begun();
        }
    };

    static final String LOADED = "loaded";

    /** Begins a load of the key, which goes on until it is released. */
    abstract Held start(ScopedCache<String, String> cache, String key);

    /** Whether other callers can wait for the key. */
    boolean hasFlight() {
        return this != BULK_EXTRA;
    }

    /** A load under way, and those who wait for it. */
    static final class Held {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final List<java.util.concurrent.FutureTask<String>> waiting = new ArrayList<>();

        private String loaded() {
            entered.countDown();
            Threads.await(released);
            return LOADED;
        }

        private void onAThread(Runnable body) {
            Threads.start(() -> {
                body.run();
                return null;
            });
        }

        private Held begun() {
            Threads.await(entered);
            return this;
        }

        /** One more who waits. */
        void add(Callable<String> waiter) {
            waiting.add(Threads.start(waiter));
        }

        /** Lets the load end, and gives what each who waited was given, the one who began it first. */
        List<String> release() {
            released.countDown();
            return waiting.stream().map(Threads::join).toList();
        }
    }
}
