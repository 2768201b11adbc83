package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** C1 and C2, exactly, in deterministic mode. */
class StatsTest {
    private final TestTime time = new TestTime();
    private final Cacheado cacheado =
            Shop.deterministic().maximumWeight(100).ticker(time).build();
    private final Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
            .weigher((key, value) -> value)
            .build();
    private final Scope acme = Shop.org("acme");
    private final ScopedCache<String, Integer> in = cache.in(acme);

    @Test
    void emptyCacheado_countsNothing() {
        CacheStats stats = cacheado.stats();
        assertThat(stats.requestCount()).isZero();
        assertThat(stats.hitRate()).isEqualTo(1.0);
        assertThat(stats.scopeCount()).isZero();
        assertThat(stats.entryCount()).isZero();
        assertThat(stats.weight()).isZero();
        assertThat(stats.loadCount()).isZero();
        assertThat(stats.removalCount()).isZero();
        assertThat(stats.evictionCount()).isZero();
        assertThat(stats.toString()).startsWith("CacheStats[hits=0, misses=0");
    }

    @Test
    void request_ofOneKey_isOneHitOrOneMiss() {
        in.getIfPresent("a");
        assertRequests(0, 1);
        in.getIfPresentAsync("a");
        assertRequests(0, 2);
        in.get("a", key -> 1);
        assertRequests(0, 3);
        in.get("a", key -> 1);
        assertRequests(1, 3);
        in.getChecked("a", () -> 1);
        assertRequests(2, 3);
        in.getAsync("a", key -> null);
        assertRequests(3, 3);
        in.getAsync("b", key -> CompletableFuture.completedFuture(1));
        assertRequests(3, 4);
        in.getAllPresent(List.of("a", "b", "x"));
        assertRequests(5, 5);
        in.getAll(List.of("a", "x", "y", "a"), keys -> Map.of("x", 1, "extra", 1));
        assertRequests(6, 7);
        in.resolve("a");
        assertRequests(7, 7);
        in.resolve("none");
        assertRequests(7, 8);
        cache.in(Shop.session("acme", 1, 1)).resolve("a");
        assertRequests(8, 8);
    }

    // Wherever on the way up it is found, and whether or not: one request, of the scope that asked.
    @Test
    void resolve_countsOneRequestAtTheScopeThatAsked() {
        Scope session = Shop.session("acme", 1, 2);
        ScopedCache<String, Integer> asking = cache.in(session);
        asking.put("own", 1);
        cache.in(Shop.user("acme", 1)).put("user's", 1);
        in.put("organization's", 1);
        cache.in(cacheado.scopes().global()).put("global", 1);
        cache.in(Shop.session("acme", 1, 3)).put("sibling's", 1);

        List<String> found = List.of("own", "user's", "organization's", "global");
        for (int i = 0; i < found.size(); i++) {
            assertThat(asking.resolve(found.get(i))).isPresent();
            assertRequests(i + 1, 0);
            assertThat(cacheado.stats(session).hitCount()).isEqualTo(i + 1);
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(asking.resolve("sibling's")).isEmpty();
            assertRequests(4, i);
            assertThat(cacheado.stats(session).missCount()).isEqualTo(i);
        }
        assertThat(cacheado.stats(Shop.session("acme", 1, 3)).requestCount()).isZero();

        // A scope that holds nothing keeps no figures: its parent does.
        cache.in(Shop.session("acme", 1, 4)).resolve("user's");
        cache.in(Shop.session("acme", 1, 4)).resolve("none");
        assertRequests(5, 4);
        assertThat(cacheado.stats(Shop.user("acme", 1)).requestCount()).isEqualTo(9);
        assertThat(cacheado.stats(session).requestCount()).isEqualTo(7);
    }

    @Test
    void resolve_pastARememberedAbsence_isOneHitOrOneMiss() {
        Cache<String, Integer> remembering = cacheado.cache("remembering", String.class, Integer.class)
                .expireAbsentAfter(Duration.ofMinutes(1))
                .build();
        ScopedCache<String, Integer> asking = remembering.in(Shop.user("acme", 1));
        assertThat(asking.get("k", key -> null)).isNull();
        assertThat(asking.resolve("k")).isEmpty();
        assertThat(remembering.stats().missCount()).isEqualTo(2);
        remembering.in(acme).put("k", 7);
        assertThat(asking.resolve("k")).contains(7);
        assertThat(remembering.stats().hitCount()).isEqualTo(1);
        assertThat(remembering.stats().missCount()).isEqualTo(2);
    }

