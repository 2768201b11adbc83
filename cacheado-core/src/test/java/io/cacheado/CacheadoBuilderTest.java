package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.policy.Eviction;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Quota;
import io.cacheado.scope.ScopeTree;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The settings of a cacheado: V5, and that each is checked by name, value and what is allowed. */
class CacheadoBuilderTest {

    @Test
    void build_withoutABound_isRefused() {
        assertThatThrownBy(() -> Cacheado.builder().scopes(Shop.TREE).build())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("bound", "maximumSize", "maximumWeight", "unbounded");
    }

    @Test
    void build_withSeveralBounds_isRefused() {
        for (Cacheado.Builder builder : new Cacheado.Builder[] {
            Cacheado.builder().maximumSize(10).unbounded(),
            Cacheado.builder().maximumWeight(10).unbounded(),
            Cacheado.builder().maximumSize(10).maximumWeight(10)
        }) {
            assertThatThrownBy(builder::build)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("contradict", "maximumSize", "maximumWeight", "unbounded");
        }
        Cacheado.builder().maximumSize(5).maximumSize(10).build().close();
    }

    @Test
    void build_withALevelThatTheTreeLacks_isRefused() {
        assertThatThrownBy(() -> Cacheado.builder()
                        .quota("user", Quota.limit(1))
                        .maximumSize(10)
                        .build())
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessage("level: user (allowed: none, since no levels were declared)");
        assertThatThrownBy(() -> Shop.threaded()
                        .eviction("customer", Eviction.lru())
                        .maximumSize(10)
                        .build())
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessage("level: customer (allowed: one of organization, user, session, tenant, project)");
        assertThatThrownBy(() -> Shop.threaded()
                        .quota("customer", Quota.limit(1))
                        .maximumSize(10)
                        .build())
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessage("level: customer (allowed: one of organization, user, session, tenant, project)");
        // Loads of all together may be bounded.
        assertThatThrownBy(() -> Shop.threaded()
                        .loadLimit("customer", LoadLimit.of(1))
                        .maximumSize(10)
                        .build())
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessage("level: customer (allowed: one of global, organization, user, session, tenant, project)");
    }

