package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bugs that there have been, one test each. */
class RegressionTest {
    private static final ScopeTree SESSIONS = ScopeTree.of(ScopeLevel.level("session", "session_id"));

    // ---- limits --------------------------------------------------------------------------------------------------

    /** The newest of equal shares paid, so that a full cache kept its first sessions for ever. */
    @ParameterizedTest
    @ValueSource(ints = {10, 200})
    void equalShares_whenRoomIsNeeded_theNewestIsNotTheVictim(int budget) {
        Cacheado cacheado = Cacheado.builder()
                .scopes(SESSIONS)
                .deterministic(1)
                .eviction(Eviction.lru())
                .maximumSize(budget)
                .quota("session", Quota.limit(10))
                .build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .scopedTo("session")
                .build();
        for (int i = 0; i < 10 * budget; i++) {
            cache.in(i).put(1, 1);
        }
        int there = 0;
        for (int i = 10 * budget - budget / 2; i < 10 * budget; i++) {
            there += cache.in(i).getIfPresent(1) != null ? 1 : 0;
        }

        assertThat(there).isEqualTo(budget / 2);
    }

    /** Room was made from what was dropped by 64 steps, and then the put was refused. */
    @Test
    void heavyPut_whenAllIsDroppedAndNotReclaimed_isStored() {
        Cacheado cacheado = Shop.threaded()
                .maximumWeight(1_000)
                .quota("organization", Quota.limit(1_000))
                .executor(task -> {})
                .build();
        Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                .weigher((key, value) -> value)
                .build();
        for (int i = 0; i < 1_000; i++) {
            cache.in(Shop.org("a")).put("k" + i, 1);
        }
        cacheado.evict(Shop.org("a"));
        cache.in(Shop.org("b")).put("heavy", 500);

        assertThat(cache.in(Shop.org("b")).getIfPresent("heavy")).isEqualTo(500);
    }

    /** As before, while the background is at it. */
    @Test
    void putsOfATenantThatDropsAndRefills_areAllStored() {
        Cacheado cacheado = Shop.threaded()
                .maximumSize(1_000)
                .quota("organization", Quota.limit(100))
                .build();
        ScopedCache<Integer, Integer> in =
                cacheado.cache("c", Integer.class, Integer.class).build().in(Shop.org("a"));
        int lost = 0;
        for (int round = 0; round < 20_000; round++) {
            for (int key = 0; key < 20; key++) {
                in.put(key, key);
                lost += in.getIfPresent(key) == null ? 1 : 0;
            }
            cacheado.evict(Shop.org("a"));
        }

        assertThat(lost).isZero();
    }

    /** One put looked at all that had been dropped below the domain whose limit it met. */
    @Test
    void put_whereMuchWasDroppedBelowAQuota_looksAtNoMoreThanSome() {
        List<Runnable> tasks = new ArrayList<>();
        List<RemovalCause> causes = new ArrayList<>();
        Cacheado cacheado = Shop.threaded()
                .maximumWeight(1_000_000)
                .eviction(Eviction.fifo())
                .quota("organization", Quota.limit(500))
                .executor(tasks::add)
                .build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .removalListener(event -> causes.add(event.cause()))
                .build();
        for (int i = 0; i < 499; i++) {
            cache.in(Shop.user("a", "old")).put(i, 1);
        }
        cache.in(Shop.user("a", "new")).put(0, 1);
        cacheado.evict(Shop.user("a", "old"));
        cache.in(Shop.user("a", "new")).put(1, 499);
        int before = tasks.size();
        cache.in(Shop.user("a", "new")).put(2, 1);
        List.copyOf(tasks.subList(before, tasks.size())).forEach(Runnable::run);

        assertThat(cache.in(Shop.user("a", "new")).getIfPresent(2)).isEqualTo(1);
        assertThat(causes).contains(RemovalCause.ANCESTOR_QUOTA, RemovalCause.SCOPE_EVICTED);
        assertThat(causes.indexOf(RemovalCause.ANCESTOR_QUOTA)).isBetween(1, 64);
    }

    /** A victim was sought in one leaf of a table that had split, which held only the load that needed room. */
    @Test
    void load_afterALimitPerScopeWasLowered_isStored() {
        Cacheado cacheado = Shop.deterministic().maximumSize(100_000).build();
        Cache<Integer, String> cache = cacheado.cache("c", Integer.class, String.class)
                .maximumSizePerScope(6_000)
                .build();
        ScopedCache<Integer, String> in = cache.in(Shop.org("acme"));
        for (int i = 0; i < 6_000; i++) {
            in.put(i, "x");
        }
        cache.policy().setMaximumSizePerScope(5);
        cacheado.cleanUp();
        assertThat(in.estimatedSize()).isEqualTo(5);
        for (int i = 100_000; i < 100_500; i++) {
            in.get(i, key -> "loaded");
            assertThat(in.getIfPresent(i)).isEqualTo("loaded");
        }
    }

