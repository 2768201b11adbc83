package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seed's ways to read another tenant's entries, tried through the caches: S1, S2, S3, D2. */
class ScopeDefectsTest {
    private final Cacheado cacheado = Shop.deterministic().maximumSize(1000).build();
    private final Cache<String, String> anywhere =
            cacheado.cache("anywhere", String.class, String.class).build();
    private final Cache<String, String> ofUsers = cacheado.cache("ofUsers", String.class, String.class)
            .scopedTo("user")
            .build();

    @Test
    void secondTree_sameIds_sharesNothingWithTheFirst() {
        anywhere.in(Shop.org("acme")).put("k", "organization's");
        anywhere.in(Shop.tenant("acme")).put("k", "tenant's");

        assertThat(anywhere.in(Shop.org("acme")).getIfPresent("k")).isEqualTo("organization's");
        assertThat(anywhere.in(Shop.tenant("acme")).getIfPresent("k")).isEqualTo("tenant's");
        assertThat(cacheado.evict(Shop.tenant("acme"))).isEqualTo(1);
        assertThat(anywhere.in(Shop.org("acme")).getIfPresent("k")).isEqualTo("organization's");
    }

    @Test
    void secondTree_idsOfBothTreesGiven_theTreeAskedForIsUsed() {
        Map<String, Object> request = Map.of("org_id", "acme", "user_id", 42, "tenant_id", "other", "project_id", 7);
        Scope user = cacheado.scopes().scope("user", request);
        Scope project = cacheado.scopes().scope("project", request);

        anywhere.in(user).put("k", "user's");

        assertThat(user).isEqualTo(Shop.user("acme", 42));
        assertThat(anywhere.in(project).getIfPresent("k")).isNull();
    }

