package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.internal.engine.Audit;
import io.cacheado.internal.scope.EngineLocks;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.time.CoarseTime;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * L1: whatever code of the user is called, the thread holds no lock of the engine then; but for keys that crowd one hash, and
 * then the one lock of their own leaf.
 */
class UserCodeTest {
    /** What is the user's. */
    private enum Code {
        HASH_CODE,
        EQUALS,
        COMPARE_TO,
        LOADER,
        BULK_LOADER,
        ASYNC_LOADER,
        RELOAD,
        WEIGHER,
        EXPIRY,
        LISTENER,
        EXECUTOR,
        TICKER,
        FUNCTION,
        SCOPE_OF,
        KEY_OF,
        ITERABLE
    }

    /** Looks at the engine from within the user's code; now and then for what has come into it. */
    private static final class Probe {
        private static final Set<Code> FREQUENT = Set.of(Code.HASH_CODE, Code.EQUALS, Code.COMPARE_TO, Code.TICKER);
        private static final int OFTEN = 60;
        private static final int SAMPLED = 23;

        private final Map<Code, Integer> calls = new EnumMap<>(Code.class);
        private final Map<String, Code> held = new LinkedHashMap<>();
        private Object engine;
        private List<Object> lockable = List.of();
        private int every = 40;
        private int stale;
        private boolean looking;

        void called(Code code) {
            if (looking || engine == null) {
                return;
            }
            int nth = calls.merge(code, 1, Integer::sum);
            if (nth > OFTEN && nth % SAMPLED != 0 && FREQUENT.contains(code)) {
                return;
            }
            looking = true;
            try {
                if (stale-- <= 0) {
                    lockable = EngineLocks.reachable(engine).stream()
                            .filter(each -> !(each instanceof Entry))
                            .toList();
                    stale = every;
                }
                for (Object each : EngineLocks.held(lockable)) {
                    held.putIfAbsent(each.getClass().getSimpleName(), code);
                }
                if (Thread.holdsLock(CoarseTime.class)) {
                    held.putIfAbsent("CoarseTime", code);
                }
            } finally {
                looking = false;
            }
        }
    }

    private final Probe probe = new Probe();
    private final TestTime time = new TestTime();

    private final class Key implements Comparable<Key> {
        private final int id;
        private final int hash;

        Key(int id, int hash) {
            this.id = id;
            this.hash = hash;
        }

        @Override
        public int hashCode() {
            probe.called(Code.HASH_CODE);
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            probe.called(Code.EQUALS);
            return other instanceof Key key && key.id == id;
        }

        @Override
        public int compareTo(Key other) {
            probe.called(Code.COMPARE_TO);
            return Integer.compare(id, other.id);
        }
    }

    private final class Loader implements CacheLoader<Key, Integer> {
        @Override
        public Integer load(Scope scope, Key key) {
            probe.called(Code.LOADER);
            return loaded(key);
        }

        @Override
        public Integer reload(Scope scope, Key key, Integer oldValue) {
            probe.called(Code.RELOAD);
            return loaded(key);
        }

        @Override
        public CompletionStage<Integer> asyncLoad(Scope scope, Key key, Executor executor) {
            probe.called(Code.ASYNC_LOADER);
            return CompletableFuture.supplyAsync(() -> loaded(key), executor);
        }

        @Override
        public Map<Key, Integer> loadAll(Scope scope, Set<? extends Key> keys) {
            return bulk(keys);
        }
    }

    /** One in eight is absent, one in eight fails. */
    private Integer loaded(Key key) {
        if (key.id % 8 == 3) {
            throw new IllegalStateException("no such thing");
        }
        return key.id % 8 == 4 ? null : 1 + key.id % 3;
    }

    private Map<Key, Integer> bulk(Set<? extends Key> keys) {
        probe.called(Code.BULK_LOADER);
        Map<Key, Integer> all = new HashMap<>();
        for (Key key : keys) {
            if (key.id % 8 != 4) {
                all.put(key, 1);
            }
        }
        all.put(new Key(500, 1), 1);
        return all;
    }