    /** An entry that died below a scope that was being dropped gave its unit back to the budget, not to the root. */
    @Test
    void usage_readWhileScopesAreDropped_isNeverAboveTheMaximum() {
        Cacheado cacheado = Shop.threaded().maximumSize(100).build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(80)
                .maximumSizePerScope(20)
                .build();
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<String> sampler = Threads.start(() -> {
            String seen = null;
            while (!over.get() && seen == null) {
                long all = cacheado.stats().entryCount();
                long ofCache = cache.stats().entryCount();
                long ofScope = cache.in(Shop.user(0, 0)).estimatedSize();
                seen = all > 100 || ofCache > 80 || ofScope > 20 ? all + " " + ofCache + " " + ofScope : null;
            }
            return seen;
        });
        Threads.run(3, me -> {
            Random random = new Random(me);
            for (int i = 0; i < 60_000; i++) {
                Scope scope = Shop.user(random.nextInt(2), random.nextInt(3));
                int what = random.nextInt(20);
                if (what == 0) {
                    cacheado.evict(scope);
                } else if (what < 5) {
                    cache.in(scope).get(random.nextInt(200), key -> key);
                } else {
                    cache.in(scope).put(random.nextInt(200), 1);
                }
            }
        });
        over.set(true);

        assertThat(Threads.join(sampler)).isNull();
    }

    /** A quota that was given while another thread made its scope came into force a moment after the call. */
    @Test
    void quota_givenWhileItsScopeIsMade_holdsWhenTheCallReturns() {
        Cacheado cacheado =
                Cacheado.builder().scopes(SESSIONS).maximumSize(10_000_000).build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        int rounds = 20_000;
        AtomicReference<Scope> now = new AtomicReference<>();
        AtomicInteger go = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        FutureTask<Void> maker = Threads.start(() -> {
            for (int seen = 1; seen <= rounds; seen++) {
                while (go.get() < seen) {
                    Thread.onSpinWait();
                }
                cache.in(now.get()).put(-1, 1);
                done.set(seen);
            }
            return null;
        });
        for (int round = 1; round <= rounds; round++) {
            Scope scope = cacheado.scope("session", round);
            now.set(scope);
            go.set(round);
            for (int i = 0; i < round % 97; i++) {
                Thread.onSpinWait();
            }
            cacheado.quota(scope, Quota.limit(2));
            for (int key = 0; key < 8; key++) {
                cache.in(scope).put(key, key);
            }
            assertThat(cacheado.stats(scope).entryCount()).isLessThanOrEqualTo(2);
            while (done.get() != round) {
                Thread.onSpinWait();
            }
            cacheado.evict(scope);
        }
        Threads.join(maker);
    }

    // ---- loads ---------------------------------------------------------------------------------------------------

    /** A listener that runs in place waited for the load that had just evicted what it was told of. */
    @Test
    void listenerInPlace_thatAsksForTheKeyBeingStored_isARecursiveLoadNotAHang() {
        Cacheado cacheado = Shop.deterministic().maximumSize(1).build();
        AtomicReference<ScopedCache<String, String>> in = new AtomicReference<>();
        List<Throwable> thrown = new ArrayList<>();
        in.set(cacheado.cache("c", String.class, String.class)
                .removalListener(event -> {
                    if (event.cause() == RemovalCause.SIZE) {
                        thrown.add(catchThrowable(() -> in.get().get("k2", key -> "listener")));
                    }
                })
                .build()
                .in(Shop.org("acme")));
        in.get().put("a", "1");
        FutureTask<Map<String, String>> caller = Threads.start(() -> {
            Map<String, String> all =
                    new HashMap<>(in.get().getAll(List.of("k1", "k2"), keys -> Map.of("k1", "1", "k2", "2")));
            in.get().invalidate("k2");
            all.put("sync", in.get().get("k2", key -> "3"));
            in.get().invalidate("k2");
            in.get().put("a", "1");
            all.put(
                    "async",
                    in.get()
                            .getAsync("k2", key -> CompletableFuture.completedFuture("4"))
                            .get());
            return all;
        });

        assertThat(Threads.join(caller))
                .containsEntry("k1", "1")
                .containsEntry("k2", "2")
                .containsEntry("sync", "3")
                .containsEntry("async", "4");
        assertThat(thrown).hasAtLeastOneElementOfType(RecursiveLoadException.class);
    }

    private static final AtomicInteger CALLS_LEFT = new AtomicInteger(Integer.MAX_VALUE);

