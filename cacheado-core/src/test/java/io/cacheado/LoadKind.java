package io.cacheado;

import io.cacheado.annotation.Cached;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The ways in which a load brings a value, held while a test changes something beside it. */
enum LoadKind {
    SYNC {
        @Override
        Held start(Cacheado cacheado, ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            held.add(() -> cache.get(key, missing -> held.loaded()));
            return held.begun();
        }
    },
    ASYNC {
        @Override
        Held start(Cacheado cacheado, ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            CompletableFuture<String> mine =
                    cache.getAsync(key, missing -> CompletableFuture.supplyAsync(held::loaded, held::onAThread));
            held.add(() -> mine.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS));
            return held.begun();
        }
    },
    DECORATED {
        @Override
        Held start(Cacheado cacheado, ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            Lookup lookup = Lookup.of(cacheado, missing -> held.loaded());
            held.add(() -> CurrentScope.call(cache.scope(), () -> lookup.find(cache.scope(), key)));
            return held.begun();
        }
    },
    DECORATED_ASYNC {
        @Override
        Held start(Cacheado cacheado, ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            AsyncLookup lookup =
                    AsyncLookup.of(cacheado, missing -> CompletableFuture.supplyAsync(held::loaded, held::onAThread));
            CompletableFuture<String> mine = CurrentScope.call(cache.scope(), () -> lookup.find(cache.scope(), key));
            held.add(() -> mine.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS));
            return held.begun();
        }
    },
    BULK {
        @Override
        Held start(Cacheado cacheado, ScopedCache<String, String> cache, String key) {
            Held held = new Held();
            held.add(() -> cache.getAll(
                            List.of("beside", key), missing -> Map.of(key, held.loaded(), "beside", "beside"))
                    .get(key));
            return held.begun();
        }
    },
    BULK_EXTRA {
        @Override
        Held start(Cacheado cacheado, ScopedCache<String, String> cache, String key) {
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
    abstract Held start(Cacheado cacheado, ScopedCache<String, String> cache, String key);

    /** Whether other callers can wait for the key. */
    boolean hasFlight() {
        return this != BULK_EXTRA;
    }

    /** Decorated methods that load into the cache of these tests, which was declared for no level. */
    interface Lookup {
        @Cached(name = "c", scope = "user")
        String ofAUser(String key);

        @Cached(name = "c", scope = "session")
        String ofASession(String key);

        default String find(Scope scope, String key) {
            return scope.level().equals("user") ? ofAUser(key) : ofASession(key);
        }

        static Lookup of(Cacheado cacheado, Function<String, String> loader) {
            return cacheado.proxy(Lookup.class, new Lookup() {
                @Override
                public String ofAUser(String key) {
                    return loader.apply(key);
                }

                @Override
                public String ofASession(String key) {
                    return loader.apply(key);
                }
            });
        }
    }

    /** As {@link Lookup}, in time. */
    interface AsyncLookup {
        @Cached(name = "c", scope = "user")
        CompletableFuture<String> ofAUser(String key);

        @Cached(name = "c", scope = "session")
        CompletableFuture<String> ofASession(String key);

        default CompletableFuture<String> find(Scope scope, String key) {
            return scope.level().equals("user") ? ofAUser(key) : ofASession(key);
        }

        static AsyncLookup of(Cacheado cacheado, Function<String, CompletableFuture<String>> loader) {
            return cacheado.proxy(AsyncLookup.class, new AsyncLookup() {
                @Override
                public CompletableFuture<String> ofAUser(String key) {
                    return loader.apply(key);
                }

                @Override
                public CompletableFuture<String> ofASession(String key) {
                    return loader.apply(key);
                }
            });
        }
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