    @Test
    void in_scopeOfAnotherTreeObject_isRefusedThoughItLooksAlike() {
        Scope alike = ScopeTree.of(io.cacheado.scope.ScopeLevel.level("organization", "org_id"))
                .scope("organization", "acme");

        assertThatThrownBy(() -> anywhere.in(alike))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("organization")
                .hasMessageContaining("another ScopeTree");
        assertThatThrownBy(() -> cacheado.evict(alike)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cacheado.stats(alike)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> anywhere.stats(alike)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> anywhere.evict(alike)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cacheado.quota(alike, io.cacheado.scope.Quota.limit(1)))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void in_deeperScope_isCutAtTheDeclaredLevel() {
        ofUsers.in(Shop.session("acme", 42, "s1")).put("k", "v");

        assertThat(ofUsers.in(Shop.session("acme", 42, "s2")).getIfPresent("k")).isEqualTo("v");
        assertThat(ofUsers.in(Shop.user("acme", 42)).getIfPresent("k")).isEqualTo("v");
        assertThat(ofUsers.in("acme", 42).getIfPresent("k")).isEqualTo("v");
        assertThat(ofUsers.in(Shop.session("acme", 42, "s1")).scope()).isEqualTo(Shop.user("acme", 42));
        assertThat(ofUsers.in(Shop.session("acme", 43, "s1")).getIfPresent("k")).isNull();
        assertThat(ofUsers.in(Shop.session("other", 42, "s1")).getIfPresent("k"))
                .isNull();
    }

    @Test
    void in_undeclaredLevel_keepsTheScopeWhole() {
        anywhere.in(Shop.session("acme", 42, "s1")).put("k", "v");

        assertThat(anywhere.in(Shop.user("acme", 42)).getIfPresent("k")).isNull();
        assertThat(anywhere.in(Shop.org("acme")).getIfPresent("k")).isNull();
        assertThat(anywhere.in(cacheado.scopes().global()).getIfPresent("k")).isNull();
        assertThat(anywhere.in(Shop.session("acme", 42, "s1")).getIfPresent("k"))
                .isEqualTo("v");
    }

    @Test
    void in_shallowerScope_isRefusedByLevelAndParameterNeverWidened() {
        assertThatThrownBy(() -> ofUsers.in(Shop.org("acme")))
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessageContaining("ofUsers")
                .hasMessageContaining("user")
                .hasMessageContaining("user_id");
        assertThatThrownBy(() -> ofUsers.in(cacheado.scopes().global()))
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessageContaining("user");
        assertThatThrownBy(() -> ofUsers.in(Shop.tenant("acme")))
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessageContaining("user");
    }

    @Test
    void in_tooFewIds_isRefusedByLevelAndParameter() {
        assertThatThrownBy(() -> ofUsers.in("acme"))
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessageContaining("user")
                .hasMessageContaining("user_id");
    }

    @Test
    void in_anIdThatIsNull_isRefusedByLevelAndParameterNeverWidened() {
        Cache<String, String> ofOrgs = cacheado.cache("ofOrgs", String.class, String.class)
                .scopedTo("organization")
                .build();
        Cache<String, String> ofSessions = cacheado.cache("ofSessions", String.class, String.class)
                .scopedTo("session")
                .build();
        ofOrgs.in("acme").put("k", "the organization's");

        requireMissing(() -> ofOrgs.in((Object) null), "organization", "org_id");
        requireMissing(() -> ofUsers.in((Object) null), "user", "org_id");
        requireMissing(() -> ofUsers.in("acme", null), "user", "user_id");
        requireMissing(() -> ofUsers.in(null, 1), "user", "org_id");
        requireMissing(() -> ofUsers.in(null, null), "user", "org_id");
        requireMissing(() -> ofSessions.in("acme", 1, null), "session", "session_id");
        requireMissing(() -> ofSessions.in("acme", null, 1), "session", "user_id");
        requireMissing(() -> ofSessions.in(null, 1, 1), "session", "org_id");
        requireMissing(() -> ofSessions.in("acme", null), "session", "user_id");
        requireMissing(() -> cacheado.scope("user", "acme", null), "user", "user_id");
        requireMissing(() -> cacheado.scope("user", null, 1), "user", "org_id");
        // Nor are two ids, one of them null, taken for the one that a wider scope has.
        assertThatThrownBy(() -> ofOrgs.in("acme", null))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("organization", "org_id", "2 ids were given");
        assertThatThrownBy(() -> ofUsers.in("acme", 1, null)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> anywhere.in("acme", null)).isExactlyInstanceOf(IllegalStateException.class);
    }

    private static void requireMissing(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String level, String parameter) {
        assertThatThrownBy(call)
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessageContaining("level \"" + level + "\" needs")
                .hasMessageContaining("but \"" + parameter + "\" is missing");
    }

    @Test
    void in_ids_onAnUndeclaredCache_isRefused() {
        assertThatThrownBy(() -> anywhere.in("acme"))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("anywhere")
                .hasMessageContaining("in(scope)");
        assertThatThrownBy(() -> anywhere.in("acme", 42)).isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void in_idsOnAGlobalCache_isRefused() {
        Cache<String, String> global = cacheado.cache("global", String.class, String.class)
                .scopedTo("global")
                .build();

        assertThatThrownBy(() -> global.in("acme")).isInstanceOf(IllegalArgumentException.class);
        global.in(Shop.user("acme", 42)).put("k", "v");
        assertThat(global.in(Shop.tenant("other")).getIfPresent("k")).isEqualTo("v");
        assertThat(global.in(Shop.tenant("other")).scope())
                .isEqualTo(cacheado.scopes().global());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1/user:2",
                "1",
                "1/",
                "/",
                ":",
                "::",
                "user:2",
                "%2F",
                "..",
                "1\u0000",
                "\u0001",
                "1\n",
                "*",
                "global",
                "org_id",
                " 1",
                "1 ",
                "\uD83D\uDE00",
                "é",
                "e\u0301"
            })
    void id_thatLooksLikeSyntax_isDataAndReachesNoOtherScope(String id) {
        anywhere.in(Shop.user("1", "2")).put("k", "the user's");
        anywhere.in(Shop.org(id)).put("k", "the strange one's");

        assertThat(anywhere.in(Shop.user("1", "2")).getIfPresent("k")).isEqualTo("the user's");
        assertThat(anywhere.in(Shop.org(id)).getIfPresent("k")).isEqualTo("the strange one's");
        assertThat(anywhere.in(Shop.org(id)).scope().id()).isEqualTo(id);
        cacheado.evict(Shop.org(id));
        assertThat(anywhere.in(Shop.org(id)).getIfPresent("k")).isNull();
        assertThat(anywhere.in(Shop.user("1", "2")).getIfPresent("k")).isEqualTo(id.equals("1") ? null : "the user's");
    }

    @Test
    void id_splitDifferentlyOverTheLevels_isAnotherScope() {
        anywhere.in(Shop.user("a:b", "c")).put("k", "1");
        anywhere.in(Shop.user("a", "b:c")).put("k", "2");
        anywhere.in(Shop.user("ab", "c")).put("k", "3");
        anywhere.in(Shop.user("a", "bc")).put("k", "4");

        assertThat(anywhere.in(Shop.user("a:b", "c")).getIfPresent("k")).isEqualTo("1");
        assertThat(anywhere.in(Shop.user("a", "b:c")).getIfPresent("k")).isEqualTo("2");
        assertThat(anywhere.in(Shop.user("ab", "c")).getIfPresent("k")).isEqualTo("3");
        assertThat(anywhere.in(Shop.user("a", "bc")).getIfPresent("k")).isEqualTo("4");
    }

    private enum Plan {
        FREE
    }

    @Test
    void id_ofEachAllowedType_isEqualByItsText() {
        UUID uuid = UUID.fromString("00000000-0000-0001-0000-000000000002");
        Cache<String, String> ofOrgs = cacheado.cache("ofOrgs", String.class, String.class)
                .scopedTo("organization")
                .build();
        for (Object id : new Object[] {42, 42L, (short) 42, (byte) 42, new java.math.BigInteger("42")}) {
            ofOrgs.in(id).put("k", "v" + id.getClass());
            assertThat(ofOrgs.in("42").getIfPresent("k")).isEqualTo("v" + id.getClass());
        }
        ofOrgs.in(uuid).put("k", "uuid");
        assertThat(ofOrgs.in(uuid.toString()).getIfPresent("k")).isEqualTo("uuid");
        ofOrgs.in(Plan.FREE).put("k", "enum");
        assertThat(ofOrgs.in("FREE").getIfPresent("k")).isEqualTo("enum");
        assertThat(ofOrgs.in("042").getIfPresent("k")).isNull();
        assertThat(ofOrgs.in("+42").getIfPresent("k")).isNull();
    }

    @Test
    void id_refused_namesParameterAndValueAndStoresNothing() {
        Cache<String, String> ofOrgs = cacheado.cache("ofOrgs", String.class, String.class)
                .scopedTo("organization")
                .build();
        for (Object id : new Object[] {1.5, true, 'c', new Object[0], "", "\uD800", "x".repeat(1025), Shop.org("a")}) {
            assertThatThrownBy(() -> ofOrgs.in(id))
                    .as("%s", id)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("org_id");
            assertThatThrownBy(() -> ofUsers.in("acme", id))
                    .as("%s", id)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("user_id");
        }
        assertThat(ofOrgs.in("x".repeat(1024)).getIfPresent("k")).isNull();
        assertThat(cacheado.stats().entryCount()).isZero();
    }

    @Test
    void idName_misspelt_isRefusedAndTheKnownOnesNamed() {
        assertThatThrownBy(() -> cacheado.scopes().scope("organization", Map.of("organization_id", "acme")))
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessageContaining("org_id")
                .hasMessageContaining("organization_id");
    }

    @Test
    void level_unknown_isRefusedAndTheKnownOnesNamed() {
        assertThatThrownBy(() -> cacheado.scope("org", "acme"))
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessageContaining("org")
                .hasMessageContaining("organization");
        assertThatThrownBy(() -> cacheado.cache("x", String.class, String.class).scopedTo("users"))
                .isExactlyInstanceOf(MissingScopeException.class)
                .hasMessageContaining("users")
                .hasMessageContaining("user");
    }

    @Test
    void callersMap_isNeitherChangedNorKept() {
        Map<String, Object> ids = new LinkedHashMap<>();
        ids.put("org_id", "acme");
        ids.put("user_id", 42);
        ids.put("page", "1");
        Map<String, Object> before = new LinkedHashMap<>(ids);
        Scope user = cacheado.scopes().scope("user", ids);
        assertThat(ids).isEqualTo(before);
        ids.put("org_id", "other");
        assertThat(user).isEqualTo(Shop.user("acme", 42));

        Map<String, String> entries = new HashMap<>(Map.of("a", "1", "b", "2"));
        anywhere.in(user).putAll(entries);
        entries.put("a", "changed");
        assertThat(anywhere.in(user).getIfPresent("a")).isEqualTo("1");

        Map<String, String> loaded = new HashMap<>(Map.of("c", "3", "d", "4"));
        Map<String, String> result = anywhere.in(user).getAll(java.util.List.of("c"), missing -> loaded);
        loaded.clear();
        assertThat(result).containsExactly(Map.entry("c", "3"));
        assertThatThrownBy(() -> result.put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(anywhere.in(user).getIfPresent("d")).isEqualTo("4");
    }

    @Test
    void evict_global_isRefusedAndSpelledDifferently() {
        anywhere.in(Shop.org("acme")).put("k", "v");

        assertThatThrownBy(() -> cacheado.evict(cacheado.scopes().global()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("global")
                .hasMessageContaining("evictAll()");
        assertThatThrownBy(() -> anywhere.evict(cacheado.scopes().global()))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalidateAll()");
        assertThat(anywhere.in(Shop.org("acme")).getIfPresent("k")).isEqualTo("v");
        cacheado.evictAll();
        assertThat(anywhere.in(Shop.org("acme")).getIfPresent("k")).isNull();
    }

    @Test
    void caches_withDifferentNames_shareNothing() {
        Cache<String, String> other =
                cacheado.cache("other", String.class, String.class).build();
        anywhere.in(Shop.org("acme")).put("k", "v");

        assertThat(other.in(Shop.org("acme")).getIfPresent("k")).isNull();
        other.in(Shop.org("acme")).invalidateAll();
        other.invalidateAll();
        assertThat(anywhere.in(Shop.org("acme")).getIfPresent("k")).isEqualTo("v");
    }

    @Test
    void resolve_findsTheNearestAboveAndNeverASibling() {
        ScopedCache<String, String> session = anywhere.in(Shop.session("acme", 42, "s1"));
        anywhere.in(Shop.session("acme", 42, "s2")).put("k", "sibling's");
        anywhere.in(Shop.user("acme", 43)).put("k", "other user's");
        anywhere.in(Shop.tenant("acme")).put("k", "other tree's");
        assertThat(session.resolve("k")).isEmpty();

        anywhere.in(cacheado.scopes().global()).put("k", "global");
        assertThat(session.resolve("k")).contains("global");
        anywhere.in(Shop.org("acme")).put("k", "organization");
        assertThat(session.resolve("k")).contains("organization");
        anywhere.in(Shop.user("acme", 42)).put("k", "user");
        assertThat(session.resolve("k")).contains("user");
        session.put("k", "session");
        assertThat(session.resolve("k")).contains("session");
        assertThat(anywhere.in(Shop.org("acme")).resolve("k")).contains("organization");
    }
}