    private record Picky(int n) {
        @Override
        public boolean equals(Object other) {
            if (CALLS_LEFT.decrementAndGet() == 0) {
                throw new IllegalStateException("equals");
            }
            return other instanceof Picky picky && picky.n == n;
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    /** A flight of a bulk load was in nobody's hands when its key's equals threw. */
    @Test
    void bulkLoad_whereAKeysEqualsThrowsAtAnyCall_leavesNoKeyLocked() {
        for (int nth = 1; nth < 40; nth++) {
            CALLS_LEFT.set(Integer.MAX_VALUE);
            Cacheado cacheado = Shop.threaded().maximumSize(100).build();
            ScopedCache<Picky, String> in =
                    cacheado.cache("c", Picky.class, String.class).build().in(Shop.org("acme"));
            List<Picky> keys = List.of(new Picky(0), new Picky(1), new Picky(2));
            CALLS_LEFT.set(nth);
            catchThrowable(() -> in.getAll(keys, missing -> {
                Map<Picky, String> all = new IdentityHashMap<>();
                missing.forEach(key -> all.put(key, "v"));
                return all;
            }));
            CALLS_LEFT.set(Integer.MAX_VALUE);

            assertThat(cacheado.stats().loadsInFlight()).isZero();
            for (Picky key : keys) {
                assertThat(in.get(key, missing -> "again")).isNotNull();
            }
        }
    }

    private static final class Odd extends CompletableFuture<String> {
        @Override
        public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
            throw new UnsupportedOperationException("odd");
        }
    }

    @Test
    void stage_thatCannotBeWaitedFor_isAFailureNotALockedKey() {
        Cacheado cacheado = Shop.deterministic().maximumSize(10).build();
        ScopedCache<String, String> in =
                cacheado.cache("c", String.class, String.class).build().in(Shop.org("acme"));
        assertThatThrownBy(() -> in.getAsync("k", key -> new Odd()).get()).hasRootCauseMessage("odd");
        assertThat(in.get("k", key -> "v")).isEqualTo("v");
    }

    @Test
    void ticker_thatThrowsOnce_leavesNoKeyLockedAndNoChargeBehind() {
        for (int nth = 1; nth < 10; nth++) {
            AtomicInteger left = new AtomicInteger();
            Cacheado cacheado = Shop.threaded()
                    .maximumSize(10)
                    .ticker(() -> {
                        if (left.get() > 0 && left.decrementAndGet() == 0) {
                            throw new IllegalStateException("ticker");
                        }
                        return System.nanoTime();
                    })
                    .build();
            ScopedCache<String, String> in = cacheado.cache("c", String.class, String.class)
                    .expireAfterWrite(Duration.ofHours(1))
                    .build()
                    .in(Shop.org("acme"));
            int at = nth;
            catchThrowable(() -> in.get("ends", key -> {
                left.set(at);
                return "v";
            }));
            catchThrowable(() -> in.get("fails", key -> {
                left.set(at);
                throw new IllegalStateException("loader");
            }));
            left.set(0);
            assertThat(in.get("ends", key -> "again")).isNotNull();
            assertThat(in.get("fails", key -> "again")).isEqualTo("again");
            cacheado.cleanUp();
            assertThat(Audit.violations(cacheado)).isEmpty();
        }
    }

    private interface InBulk<K, V> extends CacheLoader<K, V> {
        Map<K, V> all(Set<? extends K> keys);

        @Override
        default Map<? extends K, ? extends V> loadAll(Scope scope, Set<? extends K> keys) {
            return all(keys);
        }

        @Override
        default V load(Scope scope, K key) {
            return all(Set.of(key)).get(key);
        }
    }

    @Test
    void bulkMethod_thatASubInterfaceBrings_isUsed() {
        AtomicInteger calls = new AtomicInteger();
        InBulk<Integer, String> loader = keys -> {
            calls.incrementAndGet();
            Map<Integer, String> all = new HashMap<>();
            keys.forEach(key -> all.put(key, "v"));
            return all;
        };
        LoadingScopedCache<Integer, String> in = Shop.deterministic()
                .maximumSize(10)
                .build()
                .cache("c", Integer.class, String.class)
                .build(loader)
                .in(Shop.org("acme"));
        assertThat(in.getAll(List.of(1, 2, 3))).hasSize(3);
        assertThat(calls).hasValue(1);
    }

    // ---- tables --------------------------------------------------------------------------------------------------

    private record Equal(int n) {
        @Override
        public int hashCode() {
            return 42;
        }
    }

