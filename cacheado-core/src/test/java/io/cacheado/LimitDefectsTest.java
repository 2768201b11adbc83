package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Defects of the seed and of peers in expiry and eviction: V2, V3. */
class LimitDefectsTest {
    private final TestTime time = new TestTime();

    private ScopedCache<String, String> cache(Cacheado cacheado, UnaryOperator<CacheBuilder<String, String>> settings) {
        return settings.apply(cacheado.cache("c", String.class, String.class))
                .build()
                .in(Shop.org("acme"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lru", "fifo", "lfu", "sieve"})
    void overwrite_whenFull_refreshesRecency(String policy) {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(3)
                .eviction(Eviction.named(policy))
                .build();
        ScopedCache<String, String> cache = cache(cacheado, c -> c);
        cache.put("a", "1");
        cache.put("b", "1");
        cache.put("c", "1");
        cache.put("a", "2");
        cache.put("d", "1");

        assertThat(cache.getIfPresent("a")).isEqualTo("2");
        assertThat(cache.getIfPresent("b")).isNull();
    }

    @Test
    void overwrite_inS3Fifo_countsAsAHit() {
        Cacheado cacheado = Shop.deterministic().maximumSize(3).build();
        ScopedCache<String, String> cache = cache(cacheado, c -> c);
        cache.put("a", "1");
        cache.put("b", "1");
        cache.put("c", "1");
        cache.put("a", "2");
        cache.getIfPresent("a");
        cache.put("d", "1");

        assertThat(cache.getIfPresent("a")).isEqualTo("2");
        assertThat(cache.getIfPresent("b")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lru", "fifo", "lfu", "s3-fifo", "adaptive", "sieve"})
    void overwrite_withShorterLife_refreshesRecencyToo(String policy) {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(3)
                .eviction(Eviction.named(policy))
                .ticker(time)
                .build();
        ScopedCache<String, String> cache = cache(cacheado, c -> c.expireAfterWrite(Duration.ofHours(1)));
        cache.put("a", "1");
        cache.put("b", "1");
        cache.put("c", "1");
        cache.put("a", "2", Duration.ofMinutes(1));
        cache.put("d", "1");

        assertThat(cache.getIfPresent("a")).isEqualTo("2");
        assertThat(cache.getIfPresent("b")).isNull();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lru", "fifo", "lfu", "s3-fifo", "adaptive", "sieve"})
    void put_whenFull_removesTheExpiredBeforeAnyLiveEntry(String policy) {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(10)
                .eviction(Eviction.named(policy))
                .ticker(time)
                .build();
        ScopedCache<String, String> cache = cache(cacheado, c -> c);
        for (int i = 0; i < 5; i++) {
            cache.put("live" + i, "v");
        }
        for (int i = 0; i < 5; i++) {
            cache.put("short" + i, "v", Duration.ofSeconds(1));
            cache.getIfPresent("short" + i);
        }
        time.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 5; i++) {
            cache.put("new" + i, "v");
        }

        for (int i = 0; i < 5; i++) {
            assertThat(cache.getIfPresent("live" + i)).isEqualTo("v");
            assertThat(cache.getIfPresent("new" + i)).isEqualTo("v");
        }
        assertThat(cacheado.stats().removalCount(RemovalCause.EXPIRED)).isEqualTo(5);
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache", "perScope", "scope", "ancestor"})
    void put_atEachKindOfLimit_removesTheExpiredFirst(String kind) {
        Cacheado.Builder builder = Shop.deterministic().maximumSize(1000).ticker(time);
        if (kind.equals("scope")) {
            builder.quota("user", Quota.limit(10));
        } else if (kind.equals("ancestor")) {
            builder.quota("organization", Quota.limit(10));
        }
        Cacheado cacheado = builder.build();
        CacheBuilder<String, String> settings = cacheado.cache("c", String.class, String.class);
        if (kind.equals("cache")) {
            settings.maximumSize(10);
        } else if (kind.equals("perScope")) {
            settings.maximumSizePerScope(10);
        }
        ScopedCache<String, String> cache = settings.build().in(Shop.user("acme", 1));
        for (int i = 0; i < 9; i++) {
            cache.put("live" + i, "v");
        }
        cache.put("short", "v", Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        cache.put("new", "v");

        for (int i = 0; i < 9; i++) {
            assertThat(cache.getIfPresent("live" + i)).isEqualTo("v");
        }
        assertThat(cache.getIfPresent("new")).isEqualTo("v");
        assertThat(cacheado.stats().removalCount(RemovalCause.EXPIRED)).isEqualTo(1);
        assertThat(cacheado.stats().removalCount()).isEqualTo(1);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT-1H"})
    void ttl_zeroOrNegative_isRefusedByNameAndValueAndChangesNothing(String text) {
        Duration ttl = Duration.parse(text);
        Cacheado cacheado = Shop.deterministic().maximumSize(10).build();
        ScopedCache<String, String> cache = cache(cacheado, c -> c);
        cache.put("k", "old");
        CacheBuilder<String, String> builder = cacheado.cache("x", String.class, String.class);

        assertThatThrownBy(() -> cache.put("k", "new", ttl))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("ttl", ttl.toString(), "positive");
        assertThatThrownBy(() -> EntryOptions.ttl(ttl))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("ttl", ttl.toString(), "positive");
        assertThatThrownBy(() -> builder.expireAfterWrite(ttl))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("expireAfterWrite", ttl.toString(), "positive");
        assertThatThrownBy(() -> builder.expireAfterAccess(ttl))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("expireAfterAccess", ttl.toString(), "positive");
        assertThatThrownBy(() -> builder.expireAbsentAfter(ttl))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("expireAbsentAfter", ttl.toString(), "positive");

        assertThat(cache.getIfPresent("k")).isEqualTo("old");
        assertThat(cacheado.stats().insertCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void limit_lessThanOne_isRefusedByNameAndValueAndChangesNothing(long limit) {
        Cacheado cacheado = Shop.deterministic().maximumSize(10).build();
        Cache<String, String> cache = cacheado.cache("c", String.class, String.class)
                .maximumSize(5)
                .maximumSizePerScope(3)
                .build();
        CacheBuilder<String, String> builder = cacheado.cache("x", String.class, String.class);

        assertThatThrownBy(() -> Cacheado.builder().maximumSize(limit))
                .satisfies(e -> refusal(e, "maximumSize", limit));
        assertThatThrownBy(() -> Cacheado.builder().maximumWeight(limit))
                .satisfies(e -> refusal(e, "maximumWeight", limit));
        assertThatThrownBy(() -> builder.maximumSize(limit)).satisfies(e -> refusal(e, "maximumSize", limit));
        assertThatThrownBy(() -> builder.maximumSizePerScope(limit))
                .satisfies(e -> refusal(e, "maximumSizePerScope", limit));
        assertThatThrownBy(() -> cacheado.maximumSize(limit)).satisfies(e -> refusal(e, "maximum", limit));
        assertThatThrownBy(() -> cache.policy().setMaximumSize(limit)).satisfies(e -> refusal(e, "maximum", limit));
        assertThatThrownBy(() -> cache.policy().setMaximumSizePerScope(limit))
                .satisfies(e -> refusal(e, "maximum", limit));
        assertThatThrownBy(() -> Quota.limit(limit)).satisfies(e -> refusal(e, "limit", limit));

        assertThat(cache.policy().maximumSize()).hasValue(5);
        assertThat(cache.policy().maximumSizePerScope()).hasValue(3);
    }

    private static void refusal(Throwable refused, String argument, long value) {
        assertThat(refused)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(argument, Long.toString(value), "at least 1");
    }
}
