package io.cacheado.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.EntryOptions;
import io.cacheado.ScopedCache;
import io.cacheado.Shop;
import io.cacheado.TestTime;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is listed as held is what a reader would be given, and listing it changes nothing. */
class HoldingTest {
    private final TestTime time = new TestTime();
    private final Cacheado cacheado =
            Shop.deterministic().maximumSize(100).ticker(time).build();
    private final Cache<String, String> cache = cacheado.cache("c", String.class, String.class)
            .expireAfterWrite(Duration.ofMinutes(1))
            .expireAbsentAfter(Duration.ofMinutes(1))
            .staleIfError(Duration.ofHours(1))
            .build();
    private final ScopedCache<String, String> users = cache.in(Shop.user(1, 2));

    @Test
    void holdings_areWhatCanBeRead() {
        users.put("value", "v");
        users.get("absent", key -> null);
        users.put("tagged", "v", EntryOptions.tags("t"));
        users.put("untagged", "v", EntryOptions.tags("other"));
        users.invalidateTag("t");
        users.getAsync("loading", key -> new CompletableFuture<>());
        cache.in(Shop.org(3)).put("dropped", "v");
        cacheado.evict(Shop.org(3));

        assertThat(Holding.of(cacheado))
                .containsExactlyInAnyOrder(
                        new Holding(Shop.user(1, 2), "c", "value", "v"),
                        new Holding(Shop.user(1, 2), "c", "absent", null),
                        new Holding(Shop.user(1, 2), "c", "untagged", "v"));
    }

    @Test
    void expiredEntries_areNotListed_andStay() {
        users.put("k", "v");
        time.advance(Duration.ofMinutes(1));

        assertThat(Holding.of(cacheado)).isEmpty();
        assertThat(cacheado.stats().entryCount()).isEqualTo(1);
        assertThat(cacheado.stats().requestCount()).isZero();
    }

    @Test
    void closed_isAnError() {
        cacheado.close();

        assertThat(Audit.isClosed(cacheado)).isTrue();
        assertThatThrownBy(() -> Holding.of(cacheado)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void owners_ofOurs_areFound_andOfOthersAreNot() {
        users.put("k", "v");
        ScopedCache<String, String> region = cache.in(Shop.user(1, 2));

        assertThat(Holding.owner(cacheado)).isSameAs(cacheado);
        assertThat(Holding.owner(cache)).isSameAs(cacheado);
        assertThat(Holding.cacheOf(users)).isSameAs(cache);
        assertThat(Holding.cacheOf(region)).isSameAs(cache);
        assertThat(Holding.owner(other(Cacheado.class))).isNull();
        assertThat(Holding.owner(other(Cache.class))).isNull();
        assertThat(Holding.cacheOf(other(ScopedCache.class))).isNull();
    }

    private static <T> T other(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), Set.of(type).toArray(new Class<?>[0]), (proxy, method, args) -> null));
    }

    @Test
    void runningLoads_areCountedByCache_thoseOfDroppedScopesToo() {
        CompletableFuture<String> value = new CompletableFuture<>();
        users.getAsync("k", key -> value);
        cacheado.evictAll();
        assertThat(Audit.runningLoads(cacheado)).containsOnlyKeys("c").containsValue(1L);

        value.complete("v");
        assertThat(Audit.runningLoads(cacheado)).isEmpty();
        assertThat(Audit.isClosed(cacheado)).isFalse();
    }
}