    /** A reader took an entry of the overflow map that had just been replaced for an absence. */
    @Test
    void keyAmongManyEqualHashes_thatIsReplacedAllTheTime_isAlwaysFound() {
        Cacheado cacheado = Shop.threaded().maximumSize(1_000).build();
        ScopedCache<Equal, String> in =
                cacheado.cache("c", Equal.class, String.class).build().in(Shop.org("acme"));
        for (int i = 0; i < 70; i++) {
            in.put(new Equal(i), "x");
        }
        Equal key = new Equal(1_000);
        in.put(key, "v", Duration.ofHours(2));
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Integer> reader = Threads.start(() -> {
            int misses = 0;
            while (!over.get()) {
                misses += in.getIfPresent(key) == null ? 1 : 0;
            }
            return misses;
        });
        Threads.run(2, me -> {
            for (int i = 0; i < 100_000; i++) {
                in.put(key, "v", Duration.ofHours(2));
                in.put(key, "v", Duration.ofHours(1));
            }
        });
        over.set(true);
        assertThat(Threads.join(reader)).isZero();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    // ---- life ----------------------------------------------------------------------------------------------------

    /** The seat that a dropped domain had left kept those that came after it alive. */
    @Test
    void handleOfADroppedScope_keepsNoOtherScopeAlive() {
        Cacheado cacheado = Cacheado.builder()
                .scopes(SESSIONS)
                .maximumSize(1_000_000)
                .executor(Runnable::run)
                .quota("session", Quota.limit(10))
                .build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        for (int i = 0; i < 20; i++) {
            cache.in(cacheado.scope("session", "other" + i)).put(1, 1);
        }
        List<WeakReference<Scope>> all = new ArrayList<>();
        ScopedCache<Integer, Integer> kept = null;
        CompletableFuture<Integer> before = new CompletableFuture<>();
        for (int i = 0; i < 2_000; i++) {
            Scope scope = cacheado.scope("session", "s" + i);
            all.add(new WeakReference<>(scope));
            ScopedCache<Integer, Integer> in = cache.in(scope);
            kept = i == 10 ? in : kept;
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            in.getAsync(1, key -> answer);
            before.complete(null);
            before = answer;
        }
        before.complete(null);
        cacheado.cleanUp();
        long reachable = Long.MAX_VALUE;
        for (int i = 0; i < 20 && reachable > 50; i++) {
            System.gc();
            reachable = all.stream().filter(each -> each.get() != null).count();
        }

        assertThat(reachable).isLessThanOrEqualTo(50);
        assertThat(kept.estimatedSize()).isZero();
    }

    /** Nobody let the scope vanish when its last entry went while a lighter value was being written over it. */
    @Test
    void scopeWhoseLastEntryGoesDuringALighterOverwrite_vanishes() {
        Cacheado cacheado =
                Cacheado.builder().scopes(SESSIONS).maximumWeight(1_000_000).build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .build();
        AtomicReference<ScopedCache<Integer, Integer>> at =
                new AtomicReference<>(cache.in(cacheado.scope("session", 0)));
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Void> remover = Threads.start(() -> {
            while (!over.get()) {
                at.get().invalidate(1);
            }
            return null;
        });
        for (int i = 0; i < 60_000; i++) {
            ScopedCache<Integer, Integer> in = cache.in(cacheado.scope("session", i));
            at.set(in);
            in.put(1, 100);
            in.put(1, 1);
            in.invalidate(1);
        }
        over.set(true);
        Threads.join(remover);
        cacheado.cleanUp();

        assertThat(Audit.nodes(cacheado)).isEqualTo(1);
    }

    /** A life of a few milliseconds that one entry was given was as coarse as the cache's own of an hour. */
    @Test
    void shortLifeOfOneEntry_isExact() {
        Cacheado cacheado = Shop.threaded().maximumSize(100).build();
        ScopedCache<String, String> in = cacheado.cache("c", String.class, String.class)
                .expireAfterWrite(Duration.ofHours(1))
                .build()
                .in(Shop.org("acme"));
        in.put("k", "v", Duration.ofHours(2));
        for (int i = 0; i < 20; i++) {
            in.put("k", "v", Duration.ofMillis(3));
            long written = System.nanoTime();
            long asked = written;
            long lastHit = written;
            while (in.getIfPresent("k") != null) {
                lastHit = asked;
                asked = System.nanoTime();
            }
            // Holds on any machine: the hit's own time was read after it was asked for, the write's before it returned.
            assertThat(lastHit - written).isLessThan(3_000_000);
        }
    }

    @Test
    void treeDeeperThanItsEntriesCanSay_isRefused() {
        ScopeLevel deepest = ScopeLevel.level("level1001", "id1001");
        for (int i = 1000; i > 0; i--) {
            deepest = ScopeLevel.level("level" + i, "id" + i, deepest);
        }
        ScopeLevel all = deepest;
        assertThatThrownBy(() -> ScopeTree.of(all))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("level1001", "1001", "at most 1000");
    }
}
