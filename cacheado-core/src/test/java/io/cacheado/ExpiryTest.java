package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** V2: how long an entry lives. */
class ExpiryTest {
    private final Scope scope = Shop.user("acme", 42);
    private final TestTime time = new TestTime();
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(1000).ticker(time).build();
    private final Recorder<String, String> recorder = new Recorder<>();
    private Cache<String, String> cache;

    private ScopedCache<String, String> cache(UnaryOperator<CacheBuilder<String, String>> settings) {
        cache = settings.apply(cacheado.cache("c", String.class, String.class).removalListener(recorder))
                .build();
        return cache.in(scope);
    }

    @AfterEach
    void invariantsHold() {
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void afterWrite_livesExactlyThatLong() {
        ScopedCache<String, String> in = cache(c -> c.expireAfterWrite(Duration.ofSeconds(10)));
        in.put("k", "v");
        time.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofNanos(1));
        time.advance(Duration.ofNanos(1));
        assertThat(in.getIfPresent("k")).isNull();
        assertThat(cache.policy().expiresAfter(scope, "k")).isEmpty();
        assertThat(recorder.values(RemovalCause.EXPIRED)).containsExactly("v");
        assertThat(cacheado.stats().scopeCount()).isZero();
    }

    @Test
    void afterWrite_readingDoesNotProlong_writingDoes() {
        ScopedCache<String, String> in = cache(c -> c.expireAfterWrite(Duration.ofSeconds(10)));
        in.put("k", "v");
        time.advance(Duration.ofSeconds(6));
        in.getIfPresent("k");
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(4));
        in.put("k", "v");
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(10));
        time.advance(Duration.ofSeconds(9));
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        time.advance(Duration.ofSeconds(1));
        assertThat(in.getIfPresent("k")).isNull();
    }

    @Test
    void afterAccess_readingProlongs_inspectionDoesNot() {
        ScopedCache<String, String> in = cache(c -> c.expireAfterAccess(Duration.ofSeconds(10)));
        in.put("k", "v");
        for (int i = 0; i < 10; i++) {
            time.advance(Duration.ofSeconds(9));
            assertThat(in.getIfPresent("k")).isEqualTo("v");
        }
        time.advance(Duration.ofSeconds(9));
        cache.policy().expiresAfter(scope, "k");
        cache.policy().coldest(scope, 5);
        cacheado.cleanUp();
        time.advance(Duration.ofSeconds(1));
        assertThat(in.getIfPresent("k")).isNull();
    }

    @Test
    void afterWriteAndAfterAccess_theEarlierCounts() {
        ScopedCache<String, String> in =
                cache(c -> c.expireAfterAccess(Duration.ofSeconds(10)).expireAfterWrite(Duration.ofSeconds(25)));
        in.put("k", "v");
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofSeconds(8));
            assertThat(in.getIfPresent("k")).isEqualTo("v");
        }
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        assertThat(in.getIfPresent("k")).isNull();
        in.put("k", "v");
        time.advance(Duration.ofSeconds(10));
        assertThat(in.getIfPresent("k")).isNull();
    }

    @Test
    void perEntryTtl_standsInPlaceOfAfterWrite() {
        ScopedCache<String, String> in = cache(c -> c.expireAfterWrite(Duration.ofSeconds(10)));
        in.put("short", "v", Duration.ofSeconds(2));
        in.put("long", "v", EntryOptions.ttl(Duration.ofSeconds(50)));
        in.put("usual", "v", EntryOptions.none());
        time.advance(Duration.ofSeconds(2));
        assertThat(in.getIfPresent("short")).isNull();
        time.advance(Duration.ofSeconds(8));
        assertThat(in.getIfPresent("usual")).isNull();
        time.advance(Duration.ofSeconds(39));
        assertThat(in.getIfPresent("long")).isEqualTo("v");
        time.advance(Duration.ofSeconds(1));
        assertThat(in.getIfPresent("long")).isNull();
    }

    @Test
    void perEntryTtl_withAfterAccess_isTheLatestItLives() {
        ScopedCache<String, String> in = cache(c -> c.expireAfterAccess(Duration.ofSeconds(10)));
        in.put("k", "v", Duration.ofSeconds(15));
        time.advance(Duration.ofSeconds(9));
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        time.advance(Duration.ofSeconds(5));
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        time.advance(Duration.ofSeconds(1));
        assertThat(in.getIfPresent("k")).isNull();
    }

    @Test
    void overwrite_takesTheNewLifeShorterLongerOrNone() {
        ScopedCache<String, String> in = cache(c -> c);
        in.put("k", "1", Duration.ofSeconds(10));
        in.put("k", "2", Duration.ofSeconds(5));
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(5));
        in.put("k", "3", Duration.ofSeconds(20));
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(20));
        in.put("k", "4");
        assertThat(cache.policy().expiresAfter(scope, "k")).isEmpty();
        time.advance(Duration.ofDays(1000));
        cacheado.cleanUp();
        assertThat(in.getIfPresent("k")).isEqualTo("4");
        in.put("k", "5", Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        cacheado.cleanUp();
        assertThat(in.estimatedSize()).isZero();
        assertThat(recorder.values(RemovalCause.REPLACED)).containsExactly("1", "2", "3", "4");
        assertThat(recorder.values(RemovalCause.EXPIRED)).containsExactly("5");
    }

    @Test
    void overwrite_ofAnExpiredEntry_reportsThatItHadExpired() {
        ScopedCache<String, String> in = cache(c -> c.expireAfterWrite(Duration.ofSeconds(10)));
        in.put("put", "old");
        in.put("load", "old");
        in.put("invalidate", "old");
        in.put("bulk", "old");
        time.advance(Duration.ofSeconds(10));
        in.put("put", "new");
        in.get("load", key -> "new");
        in.invalidate("invalidate");
        in.getAll(List.of("bulk"), keys -> Map.of("bulk", "new"));
        assertThat(recorder.values(RemovalCause.EXPIRED)).hasSize(4);
        assertThat(recorder.events()).hasSize(4);
        assertThat(in.getIfPresent("put")).isEqualTo("new");
    }

    @Test
    void expiry_isGivenScopeKeyAndValueOfEachWrite() {
        ScopedCache<String, String> in = cache(c -> c.scopedTo("organization").expireAfter((where, key, value) -> {
            assertThat(where).isEqualTo(Shop.org("acme"));
            return Duration.ofSeconds(key.length() + value.length());
        }));
        in.put("k", "v");
        in.put("key", "value");
        assertThat(in.get("kk", key -> "v")).isEqualTo("v");
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(2));
        assertThat(cache.policy().expiresAfter(scope, "key")).contains(Duration.ofSeconds(8));
        assertThat(cache.policy().expiresAfter(scope, "kk")).contains(Duration.ofSeconds(3));
        in.put("k", "longer");
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(7));
        in.put("k", "v", Duration.ofSeconds(100));
        assertThat(cache.policy().expiresAfter(scope, "k")).contains(Duration.ofSeconds(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT2562047788015H12M", "P106751DT23H47M16.854775807S", "PT2540400H", "PT1000000H"})
    void veryLongLives_doNotOverflow(String life) {
        ScopedCache<String, String> in = cache(c -> c.expireAfterWrite(Duration.parse(life)));
        in.put("k", "v");
        in.put("ttl", "v", Duration.ofSeconds(Long.MAX_VALUE));
        in.put("access", "v");
        time.advance(Duration.ofDays(30_000));
        cacheado.cleanUp();
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        assertThat(in.getIfPresent("ttl")).isEqualTo("v");
        in.put("k", "w", Duration.ofSeconds(1));
        assertThat(in.getIfPresent("k")).isEqualTo("w");
        time.advance(Duration.ofSeconds(1));
        assertThat(in.getIfPresent("k")).isNull();
    }

    @Test
    void veryLongAccessLife_doesNotOverflow() {
        ScopedCache<String, String> in = cache(
                c -> c.expireAfterAccess(Duration.ofSeconds(Long.MAX_VALUE)).expireAbsentAfter(Duration.ofDays(1)));
        in.put("k", "v");
        for (int i = 0; i < 5; i++) {
            time.advance(Duration.ofDays(10_000));
            assertThat(in.getIfPresent("k")).isEqualTo("v");
            cacheado.cleanUp();
        }
    }

    @Test
    void nanosecondLives_areKept() {
        ScopedCache<String, String> in = cache(c -> c.expireAfterWrite(Duration.ofNanos(2)));
        in.put("k", "v");
        time.advance(Duration.ofNanos(1));
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        time.advance(Duration.ofNanos(1));
        assertThat(in.getIfPresent("k")).isNull();
    }

    @Test
    void cleanUp_removesJustWhatHasExpired() {
        ScopedCache<String, String> in = cache(c -> c);
        for (int i = 1; i <= 500; i++) {
            in.put("k" + i, "v", Duration.ofMillis(i * i * 37L));
        }
        for (int i = 1; i <= 500; i++) {
            time.advance(Duration.ofMillis(i * i * 37L - (i - 1) * (i - 1) * 37L));
            cacheado.cleanUp();
            assertThat(in.estimatedSize()).isEqualTo(500 - i);
        }
        assertThat(recorder.values(RemovalCause.EXPIRED)).hasSize(500);
    }

    @Test
    void expiredEntries_areServedByNothing() {
        ScopedCache<String, String> in = cache(c -> c.expireAfterWrite(Duration.ofSeconds(1)));
        in.put("k", "v");
        time.advance(Duration.ofSeconds(1));
        assertThat(cache.policy().coldest(scope, 5)).isEmpty();
        assertThat(cache.policy().weightOf(scope, "k")).isEmpty();
        assertThat(in.getAllPresent(List.of("k"))).isEmpty();
        in.put("k", "v");
        time.advance(Duration.ofSeconds(1));
        assertThat(in.resolve("k")).isEmpty();
        in.put("k", "v");
        time.advance(Duration.ofSeconds(1));
        assertThat(in.getAll(List.of("k"), keys -> Map.of())).isEmpty();
        assertThat(cacheado.stats().hitCount()).isZero();
    }
}