    @Test
    void settings_ofTheGlobalLevel_areRefused() {
        assertThatThrownBy(() -> Cacheado.builder().quota("global", Quota.limit(1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("global");
        assertThatThrownBy(() -> Cacheado.builder().eviction("global", Eviction.lru()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("global");
    }

    @Test
    void nulls_areRefusedByName() {
        Cacheado.Builder builder = Cacheado.builder();
        assertThatThrownBy(() -> builder.scopes(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tree");
        assertThatThrownBy(() -> builder.quota(null, Quota.limit(1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("level");
        assertThatThrownBy(() -> builder.quota("user", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("each");
        assertThatThrownBy(() -> builder.eviction(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("eviction");
        assertThatThrownBy(() -> builder.eviction("user", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("eviction");
        assertThatThrownBy(() -> builder.executor(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("executor");
        assertThatThrownBy(() -> builder.ticker(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("ticker");
        Cacheado cacheado = builder.maximumSize(1).build();
        assertThatThrownBy(() -> cacheado.evict(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
        assertThatThrownBy(() -> cacheado.stats(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
        assertThatThrownBy(() -> cacheado.quota(null, Quota.limit(1)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
        assertThatThrownBy(() -> cacheado.cache(null, String.class, String.class))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
        assertThatThrownBy(() -> cacheado.cache("c", null, String.class))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("keyType");
        assertThatThrownBy(() -> cacheado.cache("c", String.class, (Class<?>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("valueType");
        assertThatThrownBy(() -> cacheado.cache("c", String.class, (TypeRef<?>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("valueType");
        assertThatThrownBy(() -> cacheado.cache("c", (TypeRef<?>) null, new TypeRef<String>() {}))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void scopes_byDefault_areGlobalOnly() {
        Cacheado cacheado = Cacheado.builder().maximumSize(10).build();
        assertThat(cacheado.scopes()).isEqualTo(ScopeTree.of());
        ScopedCache<String, String> cache = cacheado.cache("c", String.class, String.class)
                .build()
                .in(cacheado.scopes().global());
        cache.put("k", "v");
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
        assertThat(cacheado.scope("global")).isEqualTo(cacheado.scopes().global());
        assertThatThrownBy(() -> cacheado.scope("organization", "acme")).isInstanceOf(MissingScopeException.class);
    }

    @Test
    void quota_ofTheGlobalScope_isRefused() {
        Cacheado cacheado = Shop.deterministic().maximumSize(10).build();
        assertThatThrownBy(() -> cacheado.quota(cacheado.scopes().global(), Quota.limit(1)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("global", "maximumSize");
        assertThatThrownBy(() -> cacheado.quota(Shop.org("a"), null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void maximumSize_ofAnUnboundedCacheado_isRefused() {
        Cacheado cacheado = Shop.deterministic().unbounded().build();
        assertThatThrownBy(() -> cacheado.maximumSize(10))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unbounded");
    }

    @Test
    void evictAsync_andEvict_giveTheSameCount() {
        Cacheado cacheado = Shop.deterministic().maximumSize(10).build();
        Cache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build();
        cache.in(Shop.user("acme", 1)).put("a", "1");
        cache.in(Shop.org("acme")).put("a", "1");
        assertThat(cacheado.evictAsync(Shop.user("acme", 1))).isCompletedWithValue(1L);
        assertThat(cacheado.evict(Shop.org("acme"))).isEqualTo(1);
        assertThat(cacheado.evict(Shop.org("acme"))).isZero();
        assertThat(cacheado.evict(Shop.org("never seen"))).isZero();
    }

    @Test
    void handles_goOnWorkingAfterADrop() {
        Cacheado cacheado = Shop.deterministic().maximumSize(10).build();
        ScopedCache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build().in(Shop.user("acme", 1));
        for (int i = 0; i < 5; i++) {
            cache.put("k", "v" + i);
            assertThat(cache.getIfPresent("k")).isEqualTo("v" + i);
            cacheado.evict(Shop.org("acme"));
            assertThat(cache.getIfPresent("k")).isNull();
            assertThat(cache.estimatedSize()).isZero();
            cache.put("k", "again");
            cacheado.evictAll();
            assertThat(cache.getIfPresent("k")).isNull();
        }
    }

    @Test
    void levelEviction_isUsedWithinTheScopesOfThatLevel() {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(1000)
                .eviction(Eviction.fifo())
                .eviction("user", Eviction.lru())
                .quota("organization", Quota.limit(3))
                .quota("user", Quota.limit(3))
                .build();
        Cache<String, String> cache =
                cacheado.cache("c", String.class, String.class).build();
        for (io.cacheado.scope.Scope scope : new io.cacheado.scope.Scope[] {Shop.org("fifo"), Shop.user("lru", 1)}) {
            ScopedCache<String, String> in = cache.in(scope);
            in.put("a", "1");
            in.put("b", "1");
            in.put("c", "1");
            in.getIfPresent("a");
            in.put("d", "1");
            assertThat(in.getIfPresent("a")).isEqualTo(scope.level().equals("user") ? "1" : null);
        }
    }

    @Test
    void deterministic_withTheSameSeed_evictsTheSame() {
        for (String policy : new String[] {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"}) {
            assertThat(trace(policy, 1)).isEqualTo(trace(policy, 1));
        }
    }

    private static String trace(String policy, long seed) {
        StringBuilder left = new StringBuilder();
        Cacheado cacheado = Cacheado.builder()
                .scopes(Shop.TREE)
                .deterministic(seed)
                .maximumSize(50)
                .eviction(Eviction.named(policy))
                .build();
        Cache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .maximumSizePerScope(20)
                .removalListener(event ->
                        left.append(event.key()).append(event.cause().ordinal()).append(' '))
                .build();
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 2000; i++) {
            cache.in(Shop.org(random.nextInt(4))).get(random.nextInt(60), key -> key);
        }
        return left.toString();
    }

    @Test
    void executor_givenToADeterministicCacheado_isUsed() {
        TaskQueue tasks = new TaskQueue();
        Cacheado cacheado = Shop.deterministic().maximumSize(10).executor(tasks).build();
        AtomicInteger told = new AtomicInteger();
        ScopedCache<String, String> cache = cacheado.cache("c", String.class, String.class)
                .removalListener(event -> told.incrementAndGet())
                .build()
                .in(Shop.org("acme"));
        cache.put("k", "v");
        cache.invalidate("k");
        assertThat(told).hasValue(0);
        tasks.runAll();
        assertThat(told).hasValue(1);
    }

    @Test
    void cleanUp_handsOverEventsThatTheExecutorHasNotRun() {
        TaskQueue tasks = new TaskQueue();
        Cacheado cacheado = Shop.threaded().maximumSize(10).executor(tasks).build();
        Recorder<String, String> recorder = new Recorder<>();
        ScopedCache<String, String> cache = cacheado.cache("c", String.class, String.class)
                .removalListener(recorder)
                .build()
                .in(Shop.org("acme"));
        cache.put("k", "1");
        cache.put("k", "2");
        cacheado.evict(Shop.org("acme"));
        cacheado.cleanUp();
        assertThat(recorder.events()).hasSizeLessThanOrEqualTo(2);
        tasks.runAll();
        assertThat(recorder.events()).hasSize(2);
        assertThat(recorder.events().get(0).toString())
                .contains("cache=c", "level=organization", "cause=REPLACED")
                .doesNotContain("acme");
    }

    @Test
    void preciseClock_andSystemTicker_areAccepted() {
        Cacheado precise = Shop.threaded().maximumSize(10).preciseClock().build();
        ScopedCache<String, String> cache =
                precise.cache("c", String.class, String.class).build().in(Shop.org("acme"));
        cache.put("k", "v", java.time.Duration.ofHours(1));
        assertThat(cache.getIfPresent("k")).isEqualTo("v");
        precise.close();
        Cacheado system =
                Shop.threaded().maximumSize(10).ticker(Ticker.systemTicker()).build();
        system.cache("c", String.class, String.class)
                .build()
                .in(Shop.org("acme"))
                .put("k", "v");
        system.close();
        assertThat(Ticker.systemTicker().read()).isLessThanOrEqualTo(System.nanoTime());
    }

    @Test
    void toString_namesUsageNeverContent() {
        Cacheado cacheado = Shop.deterministic().maximumSize(10).build();
        Cache<String, String> cache =
                cacheado.cache("secrets", String.class, String.class).build();
        ScopedCache<String, String> in = cache.in(Shop.org("acme"));
        in.put("key", "value");
        assertThat(cacheado).hasToString("Cacheado[caches=1, used=1, maximum=10]");
        assertThat(Shop.deterministic().unbounded().build().toString()).contains("maximum=none");
        assertThat(cache).hasToString("Cache[secrets]");
        assertThat(in).hasToString("ScopedCache[cache=secrets, level=organization]");
    }
}
