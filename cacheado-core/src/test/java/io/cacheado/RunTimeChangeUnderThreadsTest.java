package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.ChangeEvent;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B15 beside readers, writers and droppers: limits hold, no entry is lost or counted twice, and events form chains. */
class RunTimeChangeUnderThreadsTest {
    private final TestTime time = new TestTime();

    private static Eviction any(Random random) {
        return Eviction.builtIn().get(random.nextInt(4));
    }

    @ParameterizedTest(name = "by weight: {0}")
    @ValueSource(booleans = {false, true})
    void everything_changedBesideReadersAndWriters_keepsLimitsAndAgreesAtRest(boolean weighted) {
        List<ChangeEvent> events = new ArrayList<>();
        Cacheado.Builder builder = Shop.threaded()
                .ticker(time)
                .eviction("session", Eviction.lru())
                .executor(Runnable::run)
                .changeListener(event -> {
                    synchronized (events) {
                        events.add(event);
                    }
                });
        Cacheado cacheado = (weighted ? builder.maximumWeight(3_000) : builder.maximumSize(3_000)).build();
        Cache<Integer, Integer> own = cacheado.cache("own", Integer.class, Integer.class)
                .maximumSize(2_000)
                .maximumSizePerScope(700)
                .expireAfterWrite(Duration.ofSeconds(5))
                .build();
        Cache<Integer, Integer> shared = cacheado.cache("shared", Integer.class, Integer.class)
                .expireAfterAccess(Duration.ofSeconds(5))
                .refreshAfterWrite(Duration.ofSeconds(2))
                .build();
        for (int round = 0; round < 3; round++) {
            int seed = round;
            AtomicInteger left = new AtomicInteger(3);
            AtomicLong most = new AtomicLong();
            Threads.run(5, me -> {
                Random random = new Random(seed * 31L + me);
                if (me == 0) {
                    while (left.get() > 0) {
                        most.accumulateAndGet(cacheado.stats().entryCount(), Math::max);
                    }
                } else if (me == 1) {
                    while (left.get() > 0) {
                        change(cacheado, own, shared, random);
                    }
                } else {
                    for (int i = 0; i < 10_000; i++) {
                        use(cacheado, random.nextBoolean() ? own : shared, random);
                    }
                    left.decrementAndGet();
                }
            });
            assertThat(most.get()).isPositive().isLessThanOrEqualTo(3_000);
            cacheado.cleanUp();
            assertThat(Audit.violations(cacheado)).as("round %s", round).isEmpty();
            assertThat(own.stats().entryCount())
                    .isLessThanOrEqualTo(own.policy().maximumSize().getAsLong());
        }
        synchronized (events) {
            checkChains(events);
        }
        cacheado.evictAll();
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isZero();
        assertThat(Audit.violations(cacheado)).isEmpty();
        cacheado.close();
    }

    private static void checkChains(List<ChangeEvent> events) {
        assertThat(events).hasSizeGreaterThan(20);
        Map<List<Object>, String> inForce = new HashMap<>();
        for (ChangeEvent event : events) {
            assertThat(event.oldValue()).isNotEqualTo(event.newValue());
            List<Object> setting =
                    List.of(event.setting(), String.valueOf(event.cache()), String.valueOf(event.scope()));
            String before = inForce.put(setting, event.newValue());
            // A scope's policy may be changed from above as well.
            if (before != null && !(event.setting() == ChangeEvent.Setting.EVICTION && event.scope() != null)) {
                assertThat(event.oldValue()).as(event.toString()).isEqualTo(before);
            }
        }
    }