    private Cacheado cacheado(boolean deterministic, String policy) {
        Cacheado.Builder builder = deterministic ? Shop.deterministic() : Shop.threaded();
        return builder.maximumWeight(150)
                .quota("user", Quota.limit(60))
                .eviction(Eviction.named(policy))
                .eviction("user", Eviction.named(policy))
                .loadLimit("organization", LoadLimit.of(2))
                .ticker(() -> {
                    probe.called(Code.TICKER);
                    return time.read();
                })
                .executor(task -> {
                    probe.called(Code.EXECUTOR);
                    task.run();
                })
                .build();
    }

    private LoadingCache<Key, Integer> cache(Cacheado cacheado, String name, boolean renews) {
        CacheBuilder<Key, Integer> settings = cacheado.cache(name, Key.class, Integer.class)
                .maximumSize(80)
                .maximumSizePerScope(40)
                .expireAbsentAfter(Duration.ofSeconds(20))
                .expireFailureAfter(IllegalStateException.class, Duration.ofSeconds(20))
                .weigher((key, value) -> {
                    probe.called(Code.WEIGHER);
                    return value;
                })
                .expireAfter((scope, key, value) -> {
                    probe.called(Code.EXPIRY);
                    return Duration.ofSeconds(10L + key.id % 30);
                })
                .removalListener(event -> probe.called(Code.LISTENER));
        if (renews) {
            settings.refreshAfterWrite(Duration.ofSeconds(5))
                    .staleWhileRevalidate(Duration.ofSeconds(20))
                    .staleIfError(Duration.ofSeconds(40));
        } else {
            settings.expireAfterAccess(Duration.ofSeconds(15));
        }
        return settings.build(new Loader());
    }

    /** All that can be asked for, in a random order; what is refused or fails is as good. */
    private void everything(Cacheado cacheado, List<LoadingCache<Key, Integer>> caches, int rounds, int hashes) {
        LoadingScopedCache<Key, Integer> renewing = caches.get(1).in(Shop.org("acme"));
        renewing.put(new Key(1, 1), 1);
        time.advance(Duration.ofSeconds(6));
        renewing.get(new Key(1, 1));
        Random random = new Random(42);
        ScopedFunction<Key, Integer> function = cacheado.function("f", Key.class, Integer.class)
                .scope(key -> {
                    probe.called(Code.SCOPE_OF);
                    return Shop.user("acme", key.id % 2);
                })
                .key(key -> {
                    probe.called(Code.KEY_OF);
                    return key;
                })
                .wrap(key -> {
                    probe.called(Code.FUNCTION);
                    return loaded(key);
                });
        for (int i = 0; i < rounds; i++) {
            Scope scope = random.nextInt(3) == 0
                    ? Shop.org("acme")
                    : random.nextBoolean() ? Shop.user("acme", random.nextInt(2)) : Shop.session("acme", 1, 2);
            LoadingCache<Key, Integer> cache = caches.get(random.nextInt(caches.size()));
            LoadingScopedCache<Key, Integer> in = cache.in(scope);
            Key key = key(random, hashes);
            Iterable<Key> keys = List.of(key, key(random, hashes), key(random, hashes))::iterator;
            Iterable<Key> some = () -> {
                probe.called(Code.ITERABLE);
                return keys.iterator();
            };
            int what = random.nextInt(40);
            catchThrowable(() -> act(what, cacheado, cache, in, scope, key, some, function));
        }
    }

    private Key key(Random random, int hashes) {
        int id = random.nextInt(60);
        return new Key(id, id % hashes);
    }

