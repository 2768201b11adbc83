package io.cacheado.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.EntryOptions;
import io.cacheado.LoadingCache;
import io.cacheado.ScopedCache;
import io.cacheado.internal.time.Clock;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** V2 when the thread that keeps the time for hits gets no turn at all: what they see stands still. */
class HeldBackClockTest {
    private static final Duration SHORT = Duration.ofNanos(15_999_999);
    private static final Duration LONG = Duration.ofMillis(16);

    private final AtomicLong time = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();
    private final Cacheado cacheado = new CacheadoBuilder()
            .clock(Clock.heldBack(time::get, seen::get))
            .maximumSize(100)
            .executor(Runnable::run)
            .recordStats()
            .build();
    private final Scope scope = cacheado.scopes().global();

    private CacheBuilder<String, String> settings() {
        return cacheado.cache("c", String.class, String.class);
    }

    /** What gives an entry the life, by its name: how the cache is made, and how the entry comes into it. */
    private static Stream<Arguments> lives() {
        return Stream.of(
                life("expireAfterWrite", (c, life) -> c.expireAfterWrite(life), (in, life) -> in.put("k", "v")),
                life("expireAfterAccess", (c, life) -> c.expireAfterAccess(life), (in, life) -> in.put("k", "v")),
                life("expireAfter", (c, life) -> c.expireAfter((s, k, v) -> life), (in, life) -> in.put("k", "v")),
                life("put ttl", (c, life) -> {}, (in, life) -> in.put("k", "v", life)),
                life("put options", (c, life) -> {}, (in, life) -> in.put("k", "v", EntryOptions.ttl(life))),
                life(
                        "context of a load",
                        (c, life) -> {},
                        (in, life) -> in.getWith("k", context -> {
                            context.expireAfterWrite(life);
                            return "v";
                        })),
                life(
                        "context, with refresh",
                        (c, life) -> c.refreshAfterWrite(Duration.ofHours(1)),
                        (in, life) -> in.getWith("k", context -> {
                            context.expireAfterWrite(life);
                            return "v";
                        })),
                life(
                        "shortened by jitter",
                        (c, life) -> c.jitter(0.5).expireAfter((s, k, v) -> life),
                        (in, life) -> in.put("k", "v")),
                life(
                        "staleWhileRevalidate",
                        (c, life) -> c.expireAfterWrite(Duration.ofNanos(1)).staleWhileRevalidate(life.minusNanos(1)),
                        (in, life) -> in.put("k", "v")));
    }

    private static Arguments life(
            String name,
            BiConsumer<CacheBuilder<String, String>, Duration> settings,
            BiConsumer<ScopedCache<String, String>, Duration> write) {
        return Arguments.of(name, settings, write);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lives")
    void shortLife_isNotServedBeyondItsEnd(
            String name,
            BiConsumer<CacheBuilder<String, String>, Duration> made,
            BiConsumer<ScopedCache<String, String>, Duration> write) {
        CacheBuilder<String, String> settings = settings();
        made.accept(settings, SHORT);
        ScopedCache<String, String> in = settings.build().in(scope);
        List<Runnable> asked = List.of(
                () -> assertThat(in.getIfPresent("k")).isNull(),
                () -> assertThat(in.resolve("k")).isEqualTo(Optional.empty()),
                () -> assertThat(in.getAllPresent(List.of("k"))).isEmpty(),
                () -> assertThat(in.get("k", key -> "anew")).isEqualTo("anew"),
                () -> assertThat(in.getAsync("k", key -> CompletableFuture.completedFuture("anew")))
                        .isCompletedWithValue("anew"),
                () -> assertThat(in.getAll(List.of("k"), keys -> Map.of("k", "anew")))
                        .containsEntry("k", "anew"));
        for (Runnable each : asked) {
            in.invalidate("k");
            write.accept(in, SHORT);
            time.addAndGet(SHORT.toNanos());
            each.run();
        }
    }

    @Test
    void shortAbsence_isNotServedBeyondItsEnd() {
        ScopedCache<String, String> in =
                settings().expireAbsentAfter(SHORT).build().in(scope);
        assertThat(in.get("k", key -> null)).isNull();
        time.addAndGet(SHORT.toNanos() - 1);
        assertThat(in.get("k", key -> "v")).isNull();
        time.addAndGet(1);
        assertThat(in.get("k", key -> "v")).isEqualTo("v");
    }

    @Test
    void shortFailure_isNotServedBeyondItsEnd() {
        AtomicInteger loads = new AtomicInteger();
        LoadingCache<String, String> cache = settings()
                .expireFailureAfter(IllegalStateException.class, SHORT)
                .build((where, key) -> {
                    if (loads.incrementAndGet() == 1) {
                        throw new IllegalStateException("once");
                    }
                    return "v";
                });
        assertThat(cache.in(scope).getAsync("k")).isCompletedExceptionally();
        time.addAndGet(SHORT.toNanos() - 1);
        assertThat(cache.in(scope).getAsync("k")).isCompletedExceptionally();
        time.addAndGet(1);
        assertThat(cache.in(scope).get("k")).isEqualTo("v");
    }

    // One short life is enough: from then on hits of the cache read the exact time.
    @Test
    void longLife_isSeenByTheTimeThatIsKept_untilTheCacheHasAShortOne() {
        Cache<String, String> cache = settings().expireAfterWrite(LONG).build();
        ScopedCache<String, String> in = cache.in(scope);
        in.put("k", "v");
        time.addAndGet(LONG.toNanos());
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        seen.set(time.get());
        assertThat(in.getIfPresent("k")).isNull();

        in.put("k", "v");
        in.put("other", "v", SHORT);
        time.addAndGet(LONG.toNanos());
        assertThat(in.getIfPresent("k")).isNull();
    }
}