    private void use(Cacheado cacheado, Cache<Integer, Integer> cache, Random random) {
        Scope scope = random.nextInt(3) == 0
                ? Shop.org("o" + random.nextInt(2))
                : Shop.user("o" + random.nextInt(2), random.nextInt(4));
        ScopedCache<Integer, Integer> in = cache.in(scope);
        int key = random.nextInt(600);
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> in.put(key, key);
            case 4, 5, 6, 7 -> in.getIfPresent(key);
            case 8, 9 -> in.get(key, asked -> asked);
            case 10 -> in.invalidate(key);
            default -> {
                time.advance(Duration.ofMillis(random.nextInt(3)));
                if (random.nextInt(300) == 0) {
                    cacheado.evict(scope);
                }
            }
        }
    }

    private static void change(
            Cacheado cacheado, Cache<Integer, Integer> own, Cache<Integer, Integer> shared, Random random) {
        Scope scope = random.nextBoolean() ? Shop.org("o0") : Shop.user("o1", random.nextInt(4));
        switch (random.nextInt(12)) {
            case 0 -> cacheado.quota(scope, Quota.limit(50 + random.nextInt(500)));
            case 1 -> cacheado.removeQuota(scope);
            case 2 -> cacheado.eviction(scope, any(random));
            case 3 -> cacheado.eviction(Shop.TREE.global(), any(random));
            case 4, 5 -> own.policy().setEviction(any(random));
            case 6 -> own.policy().setMaximumSize(500 + random.nextInt(2_000));
            case 7 -> own.policy().setMaximumSizePerScope(100 + random.nextInt(600));
            case 8 -> own.policy().setExpireAfterWrite(Duration.ofMillis(1 + random.nextInt(9_000)));
            case 9 -> shared.policy().setExpireAfterAccess(Duration.ofMillis(1 + random.nextInt(9_000)));
            case 10 -> shared.policy().setRefreshAfterWrite(Duration.ofMillis(1 + random.nextInt(4_000)));
            default -> cacheado.maximumSize(2_000 + random.nextInt(1_000));
        }
    }

    @Test
    void oneSetting_changedByManyThreads_isToldAsAChain() {
        List<ChangeEvent> events = new ArrayList<>();
        Cacheado cacheado = Shop.threaded()
                .maximumSize(1)
                .executor(Runnable::run)
                .changeListener(events::add)
                .build();
        Threads.run(4, me -> {
            Random random = new Random(me);
            for (int i = 0; i < 5_000; i++) {
                cacheado.maximumSize(1 + random.nextInt(5));
            }
        });
        cacheado.cleanUp();
        checkChains(events);
        assertThat(events.get(0).oldValue()).isEqualTo("1");
        assertThat(cacheado.toString())
                .contains("maximum=" + events.get(events.size() - 1).newValue());
        cacheado.close();
    }

    /** One writer, so that what must be there is known: nothing leaves but what was invalidated. */
    @Test
    void policy_changedBesideWrites_losesNoEntry() {
        Cacheado cacheado =
                Shop.threaded().maximumSize(100_000).eviction(Eviction.lru()).build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSize(50_000)
                .build();
        ScopedCache<Integer, Integer> in = cache.in(Shop.org("acme"));
        Set<Integer> there = new HashSet<>();
        AtomicBoolean done = new AtomicBoolean();
        Threads.run(2, me -> {
            Random random = new Random(me);
            if (me == 0) {
                while (!done.get()) {
                    cache.policy().setEviction(any(random));
                    cacheado.eviction(Shop.org("acme"), any(random));
                }
                return;
            }
            for (int i = 0; i < 60_000; i++) {
                int key = random.nextInt(20_000);
                if (random.nextInt(3) == 0) {
                    in.invalidate(key);
                    there.remove(key);
                } else {
                    in.put(key, key);
                    there.add(key);
                }
            }
            done.set(true);
        });
        assertThat(cache.stats().entryCount()).isEqualTo(there.size());
        assertThat(new HashSet<>(cache.policy().coldest(Shop.org("acme"), Integer.MAX_VALUE)))
                .isEqualTo(there);
        assertThat(Audit.violations(cacheado)).isEmpty();
        cacheado.close();
    }

    @Test
    void loadLimits_changedBesideLoads_areNeverForgotten() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Cacheado cacheado =
                Shop.threaded().maximumSize(1_000).executor(threads).build()) {
            Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                    .loadLimitPerScope(LoadLimit.of(1).waitAtMost(Duration.ofDays(1)))
                    .build();
            Scope acme = Shop.org("acme");
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            AtomicBoolean done = new AtomicBoolean();
            Threads.run(3, me -> {
                Random random = new Random(me);
                for (int i = 0; me < 2 && i < 1_000; i++) {
                    if (me == 0) {
                        CompletableFuture<Integer> one =
                                cache.in(acme).getAsync(i, key -> CompletableFuture.completedFuture(key));
                        synchronized (all) {
                            all.add(one);
                        }
                    } else {
                        LoadLimit limit = LoadLimit.of(1 + random.nextInt(4)).waitAtMost(Duration.ofDays(1));
                        cache.policy().setLoadLimitPerScope(limit);
                        cacheado.loadLimit(acme, limit);
                        if (random.nextInt(4) == 0) {
                            cacheado.removeLoadLimit(acme);
                        }
                    }
                }
                done.set(true);
            });
            for (CompletableFuture<Integer> one : all) {
                one.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            Threads.awaitTrue(() -> Audit.bulkheads(cacheado) == 0);
        } finally {
            threads.shutdown();
        }
    }
}