    @Test
    void writesAndInspection_countNoRequest() {
        in.put("a", 1);
        in.put("a", 1, Duration.ofSeconds(1));
        in.putAll(Map.of("b", 1));
        in.invalidate("b");
        in.invalidateAll(List.of("x"));
        cache.policy().coldest(acme, 10);
        cache.policy().hottest(acme, 10);
        cache.policy().expiresAfter(acme, "a");
        cache.policy().weightOf(acme, "a");
        in.estimatedSize();
        in.stats();
        cacheado.stats();
        cacheado.cleanUp();
        time.advance(Duration.ofSeconds(2));
        cacheado.cleanUp();
        assertRequests(0, 0);
    }

    private void assertRequests(long hits, long misses) {
        CacheStats stats = cacheado.stats();
        assertThat(stats.hitCount()).isEqualTo(hits);
        assertThat(stats.missCount()).isEqualTo(misses);
        assertThat(stats.requestCount()).isEqualTo(hits + misses);
        assertThat(cache.stats().hitCount()).isEqualTo(hits);
        assertThat(cache.stats().missCount()).isEqualTo(misses);
        assertThat(cacheado.stats(acme).requestCount()).isLessThanOrEqualTo(hits + misses);
    }

    @Test
    void hitRate_isTheShareOfHits() {
        in.put("a", 1);
        in.getIfPresent("a");
        in.getIfPresent("a");
        in.getIfPresent("a");
        in.getIfPresent("b");
        assertThat(cacheado.stats().hitRate()).isEqualTo(0.75);
    }

    @Test
    void loads_areCountedOncePerFlightWithTheirTime() {
        in.get("a", key -> {
            time.advance(Duration.ofMillis(30));
            return 1;
        });
        in.get("absent", key -> {
            time.advance(Duration.ofMillis(5));
            return null;
        });
        org.assertj.core.api.Assertions.catchThrowable(() -> in.get("f", key -> {
            time.advance(Duration.ofMillis(7));
            throw new IllegalStateException();
        }));
        CacheStats stats = cacheado.stats();
        assertThat(stats.loadSuccessCount()).isEqualTo(2);
        assertThat(stats.loadFailureCount()).isEqualTo(1);
        assertThat(stats.loadCount()).isEqualTo(3);
        assertThat(stats.totalLoadTime()).isEqualTo(Duration.ofMillis(42));
        assertThat(stats.loadsInFlight()).isZero();
        assertThat(stats.insertCount()).isEqualTo(1);
    }

