package io.cacheado.testkit;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.Cache;
import io.cacheado.CacheLoader;
import io.cacheado.Cacheado;
import io.cacheado.LoadContext;
import io.cacheado.LoadingCache;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultyLoaderTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Cacheado cacheado = Shop.cacheado(ticker);
    private final Cache<String, String> cache =
            cacheado.cache("c", String.class, String.class).scopedTo("user").build();
    private final FaultyLoader<String, String> loader = FaultyLoader.of(key -> key.equals("none") ? null : key + "!");

    @AfterEach
    void close() {
        CacheInvariants.check(cacheado);
        cacheado.close();
    }

    /** Which of the next calls fail, by number. */
    private List<Integer> failing(int calls) {
        return IntStream.rangeClosed(1, calls)
                .filter(call -> {
                    try {
                        loader.load(Shop.ANN, "k");
                        return false;
                    } catch (InjectedFaultException told) {
                        return true;
                    } catch (Exception unexpected) {
                        throw new AssertionError(unexpected);
                    }
                })
                .boxed()
                .toList();
    }

    @Test
    void loader_thatWasToldNothing_loadsAndCounts() throws Exception {
        assertThat(loader.load(Shop.ANN, "a")).isEqualTo("a!");
        assertThat(loader.load(Shop.ANN, "none")).isNull();
        assertThat(loader.load(Shop.BOB, "a")).isEqualTo("a!");
        assertThat(loader.loadAll(Shop.BOB, Set.of("b", "none"))).isEqualTo(Map.of("b", "b!"));

        LoadCounts counts = loader.counts();
        assertThat(counts.calls()).isEqualTo(4);
        assertThat(counts.of(Shop.ANN)).isEqualTo(2);
        assertThat(counts.of(Shop.BOB)).isEqualTo(3);
        assertThat(counts.of(Shop.ACME)).isZero();
        assertThat(counts.of(Shop.ANN, "a")).isEqualTo(1);
        assertThat(counts.ofKey("a")).isEqualTo(2);
        assertThat(counts.running()).isZero();
        assertThat(counts.mostAtOnce()).isEqualTo(1);
        assertThat(loader).hasToString("FaultyLoader[LoadCounts[calls=4, failures=0, running=0, mostAtOnce=1]]");
    }

    @Test
    void failOn_letsJustThoseCallsFail() {
        loader.failOn(2, 4);

        assertThat(failing(5)).containsExactly(2, 4);
        assertThat(loader.counts().failures()).isEqualTo(2);
    }

    @Test
    void failOn_countsFromTheFirstCall_alsoAfterAReset() {
        failing(1);
        loader.counts().reset();
        loader.failOn(3);

        assertThat(failing(3)).containsExactly(2);
    }

    @Test
    void failEvery_letsEachNthCallFail() {
        loader.failEvery(3);

        assertThat(failing(7)).containsExactly(3, 6);
    }

    @Test
    void failNext_letsSoManyFail_andThenNoMore() {
        failing(2);
        loader.failNext(2);

        assertThat(failing(4)).containsExactly(1, 2);
    }

    @Test
    void failFromNowOn_lastsUntilRecover_whichForgetsAllRules() throws Exception {
        loader.failOn(1).failEvery(1).failNext(9).failIn(Shop.ACME).failFromNowOn();
        assertThat(failing(3)).hasSize(3);

        loader.recover();

        assertThat(failing(3)).isEmpty();
        assertThat(loader.load(Shop.ANN, "a")).isEqualTo("a!");
    }

    @Test
    void failIn_letsOneTenantsLoadsFail_andNoOthers() throws Exception {
        loader.failIn(Shop.ACME);

        assertThatThrownBy(() -> loader.load(Shop.ANN, "a")).isInstanceOf(InjectedFaultException.class);
        assertThat(loader.load(Shop.BOB, "a")).isEqualTo("a!");
        assertThat(loader.apply("a")).isEqualTo("a!");
    }

    @Test
    void failWith_saysWhatIsThrown_andWhichCallItWas() {
        loader.failOn(1).failWith(IOException::new);

        assertThatThrownBy(() -> loader.load(Shop.ANN, "a"))
                .isInstanceOf(IOException.class)
                .hasMessage("call 1 was told to fail");
    }

    @Test
    void senselessNumbers_areRefusedAndChangeNothing() {
        assertThatThrownBy(() -> loader.failOn(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("call: 0 (allowed: at least 1)");
        assertThatThrownBy(() -> loader.failEvery(0)).hasMessage("nth: 0 (allowed: at least 1)");
        assertThatThrownBy(() -> loader.failNext(-1)).hasMessage("calls: -1 (allowed: at least 1)");

        assertThat(failing(3)).isEmpty();
    }

    @Test
    void apply_asTheFunctionOfGet_isCountedForTheEntrysScope() {
        assertThat(cache.in(Shop.ANN).get("a", loader::apply)).isEqualTo("a!");
        assertThat(cache.in(Shop.ANN).get("a", loader::apply)).isEqualTo("a!");
        CurrentScope.run(Shop.BOB, () -> cache.in(Shop.ANN).get("b", loader::apply));

        assertThat(loader.counts().of(Shop.ANN, "a")).isEqualTo(1);
        assertThat(loader.counts().of(Shop.ANN, "b")).isEqualTo(1);
        assertThat(loader.counts().of(Shop.BOB)).isZero();
    }

    @Test
    void apply_outsideOfALoad_isCountedForTheDeepestCurrentScope() {
        loader.apply("a");
        CurrentScope.run(Shop.ANN, () -> loader.apply("a"));
        CurrentScope.run(Shop.ANN, () -> CurrentScope.run(Shop.TREE.scope("region", "eu"), () -> loader.apply("a")));

        assertThat(loader.counts().ofKey("a")).isEqualTo(3);
        assertThat(loader.counts().of(Shop.ANN)).isEqualTo(2);
    }

    @Test
    void apply_whereScopesOfSeveralTreesAreCurrent_isCountedForNoTenant() {
        Scope other = ScopeTree.of(level("user", "user_id")).scope("user", 1);

        CurrentScope.run(Shop.ANN, () -> CurrentScope.run(other, () -> loader.apply("a")));

        assertThat(loader.counts().ofKey("a")).isEqualTo(1);
        assertThat(loader.counts().of(Shop.ANN)).isZero();
    }

    @Test
    void apply_thatFails_throwsUncheckedFailuresUnchangedAndCheckedOnesInside() {
        loader.failFromNowOn();
        assertThatThrownBy(() -> cache.in(Shop.ANN).get("a", loader::apply)).isInstanceOf(InjectedFaultException.class);
        loader.failWith(IOException::new);
        assertThatThrownBy(() -> loader.apply("a"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        loader.failWith(InterruptedException::new);
        assertThatThrownBy(() -> loader.apply("a"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void applyAsync_endsWithTheValueOrTheFailure() {
        assertThat(cache.in(Shop.ANN).getAsync("a", loader::applyAsync)).isCompletedWithValue("a!");
        loader.failFromNowOn().failWith(IOException::new);
        assertThat(cache.in(Shop.ANN).getAsync("b", loader::applyAsync))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void applyAll_isOneCallForAllKeys() {
        Set<String> keys = new LinkedHashSet<>(List.of("a", "b", "none"));
        assertThat(cache.in(Shop.ANN).getAll(keys, loader::applyAll)).isEqualTo(Map.of("a", "a!", "b", "b!"));

        assertThat(loader.counts().calls()).isEqualTo(1);
        assertThat(loader.counts().of(Shop.ANN)).isEqualTo(3);
        loader.failFromNowOn();
        assertThatThrownBy(() -> cache.in(Shop.BOB).getAll(keys, loader::applyAll))
                .isInstanceOf(InjectedFaultException.class);
    }

    @Test
    void loaderOfACache_isCalledForEachWayToLoad() {
        LoadingCache<String, String> own = cacheado.cache("own", String.class, String.class)
                .scopedTo("user")
                .build(loader);

        assertThat(own.in(Shop.ANN).get("a")).isEqualTo("a!");
        assertThat(own.in(Shop.ANN).getAsync("b")).isCompletedWithValue("b!");
        assertThat(own.in(Shop.ANN).refresh("b")).isCompletedWithValue("b!");
        assertThat(own.in(Shop.ANN).getAll(List.of("a", "c", "d"))).hasSize(3);

        assertThat(loader.counts().calls()).isEqualTo(4);
        assertThat(loader.counts().of(Shop.ANN, "b")).isEqualTo(2);
    }

    @Test
    void whatTheLoaderInsideDecides_isKept() {
        CacheLoader<String, String> deciding = new CacheLoader<>() {
            @Override
            public String load(Scope scope, String key) {
                return key;
            }

            @Override
            public String reload(Scope scope, String key, String oldValue) {
                return oldValue + "+";
            }

            @Override
            public String load(LoadContext<String, String> context) throws Exception {
                context.expireAfterWrite(Duration.ofSeconds(5));
                return CacheLoader.super.load(context);
            }

            @Override
            public Map<String, String> loadAll(Scope scope, Set<? extends String> keys) {
                return Map.of("a", "in bulk");
            }
        };
        FaultyLoader<String, String> around = FaultyLoader.of(deciding);
        LoadingCache<String, String> own = cacheado.cache("own", String.class, String.class)
                .scopedTo("user")
                .build(around);

        assertThat(own.in(Shop.ANN).get("k")).isEqualTo("k");
        assertThat(own.policy().expiresAfter(Shop.ANN, "k")).contains(Duration.ofSeconds(5));
        assertThat(own.in(Shop.ANN).refresh("k")).isCompletedWithValue("k+");
        assertThat(own.in(Shop.ANN).getAll(List.of("a"))).isEqualTo(Map.of("a", "in bulk"));
        assertThat(around.counts().calls()).isEqualTo(3);
    }

    @Test
    void reload_isCountedAndFailsToo() throws Exception {
        assertThat(loader.reload(Shop.ANN, "a", "old")).isEqualTo("a!");
        loader.failFromNowOn();
        assertThatThrownBy(() -> loader.reload(Shop.ANN, "a", "old")).isInstanceOf(InjectedFaultException.class);
        assertThat(loader.counts().of(Shop.ANN, "a")).isEqualTo(2);
    }
}
