package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Scope;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** L5: a change of the key, its cache or an ancestor that comes after a load began wins, whatever the kind of load. */
class FenceMatrixTest {
    private static final Scope SCOPE = Shop.session("acme", 42, "s1");
    private static final String LOADED = LoadKind.LOADED;

    private final Cacheado cacheado =
            Shop.threaded().maximumSize(1000).executor(Runnable::run).build();
    private final Recorder<String, String> recorder = new Recorder<>();
    private final Cache<String, String> cache = cacheado.cache("c", String.class, String.class)
            .removalListener(recorder)
            .build();

    @AfterEach
    void invariantsHold() {
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().loadsInFlight()).isZero();
        assertThat(cacheado.stats().insertCount() - cacheado.stats().removalCount())
                .isEqualTo(cacheado.stats().entryCount());
        cacheado.close();
    }

    private enum Change {
        PUT,
        PUT_ALL,
        INVALIDATE,
        INVALIDATE_KEYS,
        SCOPED_INVALIDATE_ALL,
        CACHE_INVALIDATE_ALL,
        CACHE_EVICT_SCOPE,
        CACHE_EVICT_PARENT,
        CACHE_EVICT_ANCESTOR,
        EVICT_SCOPE,
        EVICT_PARENT,
        EVICT_ANCESTOR,
        EVICT_ALL;

        boolean puts() {
            return this == PUT || this == PUT_ALL;
        }

        /** Whether it concerns other keys of the same scope too. */
        boolean isWide() {
            return ordinal() >= SCOPED_INVALIDATE_ALL.ordinal();
        }
    }

    static Stream<Arguments> matrix() {
        return Stream.of(Change.values())
                .flatMap(change -> Stream.of(LoadKind.values()).map(kind -> Arguments.of(change, kind)));
    }

    private void apply(Change change) {
        ScopedCache<String, String> scoped = cache.in(SCOPE);
        switch (change) {
            case PUT -> scoped.put("k", "put");
            case PUT_ALL -> scoped.putAll(Map.of("k", "put"));
            case INVALIDATE -> scoped.invalidate("k");
            case INVALIDATE_KEYS -> scoped.invalidateAll(List.of("x", "k"));
            case SCOPED_INVALIDATE_ALL -> scoped.invalidateAll();
            case CACHE_INVALIDATE_ALL -> cache.invalidateAll();
            case CACHE_EVICT_SCOPE -> cache.evict(SCOPE);
            case CACHE_EVICT_PARENT -> cache.evict(SCOPE.parent());
            case CACHE_EVICT_ANCESTOR -> cache.evict(Shop.org("acme"));
            case EVICT_SCOPE -> cacheado.evict(SCOPE);
            case EVICT_PARENT -> cacheado.evict(SCOPE.parent());
            case EVICT_ANCESTOR -> cacheado.evict(Shop.org("acme"));
            case EVICT_ALL -> cacheado.evictAll();
        }
    }

    @ParameterizedTest(name = "{0} x {1}")
    @MethodSource("matrix")
    void change_duringALoad_wins(Change change, LoadKind kind) {
        ScopedCache<String, String> scoped = cache.in(SCOPE);
        LoadKind.Held load = kind.start(cacheado, scoped, "k");
        if (kind.hasFlight()) {
            load.add(() -> scoped.get("k", key -> "a second load"));
            load.add(() -> scoped.getAsync("k", key -> null).get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS));
            load.add(() -> scoped.getAll(List.of("k"), keys -> Map.of()).get("k"));
            while (cacheado.stats().coalescedCount() < 3) {
                Thread.onSpinWait();
            }
        }
        apply(change);
        List<String> given = load.release();
        cacheado.cleanUp();

        assertThat(given).containsOnly(LOADED);
        assertThat(scoped.getIfPresent("k")).isEqualTo(change.puts() ? "put" : null);
        boolean besideToo = change.isWide() && (kind == LoadKind.BULK || kind == LoadKind.BULK_EXTRA);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isEqualTo(besideToo ? 2 : 1);
        assertThat(recorder.events()).contains(new RemovalEvent<>(SCOPE, "c", "k", LOADED, RemovalCause.FENCED));
        assertThat(recorder.events()).hasSize(besideToo ? 2 : 1);
        boolean besideStored = kind.ordinal() >= LoadKind.BULK.ordinal() && !change.isWide();
        assertThat(scoped.getIfPresent("beside")).isEqualTo(besideStored ? "beside" : null);
    }

    @ParameterizedTest(name = "{0} x {1}")
    @MethodSource("matrix")
    void callerAfterTheChange_startsALoadOfItsOwn(Change change, LoadKind kind) {
        ScopedCache<String, String> scoped = cache.in(SCOPE);
        LoadKind.Held load = kind.start(cacheado, scoped, "k");
        apply(change);
        String later = scoped.get("k", key -> "later");
        List<String> given = load.release();
        cacheado.cleanUp();

        String expected = change.puts() ? "put" : "later";
        assertThat(later).isEqualTo(expected);
        assertThat(given).containsOnly(LOADED);
        assertThat(scoped.getIfPresent("k")).isEqualTo(expected);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isPositive();
        assertThat(recorder.values(RemovalCause.REPLACED)).isEmpty();
    }

    @ParameterizedTest(name = "{0} x {1}")
    @MethodSource("matrix")
    void laterLoad_thatIsUnderWayWhenTheFencedOneEnds_isNotDisturbed(Change change, LoadKind kind) {
        if (change.puts()) {
            return;
        }
        ScopedCache<String, String> scoped = cache.in(SCOPE);
        LoadKind.Held load = kind.start(cacheado, scoped, "k");
        apply(change);
        LoadKind.Held second = LoadKind.SYNC.start(cacheado, scoped, "k");
        assertThat(load.release()).containsOnly(LOADED);
        assertThat(scoped.getIfPresent("k")).isNull();
        second.release();

        assertThat(scoped.getIfPresent("k")).isEqualTo(LOADED);
        assertThat(recorder.values(RemovalCause.FENCED)).contains(LOADED);
        assertThat(cacheado.stats().loadFailureCount()).isZero();
    }

    @ParameterizedTest(name = "{0} x {1}")
    @MethodSource("matrix")
    void failingLoad_thatWasFenced_leavesNothingBehind(Change change, LoadKind kind) {
        ScopedCache<String, String> scoped = cache.in(SCOPE);
        IllegalStateException boom = new IllegalStateException("boom");
        switch (kind) {
            case SYNC ->
                assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> scoped.get("k", key -> {
                            apply(change);
                            throw boom;
                        })))
                        .isSameAs(boom);
            case ASYNC ->
                assertThat(scoped.getAsync("k", key -> {
                            apply(change);
                            throw boom;
                        }))
                        .isCompletedExceptionally();
            case DECORATED -> {
                LoadKind.Lookup lookup = LoadKind.Lookup.of(cacheado, key -> {
                    apply(change);
                    throw boom;
                });
                assertThat(org.assertj.core.api.Assertions.catchThrowable(
                                () -> CurrentScope.run(SCOPE, () -> lookup.find(SCOPE, "k"))))
                        .isSameAs(boom);
            }
            case DECORATED_ASYNC -> {
                LoadKind.AsyncLookup lookup = LoadKind.AsyncLookup.of(cacheado, key -> {
                    apply(change);
                    return CompletableFuture.failedFuture(boom);
                });
                CurrentScope.run(
                        SCOPE, () -> assertThat(lookup.find(SCOPE, "k")).isCompletedExceptionally());
            }
            default ->
                assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> scoped.getAll(List.of("k"), keys -> {
                            apply(change);
                            throw boom;
                        })))
                        .isSameAs(boom);
        }
        assertThat(scoped.getIfPresent("k")).isEqualTo(change.puts() ? "put" : null);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isZero();
        assertThat(cacheado.stats().loadFailureCount()).isEqualTo(1);
    }
}