    @Test
    void removals_areCountedByCause() {
        in.put("a", 1);
        in.put("a", 2);
        assertCause(RemovalCause.REPLACED, 1);
        in.invalidate("a");
        in.invalidate("a");
        assertCause(RemovalCause.EXPLICIT, 1);
        in.put("a", 1, Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        in.getIfPresent("a");
        assertCause(RemovalCause.EXPIRED, 1);
        in.put("a", 101);
        assertCause(RemovalCause.TOO_LARGE, 1);
        in.put("a", 1);
        in.put("a", 101);
        assertCause(RemovalCause.TOO_LARGE, 3);
        in.put("a", 60);
        in.put("b", 60);
        assertCause(RemovalCause.SIZE, 1);
        cacheado.evict(acme);
        assertCause(RemovalCause.SCOPE_EVICTED, 1);
        in.get("k", key -> {
            in.invalidate(key);
            return 1;
        });
        assertCause(RemovalCause.FENCED, 1);
        in.put("a", 1);
        in.put("b", 1);
        cache.invalidateAll();
        assertCause(RemovalCause.EXPLICIT, 3);
        in.put("a", 1);
        in.invalidateAll();
        assertCause(RemovalCause.EXPLICIT, 4);
        in.put("a", 1);
        cache.evict(acme);
        assertCause(RemovalCause.EXPLICIT, 5);
        in.put("a", 1);
        cacheado.evictAll();
        assertCause(RemovalCause.SCOPE_EVICTED, 2);
        assertThat(cacheado.stats().evictionCount()).isEqualTo(1 + 3 + 1);
    }

    private void assertCause(RemovalCause cause, long n) {
        CacheStats stats = cacheado.stats();
        assertThat(stats.removalCount(cause)).as("%s", cause).isEqualTo(n);
        assertThat(stats.insertCount() - stats.removalCount()).isEqualTo(stats.entryCount());
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void weight_isThatOfTheEntriesHeld() {
        in.put("a", 30);
        cache.in(Shop.user("acme", 1)).put("b", 5);
        assertThat(cacheado.stats().weight()).isEqualTo(35);
        assertThat(cacheado.stats().entryCount()).isEqualTo(2);
        assertThat(cacheado.stats(acme).weight()).isEqualTo(35);
        assertThat(cacheado.stats(Shop.user("acme", 1)).weight()).isEqualTo(5);
        assertThat(in.stats().weight()).isEqualTo(35);
        assertThat(cache.stats(Shop.user("acme", 1)).entryCount()).isEqualTo(1);
        in.put("a", 10);
        assertThat(cacheado.stats().weight()).isEqualTo(15);
        assertThat(cacheado.stats(Shop.tenant("none")).weight()).isZero();
    }

    @Test
    void scopeCount_isThatOfScopesHoldingEntriesOrLoads() {
        cache.in(Shop.session("acme", 1, 1)).put("a", 1);
        cache.in(Shop.session("acme", 1, 2)).put("a", 1);
        in.put("a", 1);
        assertThat(cacheado.stats().scopeCount()).isEqualTo(3);
        assertThat(cacheado.stats(Shop.user("acme", 1)).scopeCount()).isEqualTo(2);
        cache.in(Shop.tenant("t")).get("k", key -> {
            assertThat(cacheado.stats().scopeCount()).isEqualTo(4);
            return null;
        });
        assertThat(cacheado.stats().scopeCount()).isEqualTo(3);
        cacheado.evict(Shop.user("acme", 1));
        assertThat(cacheado.stats().scopeCount()).isEqualTo(1);
        in.invalidate("a");
        assertThat(cacheado.stats().scopeCount()).isZero();
    }

    @Test
    void withoutRecordStats_onlyTheStateIsKnown() {
        Cacheado plain = Cacheado.builder()
                .scopes(Shop.TREE)
                .deterministic(1)
                .maximumSize(10)
                .build();
        ScopedCache<String, Integer> quiet =
                plain.cache("c", String.class, Integer.class).build().in(acme);
        quiet.put("a", 1);
        quiet.getIfPresent("a");
        quiet.getIfPresent("b");
        quiet.get("c", key -> {
            assertThat(plain.stats().loadsInFlight()).isEqualTo(1);
            return 1;
        });
        CacheStats stats = plain.stats();
        assertThat(stats.requestCount()).isZero();
        assertThat(stats.insertCount()).isZero();
        assertThat(stats.loadCount()).isZero();
        assertThat(stats.entryCount()).isEqualTo(2);
        assertThat(stats.weight()).isEqualTo(2);
        assertThat(stats.scopeCount()).isEqualTo(1);
        quiet.invalidateAll();
        plain.evict(acme);
        assertThat(plain.stats().entryCount()).isZero();
    }

    @Test
    void scopesFigures_areItsOwnAndItsChildren() {
        Scope user = Shop.user("acme", 1);
        Scope session = Shop.session("acme", 1, "s");
        for (Scope each : List.of(acme, user, session)) {
            cache.in(each).put("k", 1);
            cache.in(each).getIfPresent("k");
            cache.in(each).getIfPresent("none");
        }
        assertThat(cacheado.stats(session).requestCount()).isEqualTo(2);
        assertThat(cacheado.stats(user).requestCount()).isEqualTo(4);
        assertThat(cacheado.stats(acme).requestCount()).isEqualTo(6);
        assertThat(cacheado.stats().requestCount()).isEqualTo(6);
        assertThat(cache.stats(user).hitCount()).isEqualTo(2);
        assertThat(cache.in(user).stats().hitCount()).isEqualTo(2);
        assertThat(cacheado.stats(Shop.org("other")).requestCount()).isZero();
    }

    @Test
    void vanishedScopes_leaveTheirFiguresToTheirParent() {
        Scope user = Shop.user("acme", 1);
        in.put("stays", 1);
        cache.in(user).put("k", 1);
        cache.in(user).getIfPresent("k");
        cache.in(user).invalidate("k");
        cache.in(Shop.user("acme", 2)).put("k", 1);
        cacheado.evict(Shop.user("acme", 2));

        CacheStats ofOrg = cacheado.stats(acme);
        assertThat(ofOrg.hitCount()).isEqualTo(1);
        assertThat(ofOrg.insertCount()).isEqualTo(3);
        assertThat(ofOrg.removalCount()).isEqualTo(2);
        assertThat(ofOrg.entryCount()).isEqualTo(1);
        assertThat(cache.stats(acme).insertCount()).isEqualTo(3);
        assertThat(cacheado.stats(user).insertCount()).isZero();
        cacheado.evict(acme);
        assertThat(cacheado.stats().insertCount()).isEqualTo(3);
        assertThat(cacheado.stats().removalCount()).isEqualTo(3);
        cacheado.evictAll();
        assertThat(cacheado.stats().insertCount()).isEqualTo(3);
        assertThat(cache.stats().hitCount()).isEqualTo(1);
    }

    @Test
    void misses_ofScopesThatHoldNothing_areTheNearestLivingAncestors() {
        in.put("k", 1);
        cache.in(Shop.session("acme", 9, 9)).getIfPresent("k");
        assertThat(cacheado.stats(acme).missCount()).isEqualTo(1);
        cache.in(Shop.session("other", 9, 9)).getIfPresent("k");
        assertThat(cacheado.stats(acme).missCount()).isEqualTo(1);
        assertThat(cacheado.stats().missCount()).isEqualTo(2);
        assertThat(cacheado.stats().scopeCount()).isEqualTo(1);
    }

    @Test
    void caches_haveFiguresOfTheirOwn_thatAddUp() {
        Cache<String, Integer> other =
                cacheado.cache("other", String.class, Integer.class).build();
        other.in(acme).put("k", 1);
        other.in(acme).getIfPresent("k");
        in.getIfPresent("k");
        assertThat(cache.stats().requestCount()).isEqualTo(1);
        assertThat(other.stats().hitCount()).isEqualTo(1);
        assertThat(other.stats().entryCount()).isEqualTo(1);
        assertThat(cache.stats().entryCount()).isZero();
        assertThat(cacheado.stats().requestCount()).isEqualTo(2);
        assertThat(cacheado.stats(acme).entryCount()).isEqualTo(1);
    }

    @Test
    void sums_holdAfterEachOfManyRandomCalls() {
        Cacheado small = Shop.deterministic()
                .maximumWeight(200)
                .quota("organization", Quota.limit(80))
                .ticker(time)
                .build();
        Cache<Integer, Integer> one = small.cache("one", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .expireAbsentAfter(Duration.ofSeconds(2))
                .build();
        Cache<Integer, Integer> two = small.cache("two", Integer.class, Integer.class)
                .maximumSize(20)
                .maximumSizePerScope(5)
                .expireAfterAccess(Duration.ofSeconds(5))
                .build();
        Random random = new Random(11);
        long requests = 0;
        for (int i = 0; i < 20_000; i++) {
            Scope scope = random.nextBoolean()
                    ? Shop.session("o" + random.nextInt(4), random.nextInt(3), random.nextInt(2))
                    : Shop.org("o" + random.nextInt(4));
            ScopedCache<Integer, Integer> cached = (random.nextBoolean() ? one : two).in(scope);
            int key = random.nextInt(10);
            int value = 1 + random.nextInt(30);
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> cached.put(key, value);
                case 3 -> cached.put(key, value, Duration.ofMillis(1 + random.nextInt(3000)));
                case 4, 5 -> {
                    cached.getIfPresent(key);
                    requests++;
                }
                case 6, 7 -> {
                    cached.get(key, missing -> random.nextInt(4) == 0 ? null : value);
                    requests++;
                }
                case 8 -> cached.invalidate(key);
                case 9 -> {
                    cached.getAll(List.of(key, key + 1), keys -> Map.of(key, value, key + 2, value));
                    requests += 2;
                }
                case 10 -> time.advance(Duration.ofMillis(random.nextInt(400)));
                default -> {
                    switch (random.nextInt(8)) {
                        case 0 -> small.evict(scope);
                        case 1 -> small.evict(Shop.org("o" + random.nextInt(4)));
                        case 2 -> cached.invalidateAll();
                        case 3 -> one.evict(scope);
                        case 4 -> two.invalidateAll();
                        case 5 -> small.evictAll();
                        default -> small.cleanUp();
                    }
                }
            }
            CacheStats stats = small.stats();
            assertThat(stats.requestCount()).isEqualTo(requests);
            assertThat(stats.insertCount() - stats.removalCount()).isEqualTo(stats.entryCount());
            if (i % 20 == 0) {
                assertThat(Audit.violations(small)).isEmpty();
                assertThat(one.stats().entryCount() + two.stats().entryCount()).isEqualTo(stats.entryCount());
                assertThat(one.stats().requestCount() + two.stats().requestCount())
                        .isEqualTo(requests);
                assertThat(one.stats().insertCount() + two.stats().insertCount())
                        .isEqualTo(stats.insertCount());
                long entries = 0;
                long weight = 0;
                for (int org = 0; org < 4; org++) {
                    entries += small.stats(Shop.org("o" + org)).entryCount();
                    weight += small.stats(Shop.org("o" + org)).weight();
                }
                assertThat(entries).isEqualTo(stats.entryCount());
                assertThat(weight).isEqualTo(stats.weight());
            }
        }
    }
}
