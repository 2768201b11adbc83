package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalEvent;
import io.cacheado.event.RemovalListener;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings of a cache, and S5: what a name stands for. */
class CacheBuilderTest {
    private final Cacheado cacheado = Shop.deterministic().maximumSize(100).build();

    @Test
    void name_emptyOrTooLong_isRefused() {
        assertThatThrownBy(() -> cacheado.cache("", String.class, String.class))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("name", "0 characters", "1 to 256");
        assertThatThrownBy(() -> cacheado.cache("x".repeat(257), String.class, String.class))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("name", "257", "256");
        assertThat(cacheado.cache("x".repeat(256), String.class, String.class)
                        .build()
                        .name())
                .hasSize(256);
    }

    @Test
    void sameNameTypesAndSettings_giveTheSameCache() {
        RemovalListener<String, String> listener = event -> {};
        Cache<String, String> first = all(listener).build();
        Cache<String, String> again = all(listener).build();
        assertThat(again).isSameAs(first);
        first.in("acme", 1).put("k", "v");
        assertThat(again.in("acme", 1).getIfPresent("k")).isEqualTo("v");
    }

    private CacheBuilder<String, String> all(RemovalListener<String, String> listener) {
        return cacheado.cache("c", String.class, String.class)
                .scopedTo("user")
                .maximumSize(10)
                .maximumSizePerScope(5)
                .expireAfterWrite(Duration.ofMinutes(1))
                .expireAfterAccess(Duration.ofSeconds(60))
                .expireAbsentAfter(Duration.ofMillis(60_000))
                .eviction(Eviction.lru())
                .removalListener(listener);
    }