    private void act(
            int what,
            Cacheado cacheado,
            LoadingCache<Key, Integer> cache,
            LoadingScopedCache<Key, Integer> in,
            Scope scope,
            Key key,
            Iterable<Key> some,
            ScopedFunction<Key, Integer> function)
            throws Exception {
        switch (what) {
            case 0 -> in.get(key);
            case 1 -> in.get(key, this::loadedBy);
            case 2 ->
                in.getWith(key, context -> {
                    context.tags("t" + key.id % 3).expireAfterWrite(Duration.ofSeconds(9));
                    return loadedBy(key);
                });
            case 3 -> in.getChecked(key, () -> loadedBy(key));
            case 4 -> in.getAsync(key, asked -> CompletableFuture.completedFuture(loadedBy(asked)));
            case 5 -> in.getAsync(key);
            case 6 -> in.getAll(some);
            case 7 -> in.getAll(some, keys -> bulk(Set.copyOf(keys)));
            case 8 -> in.getAllPresent(some);
            case 9 -> in.resolve(key);
            case 10 -> in.refresh(key);
            case 11 -> in.invalidate(key);
            case 12 -> in.invalidateAll(some);
            case 13 -> in.invalidateAll();
            case 14 -> cache.invalidateAll();
            case 15 -> cache.evict(scope);
            case 16 -> cacheado.evict(scope);
            case 17 -> cacheado.evictAll();
            case 18 -> in.invalidateTag("t1");
            case 19 -> cacheado.invalidateTag(scope, "t2");
            case 20 -> cacheado.cleanUp();
            case 21, 22 -> time.advance(Duration.ofSeconds(3));
            case 23 -> cacheado.quota(scope, Quota.limit(20 + key.id));
            case 24 -> cacheado.maximumSize(40 + key.id);
            case 25 -> cache.policy().setMaximumSize(20 + key.id);
            case 26 -> cache.policy().setMaximumSizePerScope(10 + key.id);
            case 27 -> cache.policy().coldest(scope, 10);
            case 28 -> cache.policy().expiresAfter(scope, key);
            case 29 -> cacheado.stats();
            case 30 -> cache.stats(scope);
            case 31 -> in.estimatedSize();
            case 32 -> function.apply(key);
            case 33 -> function.invalidate(key);
            case 34 -> in.putAll(Map.of(key, 1));
            case 35 -> in.put(key, 2, EntryOptions.tags("t1", "t2").withTtl(Duration.ofSeconds(7)));
            case 36 -> in.getIfPresent(key);
            default -> in.put(key, 1 + key.id % 5);
        }
    }

    private Integer loadedBy(Key key) {
        probe.called(Code.LOADER);
        return loaded(key);
    }

    @ParameterizedTest
    @CsvSource({"true, s3-fifo", "false, s3-fifo", "false, lru"})
    void userCode_ofAnyKind_isCalledUnderNoLock(boolean deterministic, String policy) {
        Cacheado cacheado = cacheado(deterministic, policy);
        List<LoadingCache<Key, Integer>> caches =
                List.of(cache(cacheado, "plain", false), cache(cacheado, "renewing", true));
        probe.engine = cacheado;
        everything(cacheado, caches, 500, 8);
        cacheado.close();

        assertThat(probe.held).isEmpty();
        for (Code code : Code.values()) {
            // Trees of equal hashes are not grown by so few.
            if (code != Code.COMPARE_TO) {
                assertThat(probe.calls).as("was called").containsKey(code);
            }
        }
    }

    // Where thousands have one hash they stand in a tree, whose order is the keys' own: under its leaf's lock and no
    // other.
    @Test
    void keysThatCrowdOneHash_areAskedUnderTheLockOfTheirLeafAtMost() {
        Cacheado cacheado =
                Shop.threaded().maximumSize(2_000).executor(Runnable::run).build();
        ScopedCache<Key, Integer> in = cacheado.cache("crowded", Key.class, Integer.class)
                .removalListener(event -> probe.called(Code.LISTENER))
                .build()
                .in(Shop.org("acme"));
        List<Key> keys = new ArrayList<>();
        for (int id = 0; id < 3_000; id++) {
            keys.add(new Key(id, 7));
        }
        keys.subList(0, 1_000).forEach(key -> in.put(key, 1));
        probe.engine = cacheado;
        probe.every = 200;
        for (Key key : keys) {
            in.put(key, 2);
            in.getIfPresent(key);
            in.get(new Key(key.id, 7), this::loadedBy);
        }
        for (Key key : keys.subList(0, 2_500)) {
            in.invalidate(new Key(key.id, 7));
        }
        in.getAll(keys.subList(2_000, 2_100), missing -> bulk(Set.copyOf(missing)));
        cacheado.evict(Shop.org("acme"));
        cacheado.cleanUp();

        assertThat(probe.calls).containsKeys(Code.HASH_CODE, Code.EQUALS, Code.COMPARE_TO, Code.LISTENER);
        assertThat(probe.held.keySet()).isSubsetOf("OpenRegion", "SubTable");
        assertThat(probe.held.values()).isSubsetOf(Code.HASH_CODE, Code.EQUALS, Code.COMPARE_TO);
        probe.engine = null;
        assertThat(Audit.violations(cacheado)).isEmpty();
    }
}
