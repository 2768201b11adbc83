package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** V3 and V4 by weight, in deterministic mode. */
class WeightTest {
    private final Scope acme = Shop.org("acme");
    private final TestTime time = new TestTime();
    private Cacheado cacheado;
    private int tooLarge;
    private final Recorder<String, Integer> recorder = new Recorder<>();

    private ScopedCache<String, Integer> cache(Cacheado.Builder builder) {
        cacheado = builder.ticker(time).build();
        return cacheado.cache("c", String.class, Integer.class)
                .weigher((key, value) -> value)
                .removalListener(recorder)
                .build()
                .in(acme);
    }

    @AfterEach
    void invariantsHold() {
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().insertCount() - cacheado.stats().removalCount())
                .isEqualTo(cacheado.stats().entryCount());
        // Every removal is reported, but for new values that were too large: those are only counted.
        assertThat(recorder.events()).hasSize((int) (cacheado.stats().removalCount() - tooLarge));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void overwrite_thatGrows_evictsOthersNeverItself(String policy) {
        ScopedCache<String, Integer> cache =
                cache(Shop.deterministic().maximumWeight(100).eviction(Eviction.named(policy)));
        cache.put("a", 50);
        cache.put("b", 25);
        cache.put("c", 25);
        cache.put("a", 60);
        assertThat(cache.getIfPresent("a")).isEqualTo(60);
        cache.put("a", 100);
        assertThat(cache.getIfPresent("a")).isEqualTo(100);
        assertThat(cacheado.stats().weight()).isEqualTo(100);
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isEqualTo(2);
        assertThat(cacheado.stats().removalCount(RemovalCause.REPLACED)).isEqualTo(2);
    }

    @Test
    void overwrite_ofEqualWeight_evictsNothing() {
        ScopedCache<String, Integer> cache = cache(Shop.deterministic().maximumWeight(100));
        cache.put("a", 60);
        cache.put("b", 40);
        for (int i = 0; i < 10; i++) {
            cache.put("a", 60);
            cache.put("b", 40);
        }
        assertThat(cacheado.stats().entryCount()).isEqualTo(2);
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isZero();
    }

    @Test
    void overwrite_thatShrinks_givesTheDifferenceBack() {
        ScopedCache<String, Integer> cache = cache(Shop.deterministic().maximumWeight(100));
        cache.put("a", 90);
        cache.put("a", 10);
        assertThat(cacheado.stats().weight()).isEqualTo(10);
        cache.put("b", 90);
        assertThat(cacheado.stats().entryCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"10, 60", "60, 10", "60, 60", "1, 100"})
    void overwrite_withShorterLife_chargesTheDifferenceToo(int from, int to) {
        ScopedCache<String, Integer> cache = cache(Shop.deterministic().maximumWeight(100));
        cache.put("a", from, Duration.ofHours(2));
        cache.put("a", to, Duration.ofHours(1));
        assertThat(cacheado.stats().weight()).isEqualTo(to);
        assertThat(cache.getIfPresent("a")).isEqualTo(to);
        time.advance(Duration.ofHours(1));
        cacheado.cleanUp();
        assertThat(cacheado.stats().weight()).isZero();
        assertThat(recorder.values(RemovalCause.EXPIRED)).containsExactly(to);
    }

    @Test
    void onePut_evictsAsManyAsItNeeds() {
        ScopedCache<String, Integer> cache = cache(Shop.deterministic().maximumWeight(1000));
        for (int i = 0; i < 1000; i++) {
            cache.put("k" + i, 1);
        }
        cache.put("big", 900);
        assertThat(cache.getIfPresent("big")).isEqualTo(900);
        assertThat(cacheado.stats().entryCount()).isEqualTo(101);
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isEqualTo(900);
    }

