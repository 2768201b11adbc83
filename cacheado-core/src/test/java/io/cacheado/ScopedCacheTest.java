package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.event.RemovalEvent;
import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What each operation on a scoped cache does. */
class ScopedCacheTest {
    private final Scope user = Shop.user("acme", 42);
    private final Cacheado cacheado = Shop.deterministic().maximumSize(10_000).build();
    private final Recorder<String, String> recorder = new Recorder<>();
    private final Cache<String, String> cache = cacheado.cache("c", String.class, String.class)
            .removalListener(recorder)
            .build();
    private final ScopedCache<String, String> in = cache.in(user);

    @AfterEach
    void invariantsHold() {
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().insertCount() - cacheado.stats().removalCount())
                .isEqualTo(cacheado.stats().entryCount());
    }

    @Test
    void put_thenGet_givesTheValue() {
        assertThat(in.getIfPresent("k")).isNull();
        in.put("k", "v");
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        assertThat(in.getIfPresentAsync("k")).isCompletedWithValue("v");
        assertThat(in.get("k", key -> "loaded")).isEqualTo("v");
        assertThat(in.estimatedSize()).isEqualTo(1);
        assertThat(in.scope()).isEqualTo(user);
    }

    @Test
    void put_again_replacesAndReportsTheOldValue() {
        in.put("k", "1");
        in.put("k", "2");
        in.put("k", "2");
        assertThat(in.getIfPresent("k")).isEqualTo("2");
        assertThat(recorder.events())
                .containsExactly(
                        new RemovalEvent<>(user, "c", "k", "1", RemovalCause.REPLACED),
                        new RemovalEvent<>(user, "c", "k", "2", RemovalCause.REPLACED));
    }

    @Test
    void putAll_storesEach() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            entries.put("k" + i, "v" + i);
        }
        in.putAll(entries);
        assertThat(in.getAllPresent(entries.keySet())).isEqualTo(entries);
        assertThat(in.estimatedSize()).isEqualTo(1000);
        in.putAll(Map.of());
    }

    @Test
    void putAsync_andInvalidateAsync_areDoneWhenTheyEnd() {
        assertThat(in.putAsync("k", "v", EntryOptions.none())).isCompletedWithValue(null);
        assertThat(in.getIfPresent("k")).isEqualTo("v");
        assertThat(in.invalidateAsync("k")).isCompletedWithValue(null);
        assertThat(in.getIfPresent("k")).isNull();
    }

    @Test
    void invalidate_removesTheKeyOnly() {
        in.put("a", "1");
        in.put("b", "2");
        in.invalidate("a");
        in.invalidate("a");
        in.invalidate("never");
        assertThat(in.getIfPresent("a")).isNull();
        assertThat(in.getIfPresent("b")).isEqualTo("2");
        assertThat(recorder.values(RemovalCause.EXPLICIT)).containsExactly("1");
        in.put("a", "again");
        assertThat(in.getIfPresent("a")).isEqualTo("again");
    }

    @Test
    void invalidateAll_ofKeys_removesThese() {
        in.putAll(Map.of("a", "1", "b", "2", "c", "3"));
        in.invalidateAll(List.of("a", "c", "x", "a"));
        assertThat(in.getAllPresent(List.of("a", "b", "c"))).containsOnlyKeys("b");
    }

    @Test
    void invalidateAll_removesTheScopesOwnEntriesOnly() {
        in.put("k", "mine");
        cache.in(user.parent()).put("k", "above");
        cache.in(user.child("session", 1)).put("k", "below");
        cache.in(Shop.user("acme", 43)).put("k", "beside");
        in.invalidateAll();
        in.invalidateAll();
        assertThat(in.getIfPresent("k")).isNull();
        assertThat(in.estimatedSize()).isZero();
        assertThat(cache.in(user.parent()).getIfPresent("k")).isEqualTo("above");
        assertThat(cache.in(user.child("session", 1)).getIfPresent("k")).isEqualTo("below");
        assertThat(cache.in(Shop.user("acme", 43)).getIfPresent("k")).isEqualTo("beside");
        assertThat(recorder.values(RemovalCause.EXPLICIT)).containsExactly("mine");
        in.put("k", "again");
        assertThat(in.getIfPresent("k")).isEqualTo("again");
    }

    @Test
    void cacheEvict_removesItsEntriesInTheSubtreeOnly() {
        Cache<String, String> other =
                cacheado.cache("other", String.class, String.class).build();
        in.put("k", "mine");
        cache.in(user.child("session", 1)).put("k", "below");
        cache.in(user.parent()).put("k", "above");
        other.in(user).put("k", "other");
        assertThat(cache.evict(user)).isEqualTo(2);
        assertThat(cache.evict(user)).isZero();
        assertThat(in.getIfPresent("k")).isNull();
        assertThat(cache.in(user.child("session", 1)).getIfPresent("k")).isNull();
        assertThat(cache.in(user.parent()).getIfPresent("k")).isEqualTo("above");
        assertThat(other.in(user).getIfPresent("k")).isEqualTo("other");
        assertThat(recorder.values(RemovalCause.EXPLICIT)).containsExactlyInAnyOrder("mine", "below");
        assertThat(cache.evict(Shop.org("nobody"))).isZero();
    }

    @Test
    void cacheInvalidateAll_removesItsEntriesEverywhere() {
        Cache<String, String> other =
                cacheado.cache("other", String.class, String.class).build();
        for (int i = 0; i < 100; i++) {
            cache.in(Shop.session("o" + i % 3, i % 5, i)).put("k" + i, "v" + i);
            other.in(Shop.session("o" + i % 3, i % 5, i)).put("k" + i, "v" + i);
        }
        cache.invalidateAll();
        for (int i = 0; i < 100; i++) {
            assertThat(cache.in(Shop.session("o" + i % 3, i % 5, i)).getIfPresent("k" + i))
                    .isNull();
            assertThat(other.in(Shop.session("o" + i % 3, i % 5, i)).getIfPresent("k" + i))
                    .isEqualTo("v" + i);
        }
        assertThat(recorder.values(RemovalCause.EXPLICIT)).hasSize(100);
        assertThat(cacheado.stats().entryCount()).isEqualTo(100);
    }

    @Test
    void in_byIds_givesTheSameEntriesAsByScope() {
        Cache<String, String> ofOrgs = cacheado.cache("orgs", String.class, String.class)
                .scopedTo("organization")
                .build();
        Cache<String, String> ofUsers = cacheado.cache("users", String.class, String.class)
                .scopedTo("user")
                .build();
        Cache<String, String> ofSessions = cacheado.cache("sessions", String.class, String.class)
                .scopedTo("session")
                .build();
        for (int i = 0; i < 50; i++) {
            ofOrgs.in("o" + i).put("k", "o" + i);
            ofUsers.in("o" + i, i).put("k", "u" + i);
            ofSessions.in("o" + i, i, "s" + i).put("k", "s" + i);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(ofOrgs.in(Shop.org("o" + i)).getIfPresent("k")).isEqualTo("o" + i);
            assertThat(ofUsers.in(Shop.user("o" + i, i)).getIfPresent("k")).isEqualTo("u" + i);
            assertThat(ofUsers.in("o" + i, Integer.toString(i)).getIfPresent("k"))
                    .isEqualTo("u" + i);
            assertThat(ofSessions.in("o" + i, i, "s" + i).getIfPresent("k")).isEqualTo("s" + i);
            assertThat(ofSessions.in(Shop.session("o" + i, i, "s" + i)).getIfPresent("k"))
                    .isEqualTo("s" + i);
            assertThat(ofSessions.in("o" + i, i, "s" + (i + 1)).getIfPresent("k"))
                    .isNull();
            assertThat(ofOrgs.in("o" + i).scope()).isEqualTo(Shop.org("o" + i));
            assertThat(ofUsers.in("o" + i, i).scope()).isEqualTo(Shop.user("o" + i, i));
        }
        assertThatThrownBy(() -> ofOrgs.in("a", "b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ofUsers.in("a", "b", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ofSessions.in("a", "b")).isInstanceOf(MissingScopeException.class);
    }

    @Test
    void handle_byIds_keptWhileItsScopeDiesAndComesAgain_goesOnWorking() {
        Cache<String, String> ofUsers = cacheado.cache("users", String.class, String.class)
                .scopedTo("user")
                .build();
        ofUsers.in("acme", 42).put("k", "v1");
        ScopedCache<String, String> kept = ofUsers.in("acme", 42);
        for (int round = 0; round < 3; round++) {
            assertThat(kept).hasToString("ScopedCache[cache=users, level=user]");
            assertThat(kept.scope()).isEqualTo(Shop.user("acme", 42));
            assertThat(kept.getIfPresent("k")).isEqualTo("v1");
            cacheado.evict(Shop.org("acme"));
            assertThat(kept.getIfPresent("k")).isNull();
            cacheado.cleanUp();
            ofUsers.in("acme", 42).put("k", "v2");
            assertThat(kept.getIfPresent("k")).isEqualTo("v2");
            kept.invalidate("k");
            assertThat(ofUsers.in("acme", 42).getIfPresent("k")).isNull();
            kept.put("k", "v1");
            assertThat(ofUsers.in("acme", 42).getIfPresent("k")).isEqualTo("v1");
            assertThat(kept.estimatedSize()).isEqualTo(1);
        }
    }

    @Test
    void getChecked_givesTheLoadersValueAndItsException() throws Exception {
        assertThat(in.getChecked("k", () -> "v")).isEqualTo("v");
        assertThat(in.getChecked("k", () -> {
                    throw new java.io.IOException();
                }))
                .isEqualTo("v");
        assertThatThrownBy(() -> in.getChecked("x", () -> {
                    throw new java.io.IOException("x");
                }))
                .isExactlyInstanceOf(java.io.IOException.class);
        assertThat(in.<RuntimeException>getChecked("none", () -> null)).isNull();
    }

    @Test
    void getAllPresent_keepsTheOrderOfTheKeys() {
        in.putAll(Map.of("a", "1", "b", "2", "c", "3"));
        assertThat(new ArrayList<>(
                        in.getAllPresent(List.of("c", "x", "a", "c", "b")).keySet()))
                .containsExactly("c", "a", "b");
        assertThatThrownBy(() -> in.getAllPresent(List.of("a")).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void loadingCache_getAndGetAllAndGetAsync_loadWithItsLoader() {
        LoadingCache<String, String> loading = cacheado.cache("loading", String.class, String.class)
                .scopedTo("organization")
                .build((scope, key) -> key.equals("none") ? null : scope.id() + key);
        LoadingScopedCache<String, String> loaded = loading.in(user);
        assertThat(loaded.get("k")).isEqualTo("acmek");
        assertThat(loaded.get("k")).isEqualTo("acmek");
        assertThat(loaded.get("none")).isNull();
        assertThat(loaded.getAsync("a")).isCompletedWithValue("acmea");
        assertThat(loaded.getAsync("a")).isCompletedWithValue("acmea");
        assertThat(loaded.getAsync("none")).isCompletedWithValue(null);
        assertThat(loaded.getAll(List.of("k", "b", "none"))).isEqualTo(Map.of("k", "acmek", "b", "acmeb"));
        assertThat(loading.in("acme").get("k")).isEqualTo("acmek");
        assertThat(loading.in(Shop.org("acme")).scope()).isEqualTo(Shop.org("acme"));
        assertThatThrownBy(() -> loaded.get(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> loaded.getAsync(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
    }

    @Test
    void asyncLoad_overridden_isUsedForAsyncCallersOnly() {
        LoadingCache<String, String> loading = cacheado.cache("async", String.class, String.class)
                .build(new CacheLoader<>() {
                    @Override
                    public String load(Scope scope, String key) {
                        return "sync";
                    }

                    @Override
                    public java.util.concurrent.CompletionStage<String> asyncLoad(
                            Scope scope, String key, java.util.concurrent.Executor executor) {
                        if (key.equals("throws")) {
                            throw new IllegalStateException("the loader's");
                        }
                        return java.util.concurrent.CompletableFuture.supplyAsync(() -> "async", executor);
                    }
                });
        assertThat(loading.in(user).get("a")).isEqualTo("sync");
        assertThat(loading.in(user).getAsync("b")).isCompletedWithValue("async");
        assertThatThrownBy(() -> loading.in(user).getAsync("throws").join()).hasRootCauseMessage("the loader's");
    }

    @Test
    void largeTable_growsAndShrinksWithoutLosingAKey() {
        for (int i = 0; i < 9_000; i++) {
            in.put("k" + i, "v" + i);
        }
        assertThat(in.estimatedSize()).isEqualTo(9_000);
        for (int i = 0; i < 9_000; i += 2) {
            in.invalidate("k" + i);
        }
        assertThat(Audit.violations(cacheado)).isEmpty();
        for (int i = 0; i < 9_000; i++) {
            assertThat(in.getIfPresent("k" + i)).isEqualTo(i % 2 == 0 ? null : "v" + i);
        }
        for (int i = 1; i < 9_000; i += 2) {
            in.invalidate("k" + i);
        }
        assertThat(in.estimatedSize()).isZero();
        assertThat(cacheado.stats().scopeCount()).isZero();
        in.put("k", "v");
        assertThat(in.getIfPresent("k")).isEqualTo("v");
    }
}
