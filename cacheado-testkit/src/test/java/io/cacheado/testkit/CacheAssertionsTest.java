package io.cacheado.testkit;

import static io.cacheado.testkit.CacheAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.event.RemovalCause;
import io.cacheado.scope.Scope;
import io.cacheado.testkit.CacheadoAssert.Action;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheAssertionsTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Cacheado cacheado = Shop.cacheado(ticker);
    private final Cache<String, String> cache = cacheado.cache("themes", String.class, String.class)
            .scopedTo("user")
            .expireAfterWrite(Duration.ofMinutes(1))
            .expireAbsentAfter(Duration.ofSeconds(10))
            .build();
    private final ScopedCache<String, String> ann = cache.in(Shop.ANN);
    private final ScopedCache<String, String> bob = cache.in(Shop.BOB);

    @AfterEach
    void close() {
        cacheado.close();
    }

    private static void fails(ThrowingCallable assertion, String... parts) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContainingAll(parts);
    }

    // ---- figures -------------------------------------------------------------------------------------------------

    @Test
    void figures_asTheyAre_areHeld() {
        ann.get("a", key -> "1");
        ann.get("a", key -> "2");
        ann.getIfPresent("none");
        ann.put("b", "1");
        ann.put("b", "2");
        assertThatThrownBy(() -> ann.get("c", key -> {
                    throw new IllegalStateException("down");
                }))
                .isInstanceOf(IllegalStateException.class);
        bob.put("a", "1");

        assertThat(cacheado)
                .stats(Shop.ANN)
                .hasHits(1)
                .hasStaleHits(0)
                .hasMisses(3)
                .hasCoalesced(0)
                .hasRequests(4)
                .hasLoads(2)
                .hasFailedLoads(1)
                .hasRefreshes(0)
                .hasRunningLoads(0)
                .hasInserts(3)
                .hasRemovals(1)
                .hasRemovals(RemovalCause.REPLACED, 1)
                .hasEvictions(0)
                .hasEntries(2)
                .hasWeight(2)
                .hasScopes(1)
                .hasBypasses(0);
        assertThat(cacheado).stats().hasEntries(3).hasInserts(4);
        assertThat(cache).stats().hasEntries(3);
        assertThat(cache).stats(Shop.GLOBEX).hasEntries(1).hasRequests(0);
        assertThat(cacheado.stats()).hasScopes(2);
        assertThat(cacheado).hasNoRunningLoads().keepsInvariants();
    }

    @Test
    void figure_thatIsAnother_isNamedWithAllFigures() {
        ann.put("b", "1");
        ann.get("a", key -> "1");
        ann.invalidate("a");

        fails(
                () -> assertThat(cacheado).stats(Shop.ANN).hasHits(3),
                "hits of organization:acme/user:ann: expected 3, but 0\n  hits=0 (stale=0) misses=1 (coalesced=0)"
                        + " loads=1 (failed=0, running=0) refreshes=0 inserts=2 removals=1 EXPLICIT=1 entries=1 scopes=1");
        fails(() -> assertThat(cacheado).stats().hasEntries(7), "entries of the cacheado: expected 7, but 1");
        fails(() -> assertThat(cache).stats().hasMisses(7), "misses of cache themes: expected 7, but 1");
        fails(
                () -> assertThat(cache).stats(Shop.ACME).hasRemovals(RemovalCause.SIZE, 1),
                "removals by SIZE of cache themes in organization:acme: expected 1, but 0");
        fails(() -> assertThat(cacheado.stats()).hasLoads(2), "loads of the statistics: expected 2, but 1");
    }

    @Test
    void eachFigure_hasANameOfItsOwn() {
        StatsAssert stats = assertThat(cacheado.stats());
        Map<String, ThrowingCallable> wrong = Map.ofEntries(
                Map.entry("hits", () -> stats.hasHits(-1)),
                Map.entry("stale hits", () -> stats.hasStaleHits(-1)),
                Map.entry("misses", () -> stats.hasMisses(-1)),
                Map.entry("coalesced misses", () -> stats.hasCoalesced(-1)),
                Map.entry("requests", () -> stats.hasRequests(-1)),
                Map.entry("loads", () -> stats.hasLoads(-1)),
                Map.entry("failed loads", () -> stats.hasFailedLoads(-1)),
                Map.entry("refreshes", () -> stats.hasRefreshes(-1)),
                Map.entry("running loads", () -> stats.hasRunningLoads(-1)),
                Map.entry("inserts", () -> stats.hasInserts(-1)),
                Map.entry("removals", () -> stats.hasRemovals(-1)),
                Map.entry("evictions", () -> stats.hasEvictions(-1)),
                Map.entry("entries", () -> stats.hasEntries(-1)),
                Map.entry("weight", () -> stats.hasWeight(-1)),
                Map.entry("scopes", () -> stats.hasScopes(-1)),
                Map.entry("bypasses", () -> stats.hasBypasses(-1)));

        wrong.forEach((name, call) -> assertThatThrownBy(call)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(name + " of the statistics: expected -1, but 0\n")
                .hasMessageContaining("nothing is counted without recordStats()"));
    }

    @Test
    void runningLoads_areNamedByCache() {
        CompletableFuture<String> never = new CompletableFuture<>();
        ann.getAsync("a", key -> never);

        fails(() -> assertThat(cacheado).hasNoRunningLoads(), "loads are still running, by cache: {themes=1}");
        fails(() -> assertThat(cacheado).stats().hasRunningLoads(0), "expected 0, but 1");
        cacheado.evict(Shop.ANN);
        fails(() -> assertThat(cacheado).hasNoRunningLoads(), "{themes=1}");
        never.complete("v");
        assertThat(cacheado).hasNoRunningLoads();
    }

    // ---- what is held --------------------------------------------------------------------------------------------

    @Test
    void contents_asTheyAre_areHeld() {
        ann.put("a", "1");
        ann.get("none", key -> null);
        bob.put("a", "2");

        assertThat(cache)
                .in(Shop.ANN)
                .hasKey("a")
                .hasValue("a", "1")
                .hasNoKey("b")
                .hasNoKey("none")
                .remembersAbsence("none")
                .expiresAfter("a", Duration.ofMinutes(1))
                .holds(1);
        assertThat(ann).hasKey("a");
        assertThat(cache.in("globex", "bob")).hasValue("a", "2");
        assertThat(cache).in(Shop.TREE.scope("user", "acme", "carl")).isEmpty();
        assertThat(cacheado).scope(Shop.ACME).holds(1);
        assertThat(cacheado).scope(Shop.TREE.global()).holds(2);
    }

    @Test
    void contents_thatAreOthers_areToldWithKeysAndWithoutValues() {
        ann.put("a", "secret");
        ann.get("none", key -> null);

        fails(
                () -> assertThat(ann).hasKey("b"),
                "cache themes in organization:acme/user:ann: expected a value under b, but there is none\n"
                        + "  it holds 2 entries:\n  ",
                "a",
                "none (absent)");
        fails(() -> assertThat(ann).hasNoKey("a"), "expected no value under a, but there is one");
        fails(() -> assertThat(ann).remembersAbsence("a"), "expected a remembered absence under a, but there is none");
        fails(() -> assertThat(ann).hasValue("b", "1"), "expected a value under b");
        fails(() -> assertThat(ann).holds(2), "expected 2 values, but 1");
        fails(() -> assertThat(ann).isEmpty(), "expected 0 values, but 1");
        fails(() -> assertThat(bob).hasKey("a"), "it holds 0 entries");
        fails(() -> assertThat(ann).expiresAfter("a", Duration.ofMinutes(2)), "life of a: expected PT2M, but PT1M");
        fails(() -> assertThat(ann).expiresAfter("b", Duration.ofMinutes(2)), "but it is absent or never expires");
        fails(
                () -> assertThat(cacheado).scope(Shop.ACME).isEmpty(),
                "values within organization:acme: expected 0, but 1\n  a of cache themes in organization:acme/user:ann");
        assertThatThrownBy(() -> assertThat(ann).hasValue("a", "public"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "cache themes in organization:acme/user:ann: the value under a is another than was expected")
                .hasMessageNotContainingAny("secret", "public");
    }

    @Test
    void manyEntries_areNotAllListed() {
        for (int i = 0; i < 15; i++) {
            ann.put("k" + i, "v");
        }

        fails(() -> assertThat(ann).hasKey("b"), "it holds 15 entries", "and 5 more");
    }

    @Test
    void expiredDroppedAndTaggedEntries_areNotHeld() {
        ann.put("a", "1");
        ticker.advance(Duration.ofMinutes(1));
        assertThat(ann).hasNoKey("a").isEmpty();
        assertThat(cacheado).scope(Shop.ANN).isEmpty();

        ann.put("b", "1");
        ann.put("c", "1", io.cacheado.EntryOptions.tags("t"));
        assertThat(ann).holds(2);
        ann.invalidateTag("t");
        assertThat(ann).hasKey("b").hasNoKey("c");
        cacheado.evict(Shop.ACME);
        assertThat(ann).isEmpty();
    }

    @Test
    void isGone_isMoreThanEmpty() {
        ann.put("a", "1");
        fails(() -> assertThat(cacheado).scope(Shop.ACME).isGone(), "entries of organization:acme: expected 0, but 1");

        cacheado.evict(Shop.ACME);
        assertThat(cacheado).scope(Shop.ACME).isEmpty().isGone();

        CompletableFuture<String> never = new CompletableFuture<>();
        ann.getAsync("a", key -> never);
        assertThat(cacheado).scope(Shop.ACME).isEmpty();
        fails(
                () -> assertThat(cacheado).scope(Shop.ACME).isGone(),
                "running loads of organization:acme: expected 0, but 1");
        never.complete(null);
    }

    // ---- who sees what -------------------------------------------------------------------------------------------

    @Test
    void isolates_ofACacheOfItsLevel_holds_andOfAWiderOneFails() {
        Cache<String, String> wide = cacheado.cache("wide", String.class, String.class)
                .scopedTo("organization")
                .build();
        Scope carl = Shop.TREE.scope("user", "acme", "carl");

        assertThat(cache).isolates(Shop.ANN, carl).isolates(Shop.ANN, Shop.BOB);
        assertThat(wide).isolates(Shop.ANN, Shop.BOB);
        fails(
                () -> assertThat(wide).isolates(Shop.ANN, carl),
                "cache wide keeps the entries of organization:acme/user:ann and of organization:acme/user:carl together,"
                        + " in organization:acme");
    }

    @Test
    void isolates_ofACacheado_namesWhatBothCanRead() {
        Cache<String, String> wide = cacheado.cache("wide", String.class, String.class)
                .scopedTo("organization")
                .build();
        Scope carl = Shop.TREE.scope("user", "acme", "carl");
        ann.put("a", "1");
        assertThat(cacheado).isolates(Shop.ANN, carl);
        wide.in("acme").put("w", "1");

        assertThat(cacheado).isolates(Shop.ANN, Shop.BOB);
        fails(
                () -> assertThat(cacheado).isolates(Shop.ANN, carl),
                "organization:acme/user:ann and organization:acme/user:carl can both read:\n"
                        + "  cache wide holds w in organization:acme");
    }

    @Test
    void isolates_ofScopesWithinEachOther_isRefused() {
        assertThatThrownBy(() -> assertThat(cacheado).isolates(Shop.ANN, Shop.ACME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("other: organization:acme (allowed: a scope that is neither above nor below"
                        + " organization:acme/user:ann)");
        assertThatThrownBy(() -> assertThat(cache).isolates(Shop.ANN, Shop.ANN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesAlone_ofWhatTouchesOthersOnly_holds() throws Exception {
        bob.put("a", "1");
        bob.getIfPresent("a");

        assertThat(cacheado).leavesAlone(Shop.GLOBEX, () -> {
            ann.put("a", "2");
            ann.getIfPresent("a");
            cacheado.evict(Shop.ACME);
        });
    }

    @Test
    void leavesAlone_ofWhatTouchesTheScope_saysWhatItDid() {
        bob.put("a", "1");
        Map<String, Action> touching = Map.of(
                "hits: 0 before, 1 after", () -> bob.getIfPresent("a"),
                "misses: 0 before, 1 after", () -> bob.getIfPresent("b"),
                "new: c of cache themes in organization:globex/user:bob", () -> bob.put("c", "1"),
                "gone: a of cache themes in organization:globex/user:bob", () -> bob.invalidate("a"));

        List.of(
                        "hits: 0 before, 1 after",
                        "misses: 0 before, 1 after",
                        "new: c of cache themes in organization:globex/user:bob",
                        "gone: a of cache themes in organization:globex/user:bob")
                .forEach(told -> fails(
                        () -> assertThat(cacheado).leavesAlone(Shop.GLOBEX, touching.get(told)),
                        "organization:globex was not left alone:",
                        told));
    }

    @Test
    void leavesAlone_whoseActionThrows_throwsThat() {
        assertThatThrownBy(() -> assertThat(cacheado).leavesAlone(Shop.GLOBEX, () -> {
                    throw new java.io.IOException("down");
                }))
                .isInstanceOf(java.io.IOException.class);
    }

    // ---- loaders -------------------------------------------------------------------------------------------------

    @Test
    void counts_ofALoader_areHeldOrTold() throws Exception {
        FaultyLoader<String, String> loader = FaultyLoader.of(key -> key);
        loader.failOn(3);
        loader.load(Shop.ANN, "a");
        loader.load(Shop.BOB, "a");

        assertThat(loader.counts())
                .hasCalls(2)
                .hasFailures(0)
                .hasRunning(0)
                .loaded(Shop.ANN, "a", 1)
                .neverRanMoreThan(1)
                .neverLoadedTwice()
                .loadedNothingIn(Shop.TREE.scope("region", "eu"));
        assertThatThrownBy(() -> loader.load(Shop.ANN, "a")).isInstanceOf(InjectedFaultException.class);

        String all = "\n  LoadCounts[calls=3, failures=1, running=0, mostAtOnce=1]";
        fails(() -> assertThat(loader.counts()).hasCalls(1), "calls of the loader: expected 1, but 3" + all);
        fails(() -> assertThat(loader.counts()).hasFailures(0), "failed calls of the loader: expected 0, but 1" + all);
        fails(() -> assertThat(loader.counts()).hasRunning(1), "running calls of the loader: expected 1, but 0");
        fails(
                () -> assertThat(loader.counts()).loaded(Shop.ANN, "a", 1),
                "loads of a in organization:acme/user:ann: expected 1, but 2");
        fails(
                () -> assertThat(loader.counts()).neverRanMoreThan(0),
                "calls of the loader at one time: expected at most 0, but 1");
        fails(
                () -> assertThat(loader.counts()).neverLoadedTwice(),
                "loaded more than once:\n  a in organization:acme/user:ann: 2 times" + all);
        fails(
                () -> assertThat(loader.counts()).loadedNothingIn(Shop.ACME),
                "loaded within organization:acme:\n  a in organization:acme/user:ann: 2 times" + all);
        loader.counts().reset();
        assertThat(loader.counts()).hasCalls(0).hasFailures(0).neverLoadedTwice();
    }

    // ---- themselves ----------------------------------------------------------------------------------------------

    @Test
    void assertions_useNothing_soThatFiguresAndRecencyStay() throws Exception {
        ann.put("a", "1");
        ann.put("b", "1");
        String before = Claim.text(cacheado.stats());
        List<String> order = cache.policy().coldest(Shop.ANN, 9);

        assertThat(ann).hasKey("a").hasValue("a", "1").hasNoKey("z").holds(2).expiresAfter("a", Duration.ofMinutes(1));
        assertThat(cacheado).scope(Shop.ACME).holds(2);
        assertThat(cacheado).isolates(Shop.ANN, Shop.BOB).leavesAlone(Shop.ANN, () -> {});

        assertThat(Claim.text(cacheado.stats())).isEqualTo(before);
        assertThat(cache.policy().coldest(Shop.ANN, 9)).isEqualTo(order);
    }

    @Test
    void readingAnExpiredEntry_doesNotRemoveIt() {
        ann.put("a", "1");
        ticker.advance(Duration.ofMinutes(2));

        assertThat(ann).hasNoKey("a");

        assertThat(cacheado).stats().hasEntries(1).hasRemovals(0);
    }

    @Test
    @SuppressWarnings("unchecked")
    void cachesAroundACache_areRefused() {
        Cache<String, String> around = (Cache<String, String>) around(Cache.class);
        ScopedCache<String, String> view = (ScopedCache<String, String>) around(ScopedCache.class);

        assertThatThrownBy(() -> assertThat(around))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cache: one around another (allowed: what Cacheado.builder() and its cacheado gave)");
        assertThatThrownBy(() -> assertThat(view)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> assertThat((Cacheado) around(Cacheado.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cacheado: one around another");
    }

    private static Object around(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> null);
    }
}