    @Test
    void entry_heavierThanTheWhole_isRefusedAndTheOldValueIsGone() {
        ScopedCache<String, Integer> cache = cache(Shop.deterministic().maximumWeight(100));
        cache.put("a", 30);
        cache.put("b", 30);
        cache.put("a", 101);

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getIfPresent("b")).isEqualTo(30);
        assertThat(recorder.values(RemovalCause.TOO_LARGE)).containsExactly(30);
        assertThat(cacheado.stats().removalCount(RemovalCause.TOO_LARGE)).isEqualTo(2);
        cache.put("new", 101);
        assertThat(cache.getIfPresent("new")).isNull();
        assertThat(cacheado.stats().removalCount(RemovalCause.TOO_LARGE)).isEqualTo(3);
        tooLarge = 2;
        assertThat(cacheado.stats().weight()).isEqualTo(30);
    }

    @Test
    void entry_heavierThanAnAncestorsQuota_isRefused() {
        cache(Shop.deterministic().maximumWeight(100).quota("organization", Quota.limit(50)));
        Cache<String, Integer> all = cacheado.cache("d", String.class, Integer.class)
                .weigher((key, value) -> value)
                .removalListener(recorder)
                .build();
        all.in(Shop.session("acme", 1, 1)).put("a", 51);
        assertThat(all.in(Shop.session("acme", 1, 1)).getIfPresent("a")).isNull();
        assertThat(cacheado.stats().removalCount(RemovalCause.TOO_LARGE)).isEqualTo(1);
        tooLarge = 1;
        all.in(Shop.tenant("t")).put("a", 51);
        assertThat(all.in(Shop.tenant("t")).getIfPresent("a")).isEqualTo(51);
        assertThat(cacheado.stats().scopeCount()).isEqualTo(1);
        cacheado.quota(Shop.tenant("t"), Quota.limit(60));
        all.in(Shop.tenant("t")).put("b", 20);
        assertThat(cacheado.stats(Shop.tenant("t")).weight()).isLessThanOrEqualTo(60);
    }

    @Test
    void load_thatIsTooLarge_isReturnedAndCounted() {
        ScopedCache<String, Integer> cache = cache(Shop.deterministic().maximumWeight(100));
        assertThat(cache.get("a", key -> 101)).isEqualTo(101);
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cacheado.stats().removalCount(RemovalCause.TOO_LARGE)).isEqualTo(1);
        assertThat(cacheado.stats().scopeCount()).isZero();
        tooLarge = 1;
    }

    @Test
    void quotasByWeight_areMetAtEachLevel() {
        cache(Shop.deterministic()
                .maximumWeight(500)
                .quota("organization", Quota.limit(200))
                .quota("user", Quota.limit(90)));
        Cache<String, Integer> all = cacheado.cache("d", String.class, Integer.class)
                .weigher((key, value) -> value)
                .removalListener(recorder)
                .build();
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < 3000; i++) {
            Scope user = Shop.user("o" + random.nextInt(4), random.nextInt(4));
            Scope scope = random.nextBoolean() ? user : random.nextBoolean() ? user.parent() : user.child("session", 1);
            all.in(scope).put("k" + random.nextInt(20), 1 + random.nextInt(80));
            assertThat(cacheado.stats().weight()).isLessThanOrEqualTo(500);
            assertThat(cacheado.stats(user.parent()).weight()).isLessThanOrEqualTo(200);
            assertThat(cacheado.stats(user).weight()).isLessThanOrEqualTo(90);
            if (i % 100 == 0) {
                assertThat(Audit.violations(cacheado)).isEmpty();
            }
        }
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isPositive();
        assertThat(cacheado.stats().removalCount(RemovalCause.SCOPE_QUOTA)).isPositive();
        assertThat(cacheado.stats().removalCount(RemovalCause.ANCESTOR_QUOTA)).isPositive();
    }

    @Test
    void evict_returnsEntriesNotWeight() {
        ScopedCache<String, Integer> cache = cache(Shop.deterministic().maximumWeight(100));
        cache.put("a", 30);
        cache.put("b", 30);
        assertThat(cacheado.evict(acme)).isEqualTo(2);
        assertThat(cacheado.stats().weight()).isZero();
    }

    @Test
    void maximumLowered_drainsInCleanUp() {
        ScopedCache<String, Integer> cache = cache(Shop.deterministic().maximumWeight(1000));
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, 10);
        }
        cacheado.maximumSize(95);
        cacheado.cleanUp();
        assertThat(cacheado.stats().weight()).isEqualTo(90);
        cache.put("k0", 96);
        assertThat(cache.getIfPresent("k0")).isNull();
        assertThat(cacheado.stats().removalCount(RemovalCause.TOO_LARGE)).isPositive();
        tooLarge = 1;
    }

    @Test
    void cachesMaximum_countsEntriesWhateverTheyWeigh() {
        cache(Shop.deterministic().maximumWeight(1000));
        ScopedCache<String, Integer> limited = cacheado.cache("limited", String.class, Integer.class)
                .weigher((key, value) -> value)
                .maximumSize(3)
                .removalListener(recorder)
                .build()
                .in(acme);
        for (int i = 0; i < 10; i++) {
            limited.put("k" + i, 50);
        }
        assertThat(limited.estimatedSize()).isEqualTo(3);
        assertThat(cacheado.stats().weight()).isEqualTo(150);
    }

    @Test
    void cacheWithoutWeigher_weighsOneEach() {
        cache(Shop.deterministic().maximumWeight(10));
        Cache<String, Integer> light = cacheado.cache("light", String.class, Integer.class)
                .removalListener(recorder)
                .build();
        for (int i = 0; i < 10; i++) {
            light.in(acme).put("k" + i, 1000);
        }
        assertThat(cacheado.stats().weight()).isEqualTo(10);
        assertThat(light.policy().weightOf(acme, "k3")).hasValue(1);
    }

    @Test
    void weigher_isAskedOncePerWriteAndNeverAgain() {
        cache(Shop.deterministic().maximumWeight(1000));
        int[] asked = new int[1];
        ScopedCache<String, Integer> counted = cacheado.cache("counted", String.class, Integer.class)
                .weigher((key, value) -> {
                    asked[0]++;
                    return value;
                })
                .removalListener(recorder)
                .build()
                .in(acme);
        counted.put("a", 5);
        counted.getIfPresent("a");
        counted.get("b", key -> 6);
        counted.put("a", 7);
        cacheado.evict(acme);
        assertThat(asked[0]).isEqualTo(3);
    }

    @Test
    void weigher_inACacheadoOfEntries_isRefused() {
        cache(Shop.deterministic().maximumWeight(10));
        Cacheado entries = Shop.deterministic().maximumSize(10).build();
        assertThatThrownBy(() -> entries.cache("w", String.class, Integer.class).weigher((key, value) -> 1))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("weigher", "w", "maximumWeight");
    }
}
