package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.stats.CacheStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that are renewed in the background before they expire. */
class RefreshTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestTime time = new TestTime();
    private final TaskQueue tasks = new TaskQueue();
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(100).ticker(time).executor(tasks).build();
    private final Recorder<String, String> recorder = new Recorder<>();
    private final AtomicInteger loads = new AtomicInteger();

    @AfterEach
    void invariantsHold() {
        tasks.runAll();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    private ScopedCache<String, String> scoped(UnaryOperator<CacheBuilder<String, String>> settings) {
        CacheBuilder<String, String> builder =
                cacheado.cache("c", String.class, String.class).removalListener(recorder);
        return settings.apply(builder).build().in(Shop.user("acme", 42));
    }

    private String next(String key) {
        return key + loads.incrementAndGet();
    }

    // ---- refresh after write -------------------------------------------------------------------------------------

    @Test
    void value_readBeforeItIsDue_isNotRenewed() {
        ScopedCache<String, String> cache = scoped(c -> c.refreshAfterWrite(MINUTE));
        cache.get("k", this::next);
        time.advance(MINUTE.minusNanos(1));

        assertThat(cache.get("k", this::next)).isEqualTo("k1");
        tasks.runAll();
        assertThat(loads).hasValue(1);
        assertThat(cacheado.stats().refreshCount()).isZero();
    }

    @Test
    void value_thatReadsKeepAlive_isNotRenewedBeforeItIsDue() {
        ScopedCache<String, String> cache =
                scoped(c -> c.refreshAfterWrite(MINUTE.multipliedBy(2)).expireAfterAccess(MINUTE));
        cache.get("k", this::next);
        time.advance(MINUTE.minusSeconds(1));
        cache.get("k", this::next);
        time.advance(MINUTE.minusSeconds(1));

        assertThat(cache.get("k", this::next)).isEqualTo("k1");
        assertThat(cacheado.stats().refreshCount()).isZero();
        time.advance(Duration.ofSeconds(2));
        assertThat(cache.get("k", this::next)).isEqualTo("k1");
        assertThat(cacheado.stats().refreshCount()).isEqualTo(1);
    }

    @Test
    void value_readWhenItIsDue_isServedAndRenewedOnceInTheBackground() {
        ScopedCache<String, String> cache = scoped(c -> c.refreshAfterWrite(MINUTE));
        cache.get("k", this::next);
        time.advance(MINUTE);

        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("k", this::next)).isEqualTo("k1");
        }
        assertThat(cacheado.stats().loadsInFlight()).isEqualTo(1);
        tasks.runAll();
        assertThat(loads).hasValue(2);
        assertThat(cache.get("k", this::next)).isEqualTo("k2");
        CacheStats stats = cacheado.stats();
        assertThat(stats.refreshCount()).isEqualTo(1);
        assertThat(stats.hitCount()).isEqualTo(11);
        assertThat(stats.missCount()).isEqualTo(1);
        assertThat(stats.staleCount()).isZero();
        assertThat(stats.removalCount(RemovalCause.REPLACED)).isEqualTo(1);
        assertThat(stats.insertCount()).isEqualTo(2);
    }

    @Test
    void renewedValue_livesFromThenOn() {
        ScopedCache<String, String> cache =
                scoped(c -> c.refreshAfterWrite(MINUTE).expireAfterWrite(MINUTE.multipliedBy(2)));
        cache.get("k", this::next);
        time.advance(MINUTE.plusSeconds(30));
        cache.get("k", this::next);
        tasks.runAll();
        time.advance(MINUTE.plusSeconds(50));

        assertThat(cache.getIfPresent("k")).isEqualTo("k2");
        time.advance(Duration.ofSeconds(10));
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void failedRenewal_keepsTheValueAndPausesLongerEachTime() {
        ScopedCache<String, String> cache =
                scoped(c -> c.refreshAfterWrite(MINUTE).refreshBackoff(Duration.ofSeconds(10), Duration.ofSeconds(25)));
        cache.get("k", this::next);
        time.advance(MINUTE);
        List<Long> tries = new ArrayList<>();
        for (int second = 0; second < 120; second++) {
            assertThat(cache.get("k", key -> {
                        tries.add(time.read());
                        throw new IllegalStateException("down");
                    }))
                    .isEqualTo("k1");
            tasks.runAll();
            time.advance(Duration.ofSeconds(1));
        }

        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < tries.size(); i++) {
            pauses.add(Duration.ofNanos(tries.get(i) - tries.get(i - 1)).toSeconds());
        }
        assertThat(pauses.get(0)).isBetween(8L, 10L);
        assertThat(pauses.get(1)).isBetween(15L, 20L);
        assertThat(pauses.subList(2, pauses.size())).allMatch(pause -> pause >= 19 && pause <= 25);
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(tries.size());
        assertThat(cacheado.stats().removalCount()).isZero();

        time.advance(Duration.ofSeconds(25));
        cache.get("k", this::next);
        tasks.runAll();
        assertThat(cache.getIfPresent("k")).isEqualTo("k2");
    }

    @Test
    void renewal_thatFindsNothing_removesTheValue() {
        ScopedCache<String, String> cache = scoped(c -> c.refreshAfterWrite(MINUTE));
        cache.get("k", this::next);
        time.advance(MINUTE);
        cache.get("k", key -> null);
        tasks.runAll();

        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(recorder.values(RemovalCause.EXPLICIT)).containsExactly("k1");
        assertThat(cacheado.stats().entryCount()).isZero();
    }

    @Test
    void renewal_thatFindsNothingWhereAbsencesAreRemembered_leavesAnAbsence() {
        ScopedCache<String, String> cache =
                scoped(c -> c.refreshAfterWrite(MINUTE).expireAbsentAfter(MINUTE));
        cache.get("k", this::next);
        time.advance(MINUTE);
        cache.get("k", key -> null);
        tasks.runAll();

        assertThat(cache.get("k", this::next)).isNull();
        time.advance(MINUTE);
        assertThat(cache.get("k", this::next)).isEqualTo("k2");
    }

    @Test
    void renewal_whoseExecutorRefuses_isAFailureThatHarmsNoReader() {
        Cacheado refusing = Shop.deterministic()
                .maximumSize(10)
                .ticker(time)
                .executor(task -> {
                    throw new java.util.concurrent.RejectedExecutionException("full");
                })
                .build();
        ScopedCache<String, String> cache = refusing.cache("c", String.class, String.class)
                .refreshAfterWrite(MINUTE)
                .build()
                .in(Shop.org("acme"));
        cache.get("k", this::next);
        time.advance(MINUTE);

        assertThat(cache.get("k", this::next)).isEqualTo("k1");
        assertThat(refusing.stats().loadFailureCount()).isEqualTo(1);
        assertThat(refusing.stats().loadsInFlight()).isZero();
        assertThat(Audit.violations(refusing)).isEmpty();
    }

    // ---- the fence of a renewal ----------------------------------------------------------------------------------

    private ScopedCache<String, String> underRenewal() {
        ScopedCache<String, String> cache = scoped(c -> c.refreshAfterWrite(MINUTE));
        cache.get("k", this::next);
        time.advance(MINUTE);
        cache.get("k", this::next);
        return cache;
    }

    @Test
    void put_duringARenewal_wins() {
        ScopedCache<String, String> cache = underRenewal();
        cache.put("k", "put");
        tasks.runAll();

        assertThat(cache.getIfPresent("k")).isEqualTo("put");
        assertThat(recorder.values(RemovalCause.FENCED)).containsExactly("k2");
    }

    @Test
    void putOfTheSameInstance_duringARenewal_wins() {
        ScopedCache<String, String> cache = underRenewal();
        cache.put("k", cache.getIfPresent("k"));
        tasks.runAll();

        assertThat(cache.getIfPresent("k")).isEqualTo("k1");
        assertThat(recorder.values(RemovalCause.FENCED)).containsExactly("k2");
    }

    @Test
    void invalidation_duringARenewal_wins() {
        ScopedCache<String, String> cache = underRenewal();
        cache.invalidate("k");
        assertThat(cache.get("k", key -> "later")).isEqualTo("later");
        tasks.runAll();

        assertThat(cache.getIfPresent("k")).isEqualTo("later");
        assertThat(recorder.values(RemovalCause.FENCED)).containsExactly("k2");
    }

    @Test
    void drop_duringARenewal_wins() {
        ScopedCache<String, String> cache = underRenewal();
        cacheado.evict(Shop.org("acme"));
        tasks.runAll();

        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(recorder.values(RemovalCause.FENCED)).containsExactly("k2");
    }

    @Test
    void changeOfAnotherKey_duringARenewal_fencesNothing() {
        ScopedCache<String, String> cache = underRenewal();
        cache.put("other", "v");
        cache.invalidate("other");
        tasks.runAll();

        assertThat(cache.getIfPresent("k")).isEqualTo("k2");
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isZero();
    }

    @Test
    void eviction_duringARenewal_startsNoSecondLoadAndLosesNoValue() {
        ScopedCache<String, String> cache = underRenewal();
        cacheado.maximumSize(1);
        cache.put("other", "v");
        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
        assertThat(cache.getIfPresent("k")).isNull();
        CompletableFuture<String> joined = cache.getAsync("k", key -> CompletableFuture.completedFuture("second"));
        tasks.runAll();

        assertThat(joined).isCompletedWithValue("k2");
        assertThat(cache.getIfPresent("k")).isEqualTo("k2");
        assertThat(loads).hasValue(2);
    }

    @Test
    void expiry_duringARenewal_startsNoSecondLoad() {
        ScopedCache<String, String> cache =
                scoped(c -> c.refreshAfterWrite(MINUTE).expireAfterWrite(MINUTE.multipliedBy(2)));
        cache.get("k", this::next);
        time.advance(MINUTE);
        cache.get("k", this::next);
        time.advance(MINUTE);
        cacheado.cleanUp();
        CompletableFuture<String> joined = cache.getAsync("k", key -> CompletableFuture.completedFuture("second"));
        tasks.runAll();

        assertThat(joined).isCompletedWithValue("k2");
        assertThat(recorder.values(RemovalCause.EXPIRED)).containsExactly("k1");
        assertThat(cache.getIfPresent("k")).isEqualTo("k2");
    }

    @Test
    void close_duringARenewal_leavesNothing() {
        Cacheado closing = Shop.deterministic()
                .maximumSize(10)
                .ticker(time)
                .executor(tasks)
                .build();
        ScopedCache<String, String> cache = closing.cache("c", String.class, String.class)
                .refreshAfterWrite(MINUTE)
                .build()
                .in(Shop.org("acme"));
        cache.get("k", this::next);
        time.advance(MINUTE);
        cache.get("k", this::next);
        closing.close();
        tasks.runAll();

        assertThat(closing.toString()).contains("used=0");
        assertThatThrownBy(() -> cache.getIfPresent("k")).isInstanceOf(IllegalStateException.class);
        assertThat(closing.stats().loadsInFlight()).isZero();
    }

    // ---- loading caches and bulk ---------------------------------------------------------------------------------

    private static final class Reloading implements CacheLoader<String, String> {
        private final List<String> calls = new ArrayList<>();

        @Override
        public String load(io.cacheado.scope.Scope scope, String key) {
            calls.add("load " + key);
            return key + calls.size();
        }

        @Override
        public String reload(io.cacheado.scope.Scope scope, String key, String oldValue) {
            calls.add("reload " + oldValue);
            return key + calls.size();
        }
    }

    @Test
    void loadingCache_renewsByReload_onAnyRead() {
        Reloading loader = new Reloading();
        LoadingScopedCache<String, String> cache = cacheado.cache("l", String.class, String.class)
                .refreshAfterWrite(MINUTE)
                .build(loader)
                .in(Shop.org("acme"));
        assertThat(cache.get("k")).isEqualTo("k1");
        time.advance(MINUTE);
        assertThat(cache.getIfPresent("k")).isEqualTo("k1");
        tasks.runAll();
        assertThat(cache.get("k")).isEqualTo("k2");
        time.advance(MINUTE);
        CompletableFuture<String> async = cache.getAsync("k");
        assertThat(async).isCompletedWithValue("k2");
        tasks.runAll();

        assertThat(loader.calls).containsExactly("load k", "reload k1", "reload k2");
    }

    @Test
    void refresh_renewsAFreshValueInAnyCache_andLoadsAMissingOne() {
        Reloading loader = new Reloading();
        LoadingScopedCache<String, String> cache =
                cacheado.cache("l", String.class, String.class).build(loader).in(Shop.org("acme"));
        CompletableFuture<String> first = cache.refresh("k");
        assertThat(cache.getIfPresent("k")).isNull();
        tasks.runAll();
        assertThat(first).isCompletedWithValue("k1");
        CompletableFuture<String> second = cache.refresh("k");
        CompletableFuture<String> third = cache.refresh("k");
        assertThat(cache.getIfPresent("k")).isEqualTo("k1");
        tasks.runAll();
        assertThat(second).isCompletedWithValue("k2");
        assertThat(third).isCompletedWithValue("k2");
        assertThat(cache.getIfPresent("k")).isEqualTo("k2");
        assertThat(loader.calls).containsExactly("load k", "reload k1");
        assertThat(cacheado.stats().requestCount()).isEqualTo(3);

        second = cache.refresh("k");
        cache.put("k", "put");
        tasks.runAll();
        assertThat(second).isCompletedWithValue("k3");
        assertThat(cache.getIfPresent("k")).isEqualTo("put");
    }

    @Test
    void refresh_whenAnEarlierOneOutlivesTheValue_joinsIt() {
        Reloading loader = new Reloading();
        LoadingScopedCache<String, String> cache = cacheado.cache("l", String.class, String.class)
                .expireAfterWrite(MINUTE)
                .build(loader)
                .in(Shop.org("acme"));
        cache.put("k", "k0");
        CompletableFuture<String> first = cache.refresh("k");
        time.advance(MINUTE);
        CompletableFuture<String> second = cache.refresh("k");
        tasks.runAll();

        assertThat(loader.calls).hasSize(1);
        assertThat(second.join()).isEqualTo(first.join());
        assertThat(cache.getIfPresent("k")).isEqualTo(first.join());
        assertThat(cacheado.stats().refreshCount()).isEqualTo(1);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isZero();
    }

    @Test
    void refresh_ofAValueThatLostATag_startsFromNothing() {
        Reloading loader = new Reloading();
        LoadingScopedCache<String, String> cache =
                cacheado.cache("l", String.class, String.class).build(loader).in(Shop.org("acme"));
        cache.put("k", "k0", EntryOptions.tags("t"));
        cache.invalidateTag("t");
        CompletableFuture<String> fresh = cache.refresh("k");
        assertThat(cache.getIfPresent("k")).isNull();
        tasks.runAll();

        assertThat(loader.calls).containsExactly("load k");
        assertThat(cache.getIfPresent("k")).isEqualTo(fresh.join());
        assertThat(cacheado.stats().removalCount(RemovalCause.TAG_INVALIDATED)).isEqualTo(1);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isZero();
    }

    @Test
    void refresh_ofAnExpiredValueThatLostATag_countsItAsExpired() {
        LoadingScopedCache<String, String> cache = cacheado.cache("l", String.class, String.class)
                .expireAfterWrite(MINUTE)
                .build(new Reloading())
                .in(Shop.org("acme"));
        cache.put("k", "k0", EntryOptions.tags("t"));
        cache.invalidateTag("t");
        time.advance(MINUTE);
        CompletableFuture<String> fresh = cache.refresh("k");
        tasks.runAll();

        assertThat(cache.getIfPresent("k")).isEqualTo(fresh.join());
        assertThat(cacheado.stats().removalCount(RemovalCause.EXPIRED)).isEqualTo(1);
        assertThat(cacheado.stats().removalCount(RemovalCause.TAG_INVALIDATED)).isZero();
    }

    @Test
    void getAll_ofDueValues_renewsThemByOneCallInTheBackground() {
        ScopedCache<String, String> cache = scoped(c -> c.refreshAfterWrite(MINUTE));
        List<Set<? extends String>> calls = new ArrayList<>();
        List<String> keys = List.of("a", "b", "c");
        cache.getAll(keys, missing -> {
            calls.add(Set.copyOf(missing));
            return Map.of("a", "a1", "b", "b1", "c", "c1");
        });
        time.advance(MINUTE);
        cache.invalidate("c");
        Map<String, String> found = cache.getAll(keys, missing -> {
            calls.add(Set.copyOf(missing));
            return Map.of("a", "a2", "b", "b2", "c", "c2");
        });

        assertThat(found).containsExactly(Map.entry("a", "a1"), Map.entry("b", "b1"), Map.entry("c", "c2"));
        tasks.runAll();
        assertThat(calls).containsExactlyInAnyOrder(Set.of("a", "b", "c"), Set.of("c"), Set.of("a", "b"));
        assertThat(cache.getAllPresent(keys).values()).containsExactly("a2", "b2", "c2");
    }

    // ---- what a load decides -------------------------------------------------------------------------------------

    @Test
    void notModified_keepsTheValueForAnotherLife() {
        ScopedCache<String, String> cache =
                scoped(c -> c.refreshAfterWrite(MINUTE).expireAfterWrite(MINUTE.multipliedBy(2)));
        cache.get("k", this::next);
        time.advance(MINUTE);
        cache.getWith("k", context -> {
            assertThat(context.previous()).contains("k1");
            assertThat(context.key()).isEqualTo("k");
            assertThat(context.scope()).isEqualTo(Shop.user("acme", 42));
            return context.notModified();
        });
        tasks.runAll();
        time.advance(MINUTE.plusSeconds(59));

        assertThat(cache.getIfPresent("k")).isEqualTo("k1");
        assertThat(cacheado.stats().insertCount()).isEqualTo(1);
        assertThat(cacheado.stats().removalCount()).isZero();
        assertThat(cacheado.stats().loadSuccessCount()).isEqualTo(2);
    }

    @Test
    void notModified_withAShorterLife_isKeptForThat() {
        ScopedCache<String, String> cache =
                scoped(c -> c.refreshAfterWrite(MINUTE).expireAfterWrite(MINUTE.multipliedBy(9)));
        cache.get("k", this::next);
        time.advance(MINUTE);
        cache.getWith("k", context -> context.expireAfterWrite(MINUTE).notModified());
        tasks.runAll();
        time.advance(MINUTE.minusNanos(1));
        assertThat(cache.getIfPresent("k")).isEqualTo("k1");
        time.advance(Duration.ofNanos(1));
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void loader_givesEachValueALifeOfItsOwn() {
        ScopedCache<String, String> cache = scoped(c -> c.expireAfterWrite(MINUTE));
        cache.getWith("long", context -> {
            assertThat(context.previous()).isEmpty();
            assertThatThrownBy(context::notModified).isInstanceOf(IllegalStateException.class);
            return context.expireAfterWrite(MINUTE.multipliedBy(5)) == context ? "v" : null;
        });
        cache.getWith("usual", context -> "v");
        time.advance(MINUTE);

        assertThat(cache.getIfPresent("long")).isEqualTo("v");
        assertThat(cache.getIfPresent("usual")).isNull();
        assertThatThrownBy(() -> cache.getWith("k", context -> {
                    context.expireAfterWrite(Duration.ZERO);
                    return "v";
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.getWith("k", context -> {
                    throw new IOException("x");
                }))
                .hasCauseInstanceOf(IOException.class);
        assertThat(cache.getIfPresent("k")).isNull();
    }

    // ---- early refresh -------------------------------------------------------------------------------------------

    @Test
    void refreshEarly_ofAValueThatWasPut_isNotDone_whateverTheTime() {
        ScopedCache<String, String> cache = scoped(c -> c.refreshEarly(1).expireAfterWrite(MINUTE));
        time.advance(Duration.ofDays(200));
        for (int i = 0; i < 4; i++) {
            cache.put("k", "put");
            time.advance(MINUTE.minusNanos(1));
            assertThat(cache.get("k", this::next)).isEqualTo("put");
        }

        assertThat(cacheado.stats().refreshCount()).isZero();
    }

    @Test
    void refreshEarly_ofAnAbsenceOrAFailure_isNotDone() {
        ScopedCache<String, String> cache = scoped(c -> c.refreshEarly(1_000_000)
                .expireAfterWrite(MINUTE)
                .expireAbsentAfter(MINUTE)
                .expireFailureAfter(IllegalStateException.class, MINUTE));
        Function<String, String> slow = key -> {
            time.advance(Duration.ofSeconds(1));
            if (key.equals("failed")) {
                throw new IllegalStateException("as it was told to");
            }
            return key.equals("absent") ? null : key;
        };
        for (String key : List.of("absent", "failed", "value", "absent", "failed", "value")) {
            try {
                cache.get(key, slow);
            } catch (IllegalStateException asTold) {
                assertThat(key).isEqualTo("failed");
            }
        }

        assertThat(cacheado.stats().refreshCount()).isEqualTo(1);
    }

    @Test
    void refreshEarly_overManyExpiries_isAsLikelyAsThePaperSaysAndLeavesNoStampede() {
        double beta = 1;
        Duration load = Duration.ofMillis(100);
        Duration step = Duration.ofMillis(20);
        ScopedCache<String, String> cache = scoped(c -> c.refreshEarly(beta).expireAfterWrite(Duration.ofSeconds(1)));
        int expiries = 100_000;
        long early = 0;
        long missed = 0;
        double expected = 0;
        // One reader each 20 ms. By the paper it renews with the chance that load * beta * -ln(u) reaches the expiry.
        double chanceOfNone = 1;
        for (int left = 980; left > 0; left -= 20) {
            chanceOfNone *= 1 - Math.exp(-left / (load.toMillis() * beta));
        }
        expected = 1 - chanceOfNone;
        cache.get("k", key -> slow(load));
        for (int i = 0; i < expiries; i++) {
            long before = cacheado.stats().refreshCount();
            long misses = cacheado.stats().missCount();
            while (cacheado.stats().refreshCount() == before && cacheado.stats().missCount() == misses) {
                time.advance(step);
                cache.get("k", key -> slow(load));
            }
            early += cacheado.stats().refreshCount() - before;
            missed += cacheado.stats().missCount() - misses;
            tasks.runAll();
        }

        assertThat(early + missed).isEqualTo(expiries);
        assertThat((double) early / expiries).isBetween(expected * 0.9, expected * 1.1);
        assertThat(cacheado.stats().loadCount()).isEqualTo(expiries + 1);
    }

    private String slow(Duration load) {
        time.advance(load);
        return "v";
    }

    // ---- settings that contradict each other ---------------------------------------------------------------------

    @Test
    void settings_thatMakeNoSense_areRefused() {
        assertRefused(IllegalArgumentException.class, c -> c.refreshAfterWrite(Duration.ZERO));
        assertRefused(IllegalArgumentException.class, c -> c.refreshEarly(0));
        assertRefused(IllegalArgumentException.class, c -> c.refreshEarly(Double.NaN));
        assertRefused(IllegalArgumentException.class, c -> c.refreshEarly(Double.POSITIVE_INFINITY));
        assertRefused(IllegalArgumentException.class, c -> c.jitter(0));
        assertRefused(IllegalArgumentException.class, c -> c.jitter(1));
        assertRefused(IllegalArgumentException.class, c -> c.refreshBackoff(MINUTE, Duration.ofSeconds(1)));
        assertRefused(IllegalArgumentException.class, c -> c.expireFailureAfter(IOException.class, Duration.ZERO));
        assertRefused(
                IllegalStateException.class, c -> c.refreshAfterWrite(MINUTE).expireAfterWrite(MINUTE));
        assertRefused(IllegalStateException.class, c -> c.refreshEarly(1));
        assertRefused(IllegalStateException.class, c -> c.staleWhileRevalidate(MINUTE));
        assertRefused(IllegalStateException.class, c -> c.staleIfError(MINUTE));
        assertRefused(
                IllegalStateException.class,
                c -> c.staleIfError(MINUTE).expireAfterWrite(MINUTE).expireAfterAccess(MINUTE));
        assertRefused(
                IllegalStateException.class, c -> c.softLoadTimeout(MINUTE).expireAfterWrite(MINUTE));
        assertRefused(
                IllegalStateException.class,
                c -> c.expireAfterWrite(MINUTE)
                        .staleIfError(MINUTE)
                        .softLoadTimeout(MINUTE)
                        .hardLoadTimeout(MINUTE));
        assertRefused(IllegalStateException.class, c -> c.jitter(0.1));
        assertRefused(IllegalStateException.class, c -> c.refreshBackoff(MINUTE, MINUTE));
    }

    private void assertRefused(Class<? extends Exception> type, UnaryOperator<CacheBuilder<String, String>> settings) {
        assertThatThrownBy(() -> settings.apply(cacheado.cache("refused", String.class, String.class))
                        .build())
                .isExactlyInstanceOf(type)
                .hasMessageContaining("allowed");
    }
}
