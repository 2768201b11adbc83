package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * L5, where {@link FenceMatrixTest} ends: a change that comes after a renewal, a refresh, a computation or a load with tags
 * began wins, the drop of a tag among them.
 */
class FenceRenewalTest {
    private static final Scope SCOPE = Shop.session("acme", 42, "s1");

    private final TestTime time = new TestTime();
    private final Cacheado cacheado =
            Shop.threaded().maximumSize(1000).ticker(time).build();
    private final Recorder<String, String> recorder = new Recorder<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final LoadingCache<String, String> cache = cacheado.cache("c", String.class, String.class)
            .refreshAfterWrite(Duration.ofSeconds(1))
            .removalListener(recorder)
            .build(new CacheLoader<>() {
                @Override
                public String load(Scope scope, String key) {
                    throw new AssertionError("asked without a context");
                }

                @Override
                public String load(LoadContext<String, String> context) {
                    context.tags("t");
                    return loaded();
                }
            });
    private final LoadingScopedCache<String, String> scoped = cache.in(SCOPE);
    private final List<FutureTask<String>> waiting = new ArrayList<>();

    private String loaded() {
        entered.countDown();
        Threads.await(released);
        return "loaded";
    }

    @AfterEach
    void invariantsHold() {
        released.countDown();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().insertCount() - cacheado.stats().removalCount())
                .isEqualTo(cacheado.stats().entryCount());
        cacheado.close();
    }

    private enum Kind {
        LOAD_WITH_TAGS,
        LOAD_THAT_DECIDES,
        RENEWAL,
        REFRESH,
        REFRESH_OF_NOTHING,
        COMPUTE,
        COMPUTE_OF_NOTHING,
        COMPUTE_IF_ABSENT,
        MERGE;

        boolean hasOldValue() {
            return this == RENEWAL || this == REFRESH || this == COMPUTE || this == MERGE;
        }

        /** Whether its value has the tag, or comes from one that has it. */
        boolean isTagged() {
            return this != COMPUTE_OF_NOTHING && this != COMPUTE_IF_ABSENT;
        }
    }

    private enum Change {
        PUT,
        MAP_INVALIDATES,
        INVALIDATE,
        SCOPED_INVALIDATE_ALL,
        CACHE_INVALIDATE_ALL,
        CACHE_EVICT_SCOPE,
        CACHE_EVICT_ANCESTOR,
        EVICT_SCOPE,
        EVICT_PARENT,
        EVICT_ANCESTOR,
        EVICT_ALL,
        TAG_OF_SCOPE,
        TAG_OF_CACHE,
        TAG_OF_ANCESTOR,
        TAG_OF_ALL;

        boolean isTag() {
            return ordinal() >= TAG_OF_SCOPE.ordinal();
        }
    }

    static Stream<Arguments> matrix() {
        return Stream.of(Change.values())
                .flatMap(change -> Stream.of(Kind.values()).map(kind -> Arguments.of(change, kind)));
    }

    private void start(Kind kind) {
        if (kind.hasOldValue()) {
            scoped.put("k", "old", EntryOptions.tags("t"));
        }
        switch (kind) {
            case LOAD_WITH_TAGS -> add(() -> scoped.get("k"));
            case LOAD_THAT_DECIDES ->
                add(() -> scoped.getWith("k", context -> {
                    context.tags("t");
                    return loaded();
                }));
            case RENEWAL -> {
                time.advance(Duration.ofSeconds(2));
                assertThat(scoped.get("k")).isEqualTo("old");
            }
            case REFRESH, REFRESH_OF_NOTHING -> {
                CompletableFuture<@Nullable String> mine = scoped.refresh("k");
                add(() -> mine.get(Threads.PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            case COMPUTE, COMPUTE_OF_NOTHING -> add(() -> scoped.asMap().compute("k", (key, there) -> loaded()));
            case COMPUTE_IF_ABSENT -> add(() -> scoped.asMap().computeIfAbsent("k", key -> loaded()));
            case MERGE -> add(() -> scoped.asMap().merge("k", "x", (there, given) -> loaded()));
        }
        Threads.await(entered);
    }

    private void add(Callable<String> body) {
        waiting.add(Threads.start(body));
    }

    private void apply(Change change) {
        switch (change) {
            case PUT -> scoped.put("k", "put");
            case MAP_INVALIDATES -> scoped.asMap().clear();
            case INVALIDATE -> scoped.invalidate("k");
            case SCOPED_INVALIDATE_ALL -> scoped.invalidateAll();
            case CACHE_INVALIDATE_ALL -> cache.invalidateAll();
            case CACHE_EVICT_SCOPE -> cache.evict(SCOPE);
            case CACHE_EVICT_ANCESTOR -> cache.evict(Shop.org("acme"));
            case EVICT_SCOPE -> cacheado.evict(SCOPE);
            case EVICT_PARENT -> cacheado.evict(SCOPE.parent());
            case EVICT_ANCESTOR -> cacheado.evict(Shop.org("acme"));
            case EVICT_ALL -> cacheado.evictAll();
            case TAG_OF_SCOPE -> scoped.invalidateTag("t");
            case TAG_OF_CACHE -> cache.invalidateTag(Shop.org("acme"), "t");
            case TAG_OF_ANCESTOR -> cacheado.invalidateTag(Shop.org("acme"), "t");
            case TAG_OF_ALL -> cacheado.invalidateTag(Shop.TREE.global(), "t");
        }
    }

    private void release() {
        released.countDown();
        for (FutureTask<String> each : waiting) {
            assertThat(Threads.join(each)).isEqualTo("loaded");
        }
        Threads.awaitTrue(() -> cacheado.stats().loadsInFlight() == 0);
        cacheado.cleanUp();
    }

    @ParameterizedTest(name = "{0} x {1}")
    @MethodSource("matrix")
    void change_thatComesAfterItBegan_wins(Change change, Kind kind) {
        start(kind);
        apply(change);
        boolean concerned = !change.isTag() || kind.isTagged();
        if (!change.isTag()) {
            // A look would remove an entry whose tag was dropped, and fence what comes.
            assertThat(scoped.getIfPresent("k")).isEqualTo(change == Change.PUT ? "put" : null);
        }
        release();

        String expected = change == Change.PUT ? "put" : concerned ? null : "loaded";
        assertThat(scoped.getIfPresent("k")).isEqualTo(expected);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isEqualTo(concerned ? 1 : 0);
        // Another thread may be delivering.
        Threads.awaitTrue(() -> recorder.values(RemovalCause.FENCED).size() == (concerned ? 1 : 0));
    }

    /** What has nothing to do with it does not fence it. */
    @ParameterizedTest
    @MethodSource("kinds")
    void changesBesideIt_doNotDisturb(Kind kind) {
        start(kind);
        for (int i = 0; i < 400; i++) {
            scoped.put("other" + i % 7, "x", EntryOptions.tags("u"));
            scoped.invalidateTag("u");
            cacheado.invalidateTag(Shop.org("beside"), "t");
            cache.in(Shop.org("beside")).put("k", "x", EntryOptions.tags("t"));
            cacheado.evict(Shop.org("beside"));
            scoped.asMap().merge("other" + i % 7, "y", String::concat);
        }
        release();
        assertThat(scoped.getIfPresent("k")).isEqualTo("loaded");
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isZero();
    }

    static Stream<Kind> kinds() {
        return Stream.of(Kind.values());
    }
}
