package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** L6: bulk loads obey L1 to L5 key by key. */
class BulkLoadTest {
    private final Scope scope = Shop.user("acme", 42);
    private final TestTime time = new TestTime();
    private final Cacheado cacheado =
            Shop.threaded().maximumSize(1000).ticker(time).build();
    private final ScopedCache<String, String> cache =
            cacheado.cache("c", String.class, String.class).build().in(scope);

    @AfterEach
    void invariantsHold() {
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().loadsInFlight()).isZero();
        cacheado.close();
    }

    @Test
    void getAll_givesThePresentAndLoadsTheRestInOneCall() {
        cache.put("b", "present");
        List<Set<? extends String>> asked = new ArrayList<>();
        Map<String, String> all = cache.getAll(List.of("c", "b", "a", "c"), missing -> {
            asked.add(Set.copyOf(missing));
            assertThatThrownBy(missing::clear).isInstanceOf(UnsupportedOperationException.class);
            return Map.of("a", "1", "c", "3");
        });

        assertThat(asked).containsExactly(Set.of("a", "c"));
        assertThat(new ArrayList<>(all.entrySet()))
                .containsExactly(Map.entry("c", "3"), Map.entry("b", "present"), Map.entry("a", "1"));
        assertThatThrownBy(() -> all.remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(cache.getAllPresent(List.of("a", "c", "x")))
                .containsExactly(Map.entry("a", "1"), Map.entry("c", "3"));
        assertThat(cacheado.stats().loadSuccessCount()).isEqualTo(2);
    }

    @Test
    void getAll_nothingMissing_asksNoLoader() {
        cache.put("a", "1");
        assertThat(cache.getAll(List.of("a"), missing -> {
                    throw new AssertionError("nothing is missing");
                }))
                .containsExactly(Map.entry("a", "1"));
        assertThat(cache.getAll(List.of(), missing -> {
                    throw new AssertionError("nothing was asked");
                }))
                .isEmpty();
        assertThat(cacheado.stats().scopeCount()).isEqualTo(1);
    }

    @Test
    void keysLeftOut_areAbsentAndLoadedAgain() {
        assertThat(cache.getAll(List.of("a", "b"), missing -> Map.of("a", "1"))).containsOnlyKeys("a");
        assertThat(cache.getIfPresent("b")).isNull();
        assertThat(cache.getAll(List.of("a", "b"), missing -> {
                    assertThat(missing).isEqualTo(Set.of("b"));
                    Map<String, String> withNull = new HashMap<>();
                    withNull.put("b", null);
                    withNull.put(null, "x");
                    return withNull;
                }))
                .containsOnlyKeys("a");
        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
    }

    @Test
    void keysLeftOut_withExpireAbsentAfter_areRemembered() {
        ScopedCache<String, String> remembering = cacheado.cache("r", String.class, String.class)
                .expireAbsentAfter(Duration.ofSeconds(5))
                .build()
                .in(scope);
        assertThat(remembering.getAll(List.of("a", "b"), missing -> Map.of("a", "1")))
                .containsOnlyKeys("a");
        assertThat(remembering.getAll(List.of("a", "b"), missing -> {
                    throw new AssertionError("remembered");
                }))
                .containsOnlyKeys("a");
        time.advance(Duration.ofSeconds(5));
        assertThat(remembering.getAll(List.of("b"), missing -> Map.of("b", "2")))
                .containsOnlyKeys("b");
    }

    @Test
    void extras_areStoredButNotReturned() {
        assertThat(cache.getAll(List.of("a"), missing -> Map.of("a", "1", "x", "extra", "y", "extra")))
                .containsOnlyKeys("a");
        assertThat(cache.getAllPresent(List.of("x", "y"))).hasSize(2);
        assertThat(cacheado.stats().insertCount()).isEqualTo(3);
        assertThat(cacheado.stats().loadSuccessCount()).isEqualTo(1);
    }

    @Test
    void extra_thatWasPresentAllAlong_isReplaced() {
        cache.put("x", "old");
        cache.getAll(List.of("a"), missing -> Map.of("a", "1", "x", "extra"));
        assertThat(cache.getIfPresent("x")).isEqualTo("extra");
        assertThat(cacheado.stats().removalCount(RemovalCause.REPLACED)).isEqualTo(1);
    }

    @Test
    void extra_thatSomeoneLoads_isLeftToThem() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FutureTask<String> other = Threads.start(() -> cache.get("x", key -> {
            entered.countDown();
            Threads.await(release);
            return "their own";
        }));
        Threads.await(entered);
        cache.getAll(List.of("a"), missing -> Map.of("a", "1", "x", "extra"));
        assertThat(cache.getIfPresent("x")).isNull();
        release.countDown();
        assertThat(Threads.join(other)).isEqualTo("their own");
        assertThat(cache.getIfPresent("x")).isEqualTo("their own");
    }

    @Test
    void extra_thatSomeoneLoadedInVainMeanwhile_isStored() {
        cache.getAll(List.of("a"), missing -> {
            assertThat(cache.get("x", key -> null)).isNull();
            return Map.of("a", "1", "x", "extra");
        });
        assertThat(cache.getIfPresent("x")).isEqualTo("extra");
    }

    @Test
    void extra_whoseOldValueMadeRoomMeanwhile_isStored() {
        Cacheado small = Shop.deterministic().maximumSize(3).build();
        ScopedCache<String, String> shelf =
                small.cache("c", String.class, String.class).build().in(scope);
        shelf.put("x", "old");
        shelf.getAll(List.of("a"), missing -> {
            for (int i = 0; i < 3; i++) {
                shelf.put("other " + i, "1");
            }
            assertThat(shelf.getIfPresent("x")).isNull();
            return Map.of("a", "1", "x", "extra");
        });
        assertThat(shelf.getAllPresent(List.of("a", "x"))).hasSize(2);
        assertThat(small.stats().removalCount(RemovalCause.FENCED)).isZero();
        assertThat(Audit.violations(small)).isEmpty();
    }

    @Test
    void extra_whoseOldValueExpiredMeanwhile_isStored() {
        cache.put("x", "old", Duration.ofSeconds(1));
        cache.getAll(List.of("a"), missing -> {
            time.advance(Duration.ofSeconds(1));
            cacheado.cleanUp();
            return Map.of("a", "1", "x", "extra");
        });
        assertThat(cache.getIfPresent("x")).isEqualTo("extra");
    }

    @Test
    void extra_invalidatedAndPutAgainMeanwhile_keepsThePutValue() {
        cache.getAll(List.of("a"), missing -> {
            cache.put("x", "1");
            cache.invalidate("x");
            cache.put("x", "newest");
            return Map.of("a", "1", "x", "extra");
        });
        assertThat(cache.getIfPresent("x")).isEqualTo("newest");
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isEqualTo(1);
    }

    @Test
    void lastOwnKeyInvalidatedMeanwhile_theExtraIsStored() {
        cache.getAll(List.of("a"), missing -> {
            cache.invalidate("a");
            return Map.of("a", "1", "x", "extra");
        });
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getIfPresent("x")).isEqualTo("extra");
        cache.invalidate("x");
        assertThat(cacheado.stats().scopeCount()).isZero();
    }

    @Test
    void allFencedAndNoExtra_theScopeVanishesAfterTheLoad() {
        cache.getAll(List.of("a"), missing -> {
            cache.invalidate("a");
            return Map.of("a", "1");
        });
        assertThat(cacheado.stats().scopeCount()).isZero();
        cache.getAll(List.of("a"), missing -> Map.of());
        assertThat(cacheado.stats().scopeCount()).isZero();
        catchThrowable(() -> cache.getAll(List.of("a"), missing -> null));
        assertThat(cacheado.stats().scopeCount()).isZero();
    }

    @Test
    void failure_reachesTheCallerAndTheWaitersOfEachKey() {
        IOException failure = new IOException("boom");
        LoadingCache<String, String> loading = cacheado.cache("loading", String.class, String.class)
                .build(new CacheLoader<>() {
                    @Override
                    public String load(Scope where, String key) {
                        throw new AssertionError("in bulk only");
                    }

                    @Override
                    public Map<String, String> loadAll(Scope where, Set<? extends String> keys) throws IOException {
                        while (cacheado.stats().coalescedCount() < 2) {
                            Thread.onSpinWait();
                        }
                        throw failure;
                    }
                });
        LoadingScopedCache<String, String> in = loading.in(scope);
        FutureTask<Throwable> bulk = Threads.start(() -> catchThrowable(() -> in.getAll(List.of("a", "b"))));
        while (cacheado.stats().loadsInFlight() < 2) {
            Thread.onSpinWait();
        }
        FutureTask<Throwable> a = Threads.start(() -> catchThrowable(() -> in.getChecked("a", () -> "other")));
        FutureTask<Throwable> b = Threads.start(() -> catchThrowable(() -> in.get("b", key -> "other")));

        assertThat(Threads.join(bulk))
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(Threads.join(a)).isSameAs(failure);
        assertThat(Threads.join(b))
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(failure);
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(2);
        assertThat(cacheado.stats().entryCount()).isZero();
        assertThat(cache.getAll(List.of("a", "b"), missing -> Map.of("a", "1", "b", "2")))
                .hasSize(2);
    }

    @Test
    void loaderThatReturnsNoMap_orOneThatThrows_failsAndFreesTheKeys() {
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b"), missing -> null))
                .isInstanceOf(NullPointerException.class);
        Map<String, String> throwing = new TreeMap<>(Map.of("a", "1")) {
            @Override
            public Set<Map.Entry<String, String>> entrySet() {
                throw new IllegalStateException("the map's");
            }
        };
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b"), missing -> throwing))
                .hasMessage("the map's");
        assertThat(cache.get("a", key -> "again")).isEqualTo("again");
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(4);
    }

    @Test
    void keysThatThrowWhileIterated_failWithoutLeavingALoadBehind() {
        Iterable<String> bad = () -> {
            Iterable<String> some = Arrays.asList("a", "b");
            java.util.Iterator<String> each = some.iterator();
            return new java.util.Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public String next() {
                    if (!each.hasNext()) {
                        throw new IllegalStateException("the iterator's");
                    }
                    return each.next();
                }
            };
        };
        assertThatThrownBy(() -> cache.getAll(bad, missing -> Map.of())).hasMessage("the iterator's");
        assertThat(cacheado.stats().loadsInFlight()).isZero();
        assertThat(cacheado.stats().requestCount()).isZero();
    }

    @Test
    void keysThatOthersLoad_areWaitedForAfterTheOwnAreComplete() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FutureTask<String> other = Threads.start(() -> cache.get("b", key -> {
            entered.countDown();
            Threads.await(release);
            return "theirs";
        }));
        Threads.await(entered);
        FutureTask<Map<String, String>> bulk = Threads.start(() -> cache.getAll(List.of("a", "b", "c"), missing -> {
            assertThat(missing).isEqualTo(Set.of("a", "c"));
            return Map.of("a", "mine", "c", "mine");
        }));
        while (cache.getAllPresent(List.of("a", "c")).size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(bulk).isNotDone();
        release.countDown();
        assertThat(Threads.join(bulk)).isEqualTo(Map.of("a", "mine", "b", "theirs", "c", "mine"));
        assertThat(Threads.join(other)).isEqualTo("theirs");
    }

    @Test
    void keysThatOthersFailToLoad_failTheCall_butTheOwnAreStored() {
        CountDownLatch entered = new CountDownLatch(1);
        IllegalStateException failure = new IllegalStateException("theirs");
        FutureTask<Throwable> other = Threads.start(() -> catchThrowable(() -> cache.get("b", key -> {
            entered.countDown();
            while (cacheado.stats().coalescedCount() < 1) {
                Thread.onSpinWait();
            }
            throw failure;
        })));
        Threads.await(entered);
        assertThatThrownBy(() -> cache.getAll(List.of("a", "b"), missing -> Map.of("a", "mine")))
                .isSameAs(failure);
        assertThat(Threads.join(other)).isSameAs(failure);
        assertThat(cache.getIfPresent("a")).isEqualTo("mine");
    }

    @Test
    void twoBulkLoads_ofEachOthersKeys_doNotWaitForEachOther() {
        for (int round = 0; round < 200; round++) {
            CyclicBarrier both = new CyclicBarrier(2);
            AtomicInteger loaded = new AtomicInteger();
            Threads.run(2, me -> {
                both.await();
                Map<String, String> all = cache.getAll(me == 0 ? List.of("a", "b") : List.of("b", "a"), missing -> {
                    loaded.addAndGet(missing.size());
                    Map<String, String> values = new HashMap<>();
                    missing.forEach(key -> values.put(key, "v"));
                    return values;
                });
                assertThat(all).containsOnlyKeys("a", "b");
            });
            assertThat(loaded).hasValue(2);
            cache.invalidateAll(List.of("a", "b"));
        }
    }

    /** A key that meets another thread when it is looked up, after the keys were collected. */
    private record Met(String id, int[] hashed, CyclicBarrier meeting) {
        static Met quiet(String id) {
            return new Met(id, new int[1], null);
        }

        @Override
        public int hashCode() {
            if (meeting != null && ++hashed[0] == 2) {
                catchThrowable(meeting::await);
            }
            return id.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Met met && met.id.equals(id);
        }
    }

    @Test
    void twoBulkLoads_thatEachBoardedTheOthersKeyFirst_bothEnd() {
        ScopedCache<Met, String> met =
                cacheado.cache("met", Met.class, String.class).build().in(scope);
        CyclicBarrier bothBoardedOne = new CyclicBarrier(2);
        AtomicInteger loaded = new AtomicInteger();
        List<FutureTask<Map<Met, String>>> callers = new ArrayList<>();
        for (String[] ids : new String[][] {{"a", "b"}, {"b", "a"}}) {
            List<Met> keys = List.of(Met.quiet(ids[0]), new Met(ids[1], new int[1], bothBoardedOne));
            callers.add(Threads.start(() -> met.getAll(keys, missing -> {
                loaded.addAndGet(missing.size());
                Map<Met, String> values = new HashMap<>();
                missing.forEach(key -> values.put(Met.quiet(key.id()), ids[0]));
                return values;
            })));
        }
        callers.forEach(caller -> assertThat(Threads.join(caller).values()).containsExactlyInAnyOrder("a", "b"));
        assertThat(loaded).hasValue(2);
    }

    @Test
    void loadAll_byDefault_fallsBackToLoad() {
        List<String> loaded = new ArrayList<>();
        LoadingCache<String, String> loading = cacheado.cache("loading", String.class, String.class)
                .build((where, key) -> {
                    loaded.add(where + key);
                    return key.equals("none") ? null : key + "'s";
                });
        loading.in(scope).put("present", "p");
        Map<String, String> all = loading.in(scope).getAll(List.of("b", "present", "none", "a", "b"));

        assertThat(new ArrayList<>(all.entrySet()))
                .containsExactly(Map.entry("b", "b's"), Map.entry("present", "p"), Map.entry("a", "a's"));
        assertThat(loaded).containsExactly(scope + "b", scope + "none", scope + "a");
        assertThatThrownBy(() -> all.put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void loadAll_thatDelegatesToTheDefault_fallsBackToLoad() {
        LoadingCache<String, String> loading = cacheado.cache("loading", String.class, String.class)
                .build(new CacheLoader<>() {
                    @Override
                    public String load(Scope where, String key) {
                        return key.equals("none") ? null : key + "'s";
                    }

                    @Override
                    public Map<? extends String, ? extends String> loadAll(Scope where, Set<? extends String> keys)
                            throws Exception {
                        return CacheLoader.super.loadAll(where, keys);
                    }
                });
        assertThat(loading.in(scope).getAll(List.of("a", "none", "b"))).isEqualTo(Map.of("a", "a's", "b", "b's"));
    }

    // What the user's own code does not support is a failure, not "load them one by one".
    @Test
    void loadAll_thatThrowsAnUnsupportedOperationOfItsOwn_fails() {
        AtomicInteger loads = new AtomicInteger();
        LoadingCache<String, String> loading = cacheado.cache("loading", String.class, String.class)
                .build(new CacheLoader<>() {
                    @Override
                    public String load(Scope where, String key) {
                        loads.incrementAndGet();
                        return key;
                    }

                    @Override
                    public Map<String, String> loadAll(Scope where, Set<? extends String> keys) {
                        Map<String, String> all = Map.of();
                        all.put("k", "v");
                        return all;
                    }
                });
        assertThatThrownBy(() -> loading.in(scope).getAll(List.of("a", "b")))
                .isExactlyInstanceOf(UnsupportedOperationException.class);
        assertThat(loads).hasValue(0);
        assertThat(loading.in(scope).getIfPresent("a")).isNull();
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(2);
    }

    @Test
    void loadAll_overridden_isGivenScopeAndMissingKeysOnce() {
        AtomicInteger calls = new AtomicInteger();
        LoadingCache<String, String> loading = cacheado.cache("loading", String.class, String.class)
                .scopedTo("organization")
                .build(new CacheLoader<>() {
                    @Override
                    public String load(Scope where, String key) {
                        return "one";
                    }

                    @Override
                    public Map<String, String> loadAll(Scope where, Set<? extends String> keys) {
                        calls.incrementAndGet();
                        assertThat(where).isEqualTo(Shop.org("acme"));
                        Map<String, String> values = new HashMap<>();
                        keys.forEach(key -> values.put(key, "many"));
                        return values;
                    }
                });
        LoadingScopedCache<String, String> in = loading.in(scope);
        assertThat(in.get("a")).isEqualTo("one");
        assertThat(in.getAll(List.of("a", "b", "c")).values()).containsExactly("one", "many", "many");
        assertThat(calls).hasValue(1);
        assertThat(in.getAsync("d").join()).isEqualTo("one");
    }

    @Test
    void sameKey_askedInsideTheBulkLoader_isARecursiveLoad() {
        for (String asked : List.of("a", "b")) {
            FutureTask<Throwable> caller =
                    Threads.start(() -> catchThrowable(() -> cache.getAll(List.of("a", "b"), missing -> {
                        cache.get(asked, key -> "x");
                        return Map.of();
                    })));
            assertThat(Threads.join(caller)).isExactlyInstanceOf(RecursiveLoadException.class);
            FutureTask<Throwable> bulk = Threads.start(() -> catchThrowable(() -> cache.getAll(
                    List.of("a", "b"), missing -> cache.getAll(List.of("z", asked), again -> Map.of("z", "z")))));
            assertThat(Threads.join(bulk)).isExactlyInstanceOf(RecursiveLoadException.class);
        }
        assertThat(cacheado.stats().loadsInFlight()).isZero();
    }

    @Test
    void asyncCallers_ofKeysInABulkLoad_areAnswered() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FutureTask<Map<String, String>> bulk = Threads.start(() -> cache.getAll(List.of("a", "b"), missing -> {
            entered.countDown();
            Threads.await(release);
            return Map.of("a", "1");
        }));
        Threads.await(entered);
        CompletableFuture<String> a = cache.getAsync("a", key -> null);
        CompletableFuture<String> b = cache.getAsync("b", key -> null);
        release.countDown();
        assertThat(Threads.join(bulk)).containsOnlyKeys("a");
        assertThat(a.get(Threads.PATIENCE_SECONDS, java.util.concurrent.TimeUnit.SECONDS))
                .isEqualTo("1");
        assertThat(b.get(Threads.PATIENCE_SECONDS, java.util.concurrent.TimeUnit.SECONDS))
                .isNull();
    }
}
