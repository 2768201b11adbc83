package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.stats.CacheStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that are served beyond their expiry, and failures that are remembered. */
class StaleTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestTime time = new TestTime();
    private final TaskQueue tasks = new TaskQueue();
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(100).ticker(time).executor(tasks).build();
    private final AtomicInteger loads = new AtomicInteger();

    @AfterEach
    void invariantsHold() {
        tasks.runAll();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        CacheStats stats = cacheado.stats();
        assertThat(stats.insertCount() - stats.removalCount()).isEqualTo(stats.entryCount());
        assertThat(stats.staleCount()).isLessThanOrEqualTo(stats.hitCount());
    }

    private ScopedCache<String, String> scoped(UnaryOperator<CacheBuilder<String, String>> settings) {
        return settings.apply(cacheado.cache("c", String.class, String.class).expireAfterWrite(MINUTE))
                .build()
                .in(Shop.user("acme", 42));
    }

    private String next(String key) {
        return key + loads.incrementAndGet();
    }

    private String down(String key) {
        loads.incrementAndGet();
        throw new UncheckedIOException(new IOException("the database is down"));
    }

    // ---- stale while revalidate ----------------------------------------------------------------------------------

    @Test
    void expiredValue_whileRevalidated_isServedAtOnceAndLoadedOnceInTheBackground() {
        ScopedCache<String, String> cache = scoped(c -> c.staleWhileRevalidate(HOUR));
        cache.get("k", this::next);
        time.advance(MINUTE);
        for (int i = 0; i < 5; i++) {
            assertThat(cache.get("k", this::next)).isEqualTo("k1");
            assertThat(cache.getAsync("k", key -> CompletableFuture.completedFuture(next(key))))
                    .isCompletedWithValue("k1");
        }
        tasks.runAll();

        assertThat(cache.get("k", this::next)).isEqualTo("k2");
        CacheStats stats = cacheado.stats();
        assertThat(stats.staleCount()).isEqualTo(10);
        assertThat(stats.hitCount()).isEqualTo(11);
        assertThat(stats.missCount()).isEqualTo(1);
        assertThat(stats.refreshCount()).isEqualTo(1);
    }

    @Test
    void expiredValue_beyondTheLongestStaleness_isGone() {
        ScopedCache<String, String> cache = scoped(c -> c.staleWhileRevalidate(HOUR));
        cache.get("k", this::next);
        time.advance(MINUTE.plus(HOUR).minusNanos(1));
        assertThat(cache.get("k", this::down)).isEqualTo("k1");
        time.advance(Duration.ofNanos(1));

        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
        cacheado.cleanUp();
        assertThat(cacheado.stats().removalCount(RemovalCause.EXPIRED)).isEqualTo(1);
        tasks.runAll();
        assertThat(cache.get("k", this::next)).isEqualTo("k3");
    }

    @Test
    void expiredValue_askedForWithoutALoader_isAMiss() {
        ScopedCache<String, String> cache = scoped(c -> c.staleWhileRevalidate(HOUR));
        cache.put("k", "v");
        time.advance(MINUTE);

        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cache.getAllPresent(List.of("k"))).isEmpty();
        assertThat(cache.resolve("k")).isEmpty();
        assertThat(cacheado.stats().missCount()).isEqualTo(3);
        assertThat(cache.get("k", this::next)).isEqualTo("v");
        tasks.runAll();
        assertThat(cache.getIfPresent("k")).isEqualTo("k1");
    }

    @Test
    void getAll_ofExpiredValues_isServedAtOnce() {
        ScopedCache<String, String> cache = scoped(c -> c.staleWhileRevalidate(HOUR));
        cache.putAll(Map.of("a", "a1", "b", "b1"));
        time.advance(MINUTE);

        assertThat(cache.getAll(List.of("a", "b"), keys -> Map.of("a", "a2", "b", "b2")))
                .containsExactly(Map.entry("a", "a1"), Map.entry("b", "b1"));
        assertThat(cacheado.stats().staleCount()).isEqualTo(2);
        tasks.runAll();
        assertThat(cache.getAllPresent(List.of("a", "b")).values()).containsExactly("a2", "b2");
    }

    @Test
    void staleEntries_countAgainstTheLimitAndLeaveWhenRoomIsNeeded() {
        Cacheado small =
                Shop.deterministic().maximumSize(2).ticker(time).executor(tasks).build();
        ScopedCache<String, String> cache = small.cache("c", String.class, String.class)
                .expireAfterWrite(MINUTE)
                .staleIfError(HOUR)
                .build()
                .in(Shop.org("acme"));
        cache.put("a", "v");
        cache.put("b", "v");
        time.advance(MINUTE);
        cache.put("c", "v");

        assertThat(small.stats().entryCount()).isEqualTo(2);
        assertThat(small.stats().removalCount(RemovalCause.SIZE)).isEqualTo(1);
        assertThat(Audit.violations(small)).isEmpty();
    }

    // ---- stale if error ------------------------------------------------------------------------------------------

    @Test
    void expiredValue_isServedWhenItsLoadFails_andNotTriedAgainForAPause() {
        ScopedCache<String, String> cache =
                scoped(c -> c.staleIfError(HOUR).refreshBackoff(Duration.ofSeconds(10), MINUTE));
        cache.get("k", this::next);
        time.advance(MINUTE);

        assertThat(cache.get("k", this::down)).isEqualTo("k1");
        assertThat(cache.get("k", this::down)).isEqualTo("k1");
        assertThat(cache.getIfPresent("k")).isEqualTo("k1");
        assertThat(loads).hasValue(2);
        time.advance(Duration.ofSeconds(10));
        assertThat(cache.get("k", this::down)).isEqualTo("k1");
        assertThat(loads).hasValue(3);
        CacheStats stats = cacheado.stats();
        assertThat(stats.staleCount()).isEqualTo(4);
        assertThat(stats.hitCount()).isEqualTo(4);
        assertThat(stats.missCount()).isEqualTo(1);
        assertThat(stats.loadFailureCount()).isEqualTo(2);

        time.advance(Duration.ofSeconds(20));
        assertThat(cache.get("k", this::next)).isEqualTo("k4");
        assertThat(cacheado.stats().missCount()).isEqualTo(2);
    }

    @Test
    void expiredValue_whoseLoadFailsBeyondTheMaximum_isAFailure() {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        cache.get("k", this::next);
        time.advance(MINUTE.plus(HOUR));

        assertThatThrownBy(() -> cache.get("k", this::down)).isInstanceOf(UncheckedIOException.class);
        assertThat(cacheado.stats().staleCount()).isZero();
    }

    @Test
    void missingValue_whoseLoadFails_isAFailure() {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        assertThatThrownBy(() -> cache.get("k", this::down)).isInstanceOf(UncheckedIOException.class);
        assertThat(cacheado.stats().missCount()).isEqualTo(1);
    }

    @Test
    void value_thatTookThePlaceOfAnAbsenceOrAFailure_isServedBeyondItsExpiry() {
        ScopedCache<String, String> cache = scoped(c ->
                c.staleIfError(HOUR).expireAbsentAfter(MINUTE).expireFailureAfter(UncheckedIOException.class, MINUTE));
        assertThat(cache.get("absent", key -> null)).isNull();
        assertThatThrownBy(() -> cache.get("failed", this::down)).isInstanceOf(UncheckedIOException.class);
        cache.put("absent", "v");
        cache.put("failed", "v");
        time.advance(HOUR);

        assertThat(cache.get("absent", this::down)).isEqualTo("v");
        assertThat(cache.get("failed", this::down)).isEqualTo("v");
    }

    @Test
    void error_isNotExcused() {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        cache.get("k", this::next);
        time.advance(MINUTE);

        assertThatThrownBy(() -> cache.get("k", key -> {
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> cache.get("k", key -> cache.get("k", this::next)))
                .isInstanceOf(RecursiveLoadException.class);
        assertThat(cacheado.stats().staleCount()).isZero();
    }

    @Test
    void checkedFailure_isExcusedToo() throws Exception {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        cache.get("k", this::next);
        time.advance(MINUTE);
        assertThat(cache.getChecked("k", () -> {
                    throw new IOException("down");
                }))
                .isEqualTo("k1");
    }

    @Test
    void asyncLoad_thatFails_isExcusedToo() {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        cache.get("k", this::next);
        time.advance(MINUTE);
        CompletableFuture<String> one = cache.getAsync("k", key -> CompletableFuture.failedFuture(new IOException()));
        CompletableFuture<String> two = cache.getAsync("k", key -> CompletableFuture.completedFuture("other"));
        tasks.runAll();

        assertThat(one).isCompletedWithValue("k1");
        assertThat(two).isCompletedWithValue("k1");
        assertThat(cacheado.stats().staleCount()).isEqualTo(2);
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(1);
    }

    @Test
    void bulkLoad_thatFails_isExcusedIfEachMissingKeyHasAnExpiredValue() {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        cache.putAll(Map.of("a", "a1", "b", "b1"));
        time.advance(MINUTE);
        cache.put("fresh", "f1");
        List<String> keys = List.of("a", "fresh", "b");

        assertThat(cache.getAll(keys, missing -> {
                    throw new IllegalStateException("down");
                }))
                .containsExactly(Map.entry("a", "a1"), Map.entry("fresh", "f1"), Map.entry("b", "b1"));
        assertThat(cacheado.stats().staleCount()).isEqualTo(2);
        time.advance(Duration.ofSeconds(30));
        assertThatThrownBy(() -> cache.getAll(List.of("a", "missing"), missing -> {
                    throw new IllegalStateException("down");
                }))
                .hasMessage("down");
        assertThat(cacheado.stats().missCount()).isEqualTo(2);
    }

    @Test
    void bulkLoad_thatEndsBeforeItLoads_countsEachExpiredValueThatItAskedForAsAMiss() {
        ScopedCache<String, String> cache =
                scoped(c -> c.staleIfError(HOUR).expireFailureAfter(UncheckedIOException.class, HOUR));
        cache.put("own", "v");
        cache.put("joined", "v");
        time.advance(MINUTE);
        CompletableFuture<String> joined = new CompletableFuture<>();
        CompletableFuture<String> first = cache.getAsync("joined", key -> joined);
        assertThatThrownBy(() -> cache.get("failed", this::down)).isInstanceOf(UncheckedIOException.class);
        long misses = cacheado.stats().missCount();

        assertThatThrownBy(() -> cache.getAll(List.of("own", "joined", "failed"), keys -> Map.of()))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(cacheado.stats().missCount() - misses).isEqualTo(2);
        tasks.runAll();
        joined.complete("late");
        tasks.runAll();
        assertThat(first.join()).isEqualTo("late");
    }

    @Test
    void bulkLoad_thatFails_countsWhatItDidNotWaitForAsAMiss() {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        cache.put("joined", "v");
        time.advance(MINUTE);
        CompletableFuture<String> joined = new CompletableFuture<>();
        CompletableFuture<String> first = cache.getAsync("joined", key -> joined);

        assertThatThrownBy(() -> cache.getAll(List.of("missing", "joined"), keys -> {
                    throw new UncheckedIOException(new IOException("the database is down"));
                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(cacheado.stats().missCount()).isEqualTo(2);
        tasks.runAll();
        joined.complete("late");
        tasks.runAll();
        assertThat(first.join()).isEqualTo("late");
    }

    @Test
    void putWhileAnExpiredValueIsLoaded_fencesTheLoad() {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        cache.get("k", this::next);
        time.advance(MINUTE);
        assertThat(cache.get("k", key -> {
                    cache.put("k", "put");
                    return "loaded";
                }))
                .isEqualTo("loaded");
        assertThat(cache.getIfPresent("k")).isEqualTo("put");
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isEqualTo(1);
        assertThat(cacheado.stats().removalCount(RemovalCause.REPLACED)).isEqualTo(1);
    }

    @Test
    void invalidationWhileAnExpiredValueIsLoaded_leavesNothingToServe() {
        ScopedCache<String, String> cache = scoped(c -> c.staleIfError(HOUR));
        cache.get("k", this::next);
        time.advance(MINUTE);
        assertThatThrownBy(() -> cache.get("k", key -> {
                    cache.invalidate("k");
                    return down(key);
                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(cache.getIfPresent("k")).isNull();
    }

    // ---- remembered failures -------------------------------------------------------------------------------------

    @Test
    void failure_ofARememberedType_isGivenAgainWithoutALoad() {
        ScopedCache<String, String> cache = scoped(c ->
                c.expireFailureAfter(UncheckedIOException.class, MINUTE).expireFailureAfter(IOException.class, HOUR));
        Throwable first = catchThrowable(() -> cache.get("k", this::down));
        Throwable second = catchThrowable(() -> cache.get("k", this::down));

        assertThat(first).isInstanceOf(UncheckedIOException.class).isSameAs(second);
        assertThat(loads).hasValue(1);
        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(cache.resolve("k")).isEmpty();
        assertThat(cache.getAllPresent(List.of("k"))).isEmpty();
        assertThat(cache.getAsync("k", key -> CompletableFuture.completedFuture("v")))
                .isCompletedExceptionally();
        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
        assertThat(cacheado.stats().missCount()).isEqualTo(2);
        time.advance(MINUTE);
        assertThat(cache.get("k", this::next)).isEqualTo("k2");
    }

    @Test
    void failure_thatIsChecked_isWrappedAsItsLoadWouldBe() throws Exception {
        ScopedCache<String, String> cache = scoped(c -> c.expireFailureAfter(Exception.class, MINUTE));
        IOException failure = new IOException("down");
        assertThat(catchThrowable(() -> cache.getChecked("k", () -> {
                    throw failure;
                })))
                .isSameAs(failure);
        assertThat(catchThrowable(() -> cache.getChecked("k", () -> "v"))).isSameAs(failure);
        assertThatThrownBy(() -> cache.get("k", this::next)).hasCause(failure);
        assertThat(loads).hasValue(0);
    }

    @Test
    void failure_ofAnotherType_isNotRemembered() {
        ScopedCache<String, String> cache = scoped(c -> c.expireFailureAfter(IOException.class, MINUTE));
        assertThatThrownBy(() -> cache.get("k", this::down)).isInstanceOf(UncheckedIOException.class);
        assertThat(cache.get("k", this::next)).isEqualTo("k2");
    }

    @Test
    void failure_rememberedAndOverwritten_isGone() {
        ScopedCache<String, String> cache = scoped(c -> c.expireFailureAfter(RuntimeException.class, MINUTE));
        catchThrowable(() -> cache.get("k", this::down));
        cache.put("k", "v");
        assertThat(cache.get("k", this::next)).isEqualTo("v");
        catchThrowable(() -> cache.get("x", this::down));
        cache.invalidate("x");
        assertThat(cache.get("x", this::next)).isEqualTo("x3");
    }

    @Test
    void failure_rememberedOfOneKey_endsABulkLoad_butIsNotRememberedOfItsOtherKeys() {
        Cache<String, String> cache = cacheado.cache("c", String.class, String.class)
                .expireFailureAfter(RuntimeException.class, MINUTE)
                .build();
        ScopedCache<String, String> in = cache.in(Shop.user("acme", 42));
        Throwable first = catchThrowable(() -> in.get("bad", this::down));

        assertThat(catchThrowable(() -> in.getAll(List.of("good", "bad"), keys -> Map.of())))
                .isSameAs(first);
        assertThat(in.get("good", this::next)).isEqualTo("good2");
        assertThat(cacheado.stats().entryCount()).isEqualTo(2);
        // It is no value, so that an operator is not shown it as one.
        assertThat(cache.policy().coldest(in.scope(), 10)).containsExactly("good");
    }

    // ---- jitter --------------------------------------------------------------------------------------------------

    @Test
    void jitter_shortensEachLifeByAtMostItsShare() {
        ScopedCache<String, String> cache = scoped(c -> c.jitter(0.5));
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "v");
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(100);
        time.advance(Duration.ofSeconds(30));
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isBetween(95L, 100L);
        time.advance(Duration.ofSeconds(15));
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isBetween(30L, 70L);
        time.advance(Duration.ofSeconds(15));
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isZero();
    }
}
