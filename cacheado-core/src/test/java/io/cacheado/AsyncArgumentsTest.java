package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Asynchronous methods throw at the call what is wrong with it; a future ends with what a load came to. */
class AsyncArgumentsTest {
    private static final class Boom extends RuntimeException {}

    private static final class BadKey {
        @Override
        public int hashCode() {
            throw new Boom();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    private final Cacheado cacheado = Shop.deterministic().maximumWeight(100).build();
    private final LoadingScopedCache<Object, String> in = cacheado.cache("c", Object.class, String.class)
            .scopedTo("organization")
            .weigher((key, value) -> value.length())
            .expireAfter((where, key, value) -> Duration.ofSeconds(value.length() - 1))
            .build((where, key) -> "loaded")
            .in("acme");

    private static final Function<Object, CompletionStage<String>> LOADER =
            key -> CompletableFuture.completedFuture("loaded");

    private interface Call {
        void on(AsyncArgumentsTest test);
    }

    private static Stream<Arguments> badCalls() {
        return Stream.of(
                bad("getAsync null key", NullPointerException.class, t -> t.in.getAsync(null, LOADER)),
                bad("getAsync null loader", NullPointerException.class, t -> t.in.getAsync("k", null)),
                bad("getAsync bad key", Boom.class, t -> t.in.getAsync(new BadKey(), LOADER)),
                bad("loading getAsync null key", NullPointerException.class, t -> t.in.getAsync(null)),
                bad("loading getAsync bad key", Boom.class, t -> t.in.getAsync(new BadKey())),
                bad("refresh null key", NullPointerException.class, t -> t.in.refresh(null)),
                bad("refresh bad key", Boom.class, t -> t.in.refresh(new BadKey())),
                bad("getIfPresentAsync null key", NullPointerException.class, t -> t.in.getIfPresentAsync(null)),
                bad(
                        "putAsync null key",
                        NullPointerException.class,
                        t -> t.in.putAsync(null, "vv", EntryOptions.none())),
                bad(
                        "putAsync null value",
                        NullPointerException.class,
                        t -> t.in.putAsync("k", null, EntryOptions.none())),
                bad("putAsync null options", NullPointerException.class, t -> t.in.putAsync("k", "vv", null)),
                bad("putAsync bad key", Boom.class, t -> t.in.putAsync(new BadKey(), "vv", EntryOptions.none())),
                bad(
                        "putAsync no life",
                        IllegalArgumentException.class,
                        t -> t.in.putAsync("k", "v", EntryOptions.none())),
                bad(
                        "putAsync no weight",
                        IllegalArgumentException.class,
                        t -> t.in.putAsync("k", "", EntryOptions.ttl(Duration.ofSeconds(1)))),
                bad("options zero ttl", IllegalArgumentException.class, t -> EntryOptions.ttl(Duration.ZERO)),
                bad("invalidateAsync null key", NullPointerException.class, t -> t.in.invalidateAsync(null)),
                bad("evictAsync null", NullPointerException.class, t -> t.cacheado.evictAsync(null)),
                bad(
                        "evictAsync global",
                        IllegalArgumentException.class,
                        t -> t.cacheado.evictAsync(t.cacheado.scopes().global())),
                bad(
                        "evictAsync another tree's",
                        IllegalArgumentException.class,
                        t -> t.cacheado.evictAsync(ScopeTree.of(ScopeLevel.level("organization", "org_id"))
                                .scope("organization", "acme"))),
                bad(
                        "wrapAsync no key",
                        IllegalArgumentException.class,
                        t -> t.function("global").apply(new int[0])),
                bad(
                        "wrapAsync no scope",
                        MissingScopeException.class,
                        t -> t.function("organization").apply("k")),
                bad(
                        "wrapAsync null scope",
                        NullPointerException.class,
                        t -> t.function("organization").apply(null, "k")));
    }

    private ScopedFunction<Object, CompletableFuture<String>> function(String level) {
        return cacheado.function("f", Object.class, String.class).scope(level).wrapAsync(LOADER);
    }

    private static Arguments bad(String name, Class<? extends Exception> expected, Call call) {
        return Arguments.of(name, expected, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCalls")
    void badArgument_isThrownByTheCallAndChangesNothing(String name, Class<? extends Exception> expected, Call call) {
        ThrowingCallable asked = () -> call.on(this);
        assertThatThrownBy(asked).isExactlyInstanceOf(expected);
        assertThat(cacheado.stats().entryCount()).isZero();
        assertThat(cacheado.stats().loadsInFlight()).isZero();
        assertThat(cacheado.stats().loadCount()).isZero();
        assertThat(cacheado.stats().scopeCount()).isZero();
    }

    @Test
    void whatALoadComesTo_isInTheFuture() {
        assertThat(in.getAsync("thrown", key -> {
                    throw new Boom();
                }))
                .isCompletedExceptionally();
        assertThat(in.getAsync("no stage", key -> null)).isCompletedExceptionally();
        assertThat(in.getAsync("no life", key -> CompletableFuture.completedFuture("v")))
                .isCompletedExceptionally();
        assertThat(in.getAsync("no weight", key -> CompletableFuture.completedFuture("")))
                .isCompletedExceptionally();
    }

    @Test
    void rememberedFailure_isInTheFuture_whoeverAsksAndWhenever() {
        LoadingScopedCache<String, String> failing = cacheado.cache("failing", String.class, String.class)
                .expireFailureAfter(Boom.class, Duration.ofHours(1))
                .build((where, key) -> {
                    throw new Boom();
                })
                .in(Shop.org("acme"));
        for (int i = 0; i < 3; i++) {
            CompletableFuture<String> future = failing.getAsync("k");
            assertThat(catchThrowable(future::join)).hasCauseExactlyInstanceOf(Boom.class);
        }
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(1);
    }
}