    @Test
    void sameName_otherTypesOrSettings_isRefusedNamingBoth() {
        RemovalListener<String, String> listener = event -> {};
        all(listener).build();
        CacheLoader<String, String> loader = (scope, key) -> key;
        Expiry<String, String> expiry = (scope, key, value) -> Duration.ofSeconds(1);
        List<CacheBuilder<?, ?>> others = List.of(
                cacheado.cache("c", Integer.class, String.class),
                cacheado.cache("c", String.class, Integer.class),
                cacheado.cache("c", String.class, String.class),
                all(listener).scopedTo("organization"),
                all(listener).maximumSize(11),
                all(listener).maximumSizePerScope(6),
                all(listener).expireAfterWrite(Duration.ofMinutes(2)),
                all(listener).expireAfterAccess(Duration.ofMinutes(2)),
                all(listener).expireAbsentAfter(Duration.ofMinutes(2)),
                all(listener).eviction(Eviction.fifo()),
                all(event -> {}));
        for (CacheBuilder<?, ?> other : others) {
            assertThatThrownBy(other::build)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("cache c", "exists", "asked for: ");
        }
        assertThatThrownBy(() -> all(listener).build(loader)).isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cacheado.cache("c", String.class, String.class)
                        .expireAfter(expiry)
                        .build())
                .isExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(
                        () -> cacheado.cache("c", Integer.class, String.class).build())
                .hasMessageContainingAll("java.lang.String", "java.lang.Integer");
    }

    private static Stream<Arguments> otherSettings() {
        return Stream.of(
                other(c -> c.scopedTo("organization"), "level: user (asked for: organization)"),
                other(c -> c.maximumSize(11), "maximumSize: 10 (asked for: 11)"),
                other(c -> c.maximumSizePerScope(6), "maximumSizePerScope: none (asked for: 6)"),
                other(c -> c.expireAfterWrite(Duration.ofMinutes(2)), "expireAfterWrite: PT1M (asked for: PT2M)"),
                other(c -> c.expireAfterAccess(Duration.ofHours(1)), "expireAfterAccess: none (asked for: PT1H)"),
                other(c -> c.expireAbsentAfter(Duration.ofMillis(5)), "expireAbsentAfter: none (asked for: PT0.005S)"),
                other(c -> c.refreshAfterWrite(Duration.ofSeconds(9)), "refreshAfterWrite: none (asked for: PT9S)"),
                other(c -> c.refreshEarly(2), "refreshEarly: 0.0 (asked for: 2.0)"),
                other(
                        c -> c.refreshEarly(1).refreshBackoff(Duration.ofSeconds(1), Duration.ofSeconds(3)),
                        "refreshEarly: 0.0 (asked for: 1.0), refreshBackoff first: PT0.5S (asked for: PT1S), "
                                + "refreshBackoff most: PT30S (asked for: PT3S)"),
                other(
                        c -> c.staleWhileRevalidate(Duration.ofSeconds(9)),
                        "staleWhileRevalidate: none (asked for: PT9S)"),
                other(
                        c -> c.staleIfError(Duration.ofSeconds(9)).softLoadTimeout(Duration.ofSeconds(1)),
                        "staleIfError: none (asked for: PT9S), softLoadTimeout: none (asked for: PT1S)"),
                other(c -> c.hardLoadTimeout(Duration.ofSeconds(9)), "hardLoadTimeout: none (asked for: PT9S)"),
                other(c -> c.jitter(0.5), "jitter: 0.0 (asked for: 0.5)"),
                other(
                        c -> c.expireFailureAfter(IllegalStateException.class, Duration.ofSeconds(9)),
                        "expireFailureAfter: [] (asked for: [java.lang.IllegalStateException PT9S])"),
                other(
                        c -> c.loadLimitPerScope(LoadLimit.of(2)),
                        "loadLimitPerScope: none (asked for: LoadLimit[loads=2, waitAtMost=PT1S])"),
                other(c -> c.eviction(Eviction.lru()), "eviction: fifo (asked for: lru)"),
                other(c -> c.weigher(new Weigher()), "weigher: none (asked for: " + Weigher.class.getName() + ")"),
                other(
                        c -> c.removalListener(new Listener()),
                        "removalListener: " + Listener.class.getName() + " (asked for: another of that class)"));
    }

    private static Arguments other(UnaryOperator<CacheBuilder<String, String>> change, String difference) {
        return Arguments.of(change, difference);
    }

    private static final class Weigher implements ToIntBiFunction<String, String> {
        @Override
        public int applyAsInt(String key, String value) {
            return 1;
        }
    }

    /** Its text is the user's own matter, and no one else's. */
    private static final class Listener implements RemovalListener<String, String> {
        @Override
        public void onRemoval(RemovalEvent<String, String> event) {}

        @Override
        public String toString() {
            throw new AssertionError("was asked for its text");
        }
    }

    @ParameterizedTest
    @MethodSource("otherSettings")
    void sameName_otherSettings_namesOnlyWhatDiffersAsItIsAndAsItWasAskedFor(
            UnaryOperator<CacheBuilder<String, String>> change, String difference) {
        Cacheado weighted = Shop.deterministic().maximumWeight(100).build();
        Supplier<CacheBuilder<String, String>> settings = () -> weighted.cache("d", String.class, String.class)
                .scopedTo("user")
                .maximumSize(10)
                .eviction(Eviction.fifo())
                .expireAfterWrite(Duration.ofMinutes(1));
        Listener listener = new Listener();
        settings.get().removalListener(listener).build();

        assertThatThrownBy(() ->
                        change.apply(settings.get().removalListener(listener)).build())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("cache d exists with other types or settings: " + difference);
    }

    @Test
    void sameName_otherTypesOrLoader_namesThem() {
        cacheado.cache("e", String.class, new TypeRef<List<String>>() {}).build();
        assertThatThrownBy(() -> cacheado.cache("e", Integer.class, String.class)
                        .expireAfter((scope, key, value) -> Duration.ofSeconds(1))
                        .build((scope, key) -> ""))
                .hasMessageMatching("cache e exists with other types or settings: "
                        + "keyType: java.lang.String \\(asked for: java.lang.Integer\\), "
                        + "valueType: java.util.List<java.lang.String> \\(asked for: java.lang.String\\), "
                        + "expireAfter: none \\(asked for: .*Lambda.*\\), loader: none \\(asked for: .*Lambda.*\\)");
    }

    @Test
    void genericTypes_areToldApart() {
        TypeRef<List<String>> strings = new TypeRef<>() {};
        TypeRef<List<Integer>> integers = new TypeRef<>() {};
        TypeRef<String> key = new TypeRef<>() {};
        Cache<String, List<String>> same =
                cacheado.cache("lists", String.class, strings).build();
        assertThat(cacheado.cache("lists", key, strings).build()).isSameAs(same);
        Cache<String, List<String>> cache = cacheado.cache("g", key, strings).build();
        assertThat(cacheado.cache("g", key, strings).build()).isSameAs(cache);
        assertThatThrownBy(() -> cacheado.cache("g", key, integers).build())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("java.util.List<java.lang.String>", "java.util.List<java.lang.Integer>");
        Cache<String, String> byClass =
                cacheado.cache("plain", String.class, String.class).build();
        assertThat(cacheado.cache("plain", key, key).build()).isSameAs(byClass);
        cache.in(Shop.org("acme")).put("k", List.of("v"));
        assertThat(cache.in(Shop.org("acme")).getIfPresent("k")).containsExactly("v");
    }

    @Test
    void expireAfter_andExpireAfterWrite_contradictEachOther() {
        assertThatThrownBy(() -> cacheado.cache("c", String.class, String.class)
                        .expireAfter((scope, key, value) -> Duration.ofSeconds(1))
                        .expireAfterWrite(Duration.ofSeconds(1))
                        .build())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("c", "expireAfter", "expireAfterWrite");
    }

    @Test
    void nulls_areRefusedByName() {
        CacheBuilder<String, String> builder = cacheado.cache("c", String.class, String.class);
        assertThatThrownBy(() -> builder.scopedTo(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("level");
        assertThatThrownBy(() -> builder.weigher(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("weigher");
        assertThatThrownBy(() -> builder.expireAfterWrite(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("expireAfterWrite");
        assertThatThrownBy(() -> builder.expireAfterAccess(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("expireAfterAccess");
        assertThatThrownBy(() -> builder.expireAbsentAfter(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("expireAbsentAfter");
        assertThatThrownBy(() -> builder.expireAfter(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("expiry");
        assertThatThrownBy(() -> builder.eviction(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("eviction");
        assertThatThrownBy(() -> builder.removalListener(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("listener");
        assertThatThrownBy(() -> builder.build(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loader");
        Cache<String, String> cache = builder.build();
        assertThatThrownBy(() -> cache.in((io.cacheado.scope.Scope) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
        assertThatThrownBy(() -> cache.evict(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
        assertThatThrownBy(() -> cache.stats(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
    }

    @Test
    void cacheBuiltWithoutALoader_isNoLoadingCacheToItsUser() {
        Cache<String, String> plain =
                cacheado.cache("c", String.class, String.class).build();
        if (plain instanceof LoadingCache<String, String> loading) {
            assertThatThrownBy(() -> loading.in(Shop.org("acme")).get("k"))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("c", "loader");
            assertThatThrownBy(() -> loading.in(Shop.org("acme")).getAll(List.of("k")))
                    .isExactlyInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> loading.in(Shop.org("acme")).getAsync("k").join())
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(cacheado.stats().loadsInFlight()).isZero();
    }

    @Test
    void eviction_ofOneCache_isItsOwn() {
        Cache<String, String> lru = cacheado.cache("lru", String.class, String.class)
                .maximumSize(2)
                .eviction(Eviction.lru())
                .build();
        Cache<String, String> fifo = cacheado.cache("fifo", String.class, String.class)
                .maximumSize(2)
                .eviction(Eviction.fifo())
                .build();
        for (Cache<String, String> each : List.of(lru, fifo)) {
            ScopedCache<String, String> in = each.in(Shop.org("acme"));
            in.put("a", "1");
            in.put("b", "1");
            in.getIfPresent("a");
            in.put("c", "1");
        }
        assertThat(lru.in(Shop.org("acme")).getIfPresent("a")).isEqualTo("1");
        assertThat(fifo.in(Shop.org("acme")).getIfPresent("a")).isNull();
        assertThat(lru.policy().eviction()).isEqualTo(Eviction.lru());
        assertThat(fifo.policy().eviction()).isEqualTo(Eviction.fifo());
    }

    @Test
    void evictionsAndOptions_areValues() {
        assertThat(Eviction.named("lru")).isSameAs(Eviction.lru());
        assertThat(Eviction.named("s3-fifo")).isSameAs(Eviction.s3Fifo());
        assertThat(Eviction.named("adaptive")).isSameAs(Eviction.adaptive());
        assertThat(Eviction.lfu()).hasToString("lfu");
        assertThat(Eviction.fifo().name()).isEqualTo("fifo");
        assertThatThrownBy(() -> Eviction.named("random"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("random", "adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve");
        EntryOptions second = EntryOptions.ttl(Duration.ofSeconds(1));
        assertThat(second)
                .isEqualTo(EntryOptions.none().withTtl(Duration.ofMillis(1000)))
                .hasSameHashCodeAs(EntryOptions.ttl(Duration.ofSeconds(1)))
                .isNotEqualTo(EntryOptions.none())
                .isNotEqualTo(Duration.ofSeconds(1))
                .hasToString("EntryOptions[ttl=PT1S, tags=0]");
        assertThat(second.ttl()).contains(Duration.ofSeconds(1));
        assertThat(EntryOptions.none().ttl()).isEmpty();
        assertThatThrownBy(() -> EntryOptions.ttl(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("ttl");
    }

    @Test
    void typeRef_withoutATypeArgument_isRefused() {
        assertThatThrownBy(() -> rawRef())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TypeRef");
        class Middle<T> extends TypeRef<T> {}
        assertThatThrownBy(() -> new Middle<String>() {}).isExactlyInstanceOf(IllegalStateException.class);
        assertThat(new TypeRef<List<String>>() {})
                .isEqualTo(new TypeRef<List<String>>() {})
                .hasSameHashCodeAs(new TypeRef<List<String>>() {})
                .isNotEqualTo(new TypeRef<List<Integer>>() {})
                .isNotEqualTo("x")
                .hasToString("java.util.List<java.lang.String>");
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Object rawRef() {
        return new TypeRef() {};
    }

    /** It would never be found again. */
    @Test
    void arrayAsAKey_isRefused() {
        try (Cacheado arrays = Shop.deterministic().maximumSize(10).build()) {
            assertThatThrownBy(() -> arrays.cache("c", byte[].class, String.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("keyType: byte[]", "allowed", "record");
            assertThatThrownBy(() ->
                            arrays.cache("c", new TypeRef<java.util.List<String>[]>() {}, new TypeRef<String>() {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("List<java.lang.String>[]");
        }
    }
}
