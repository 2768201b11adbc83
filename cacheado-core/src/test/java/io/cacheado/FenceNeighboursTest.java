package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** L5, the other way round: 10,000 changes of other keys, caches and scopes beside a load fence it not once. */
class FenceNeighboursTest {
    private static final int CHANGES = 10_000;
    private static final Scope SCOPE = Shop.user("acme", 42);

    private final Cacheado cacheado =
            Shop.threaded().maximumSize(100_000).executor(Runnable::run).build();
    private final Cache<String, String> cache =
            cacheado.cache("c", String.class, String.class).build();
    private final Cache<String, String> otherCache =
            cacheado.cache("other", String.class, String.class).build();

    private enum Neighbour {
        OTHER_KEYS_PUT,
        OTHER_KEYS_PUT_AND_INVALIDATED,
        OTHER_KEYS_MISSED_AND_LOADED,
        OTHER_CACHE_PUT_AND_INVALIDATED,
        OTHER_CACHE_EMPTIED,
        SIBLING_SCOPE_PUT_AND_EVICTED,
        SIBLING_SCOPE_EMPTIED,
        SCOPE_BELOW_EVICTED,
        PARENTS_OWN_ENTRIES
    }

    static Stream<Arguments> matrix() {
        return Stream.of(Neighbour.values())
                .flatMap(neighbour -> Stream.of(LoadKind.values()).map(kind -> Arguments.of(neighbour, kind)));
    }

    @ParameterizedTest(name = "{0} x {1}")
    @MethodSource("matrix")
    void changes_ofNeighbours_fenceNothing(Neighbour neighbour, LoadKind kind) {
        ScopedCache<String, String> scoped = cache.in(SCOPE);
        LoadKind.Held load = kind.start(cacheado, scoped, "k");
        for (int i = 0; i < CHANGES; i++) {
            change(neighbour, i);
        }
        List<String> given = load.release();

        assertThat(given).containsExactly(LoadKind.LOADED);
        assertThat(scoped.getIfPresent("k")).isEqualTo(LoadKind.LOADED);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isZero();
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    private void change(Neighbour neighbour, int i) {
        ScopedCache<String, String> same = cache.in(SCOPE);
        ScopedCache<String, String> sibling = cache.in(Shop.user("acme", 43));
        switch (neighbour) {
            case OTHER_KEYS_PUT -> same.put("other" + i, "v");
            case OTHER_KEYS_PUT_AND_INVALIDATED -> {
                same.put("other" + i, "v");
                same.invalidate("other" + i);
            }
            case OTHER_KEYS_MISSED_AND_LOADED -> {
                same.getIfPresent("other" + i);
                same.get("other" + i % 10, key -> null);
            }
            case OTHER_CACHE_PUT_AND_INVALIDATED -> {
                otherCache.in(SCOPE).put("k", "v");
                otherCache.in(SCOPE).invalidate("k");
            }
            case OTHER_CACHE_EMPTIED -> {
                otherCache.in(SCOPE).put("k", "v");
                if (i % 3 == 0) {
                    otherCache.invalidateAll();
                } else if (i % 3 == 1) {
                    otherCache.in(SCOPE).invalidateAll();
                } else {
                    otherCache.evict(Shop.org("acme"));
                }
            }
            case SIBLING_SCOPE_PUT_AND_EVICTED -> {
                sibling.put("k", "v");
                cacheado.evict(Shop.user("acme", 43));
            }
            case SIBLING_SCOPE_EMPTIED -> {
                sibling.put("k", "v");
                if (i % 2 == 0) {
                    sibling.invalidateAll();
                } else {
                    cache.evict(Shop.user("acme", 43));
                }
            }
            case SCOPE_BELOW_EVICTED -> {
                cache.in(Shop.session("acme", 42, i)).put("k", "v");
                cacheado.evict(Shop.session("acme", 42, i));
            }
            case PARENTS_OWN_ENTRIES -> {
                cache.in(Shop.org("acme")).put("k", "v");
                cache.in(Shop.org("acme")).invalidate("k");
                cache.in(Shop.org("acme")).invalidateAll();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LoadKind.class)
    void changes_ofAKeyWithAnEqualHash_fenceNothing(LoadKind kind) {
        ScopedCache<String, String> scoped = cache.in(SCOPE);
        LoadKind.Held load = kind.start(cacheado, scoped, "Aa");
        scoped.put("BB", "v");
        scoped.invalidate("BB");
        load.release();

        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        assertThat(scoped.getIfPresent("Aa")).isEqualTo(LoadKind.LOADED);
        assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isZero();
    }

    @ParameterizedTest
    @EnumSource(LoadKind.class)
    void ownKeysOfABulkLoad_changedMeanwhile_fenceNoOtherKeyOfIt(LoadKind kind) {
        if (kind == LoadKind.BULK || kind == LoadKind.BULK_EXTRA) {
            ScopedCache<String, String> scoped = cache.in(SCOPE);
            LoadKind.Held load = kind.start(cacheado, scoped, "k");
            scoped.invalidate("beside");
            load.release();

            assertThat(scoped.getIfPresent("k")).isEqualTo(LoadKind.LOADED);
            assertThat(scoped.getIfPresent("beside")).isNull();
            assertThat(cacheado.stats().removalCount(RemovalCause.FENCED)).isEqualTo(1);
        }
    }
}
