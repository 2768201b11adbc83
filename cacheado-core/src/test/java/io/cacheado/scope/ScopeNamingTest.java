package io.cacheado.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S2 and S3: which scope a level and ids name, and what is said when they name none. */
class ScopeNamingTest {

    private final ScopeTree tree = Trees.shop();

    @Test
    void scope_idsFromRoot_namesThePlace() {
        Scope user = tree.scope("user", "acme", 42);

        assertThat(user.level()).isEqualTo("user");
        assertThat(user.id()).isEqualTo("42");
        assertThat(user.parent()).isEqualTo(tree.scope("organization", "acme"));
        assertThat(tree.scope("user", Map.of("org_id", "acme", "user_id", 42))).isEqualTo(user);
    }

    @Test
    void scope_global_takesNoIds() {
        assertThat(tree.scope("global")).isSameAs(tree.global());
        assertThat(tree.scope("global", Map.of("org_id", "acme"))).isSameAs(tree.global());
        assertThatThrownBy(() -> tree.scope("global", "acme"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("level \"global\" needs no ids, but 1 id was given");
    }

    @Test
    void s2_idsOfASecondTreePresent_giveTheAskedTreesScopeOnly() {
        Map<String, Object> ids = Map.of(
                "org_id",
                "acme",
                "user_id",
                42,
                "session_id",
                "s1",
                "tenant_id",
                "t",
                "project_id",
                "p",
                "env_id",
                "e");

        assertThat(tree.scope("project", ids)).isEqualTo(tree.scope("project", "t", "p"));
        assertThat(tree.scope("project", ids).ids()).containsOnlyKeys("tenant_id", "project_id");
        assertThat(tree.scope("user", ids)).isEqualTo(tree.scope("user", "acme", 42));
        assertThat(tree.scope("project", ids).isWithin(tree.scope("organization", "acme")))
                .isFalse();
    }

    @Test
    void s2_twoOrganizationsWithEqualIdsOfTheOtherTree_areDifferentScopes() {
        Scope acme = tree.scope("user", Map.of("org_id", "acme", "user_id", 1, "tenant_id", "t"));
        Scope other = tree.scope("user", Map.of("org_id", "other", "user_id", 1, "tenant_id", "t"));

        assertThat(acme).isNotEqualTo(other);
    }

    @Test
    void s2_idsOfDeeperLevelsPresent_areCutAtTheLevelAsked() {
        Map<String, Object> ids = Map.of("org_id", "acme", "user_id", 42, "session_id", "s1");

        assertThat(tree.scope("organization", ids))
                .isEqualTo(tree.scope("organization", "acme"))
                .hasToString("organization:acme");
    }

    @Test
    void s2_refusedIdOfAnotherTreePresent_changesNothing() {
        assertThat(tree.scope("organization", Map.of("org_id", "acme", "tenant_id", 1.5, "session_id", "")))
                .isEqualTo(tree.scope("organization", "acme"));
    }

    @Test
    void s2_unknownNamePresent_changesNothing() {
        assertThat(tree.scope("organization", Map.of("org_id", "acme", "page", 3)))
                .isEqualTo(tree.scope("organization", "acme"));
    }

    @Test
    void s3_misspeltParameter_namesTheKnownOnes() {
        assertThatThrownBy(() -> tree.scope("user", Map.of("organization_id", "acme", "user_id", 42)))
                .isInstanceOf(MissingScopeException.class)
                .hasMessage(
                        "level \"user\" needs \"org_id\", \"user_id\", but \"org_id\" is missing; given, but known to"
                                + " no level: \"organization_id\"; known are \"org_id\", \"user_id\", \"session_id\","
                                + " \"tenant_id\", \"project_id\", \"env_id\"");
    }

    @Test
    void s3_misspeltByCase_isMissing() {
        assertThatThrownBy(() -> tree.scope("organization", Map.of("ORG_ID", "acme")))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("known to no level: \"ORG_ID\"");
    }

    @Test
    void s3_missingIdInTheMiddle_isNeverAWiderScope() {
        assertThatThrownBy(() -> tree.scope("session", Map.of("org_id", "acme", "session_id", "s1", "tenant_id", "t")))
                .isInstanceOf(MissingScopeException.class)
                .hasMessage(
                        "level \"session\" needs \"org_id\", \"user_id\", \"session_id\", but \"user_id\" is missing");
    }

    @Test
    void s3_emptyMap_isMissing() {
        assertThatThrownBy(() -> tree.scope("organization", Map.of()))
                .isInstanceOf(MissingScopeException.class)
                .hasMessage("level \"organization\" needs \"org_id\", but \"org_id\" is missing");
    }

    @Test
    void s3_nullIdInMap_isMissing() {
        Map<String, Object> ids = new HashMap<>();
        ids.put("org_id", null);
        ids.put(null, "x");

        assertThatThrownBy(() -> tree.scope("organization", ids))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"org_id\" is missing")
                .hasMessageContaining("known to no level: \"null\"");
    }

    @Test
    void s3_manyAndLongUnknownNames_areShortened() {
        Map<String, Object> ids = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            ids.put("name" + i + "x".repeat(1_000), i);
        }

        assertThatThrownBy(() -> tree.scope("organization", ids))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining(" and 984 more; known are")
                .hasMessageContaining("(1005 chars)")
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(3_000));
    }

    @Test
    void s3_sixteenUnknownNames_areAllNamed() {
        Map<String, Object> ids = new TreeMap<>();
        for (int i = 0; i < 16; i++) {
            ids.put("name" + i, i);
        }

        assertThatThrownBy(() -> tree.scope("organization", ids))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"name15\"")
                .hasMessageContaining("\"name9\"; known are");
    }

    @Test
    void s3_nullIdInVarargs_namesTheFirstMissingParameter() {
        Object none = null;
        assertThatThrownBy(() -> tree.scope("user", none, 42))
                .isInstanceOf(MissingScopeException.class)
                .hasMessage("level \"user\" needs \"org_id\", \"user_id\", but \"org_id\" is missing");
        assertThatThrownBy(() -> tree.scope("user", "acme", none)).hasMessageContaining("\"user_id\" is missing");
        assertThatThrownBy(() -> tree.scope("user", (Object[]) null))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"org_id\" is missing");
    }

    @Test
    void s3_tooFewIds_namesTheFirstMissingParameter() {
        assertThatThrownBy(() -> tree.scope("session", "acme"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("level \"session\"")
                .hasMessageContaining("\"user_id\" is missing");
        assertThatThrownBy(() -> tree.scope("organization"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"org_id\" is missing");
    }

    @Test
    void scope_tooManyIds_namesTheLevelAndItsParameters() {
        assertThatThrownBy(() -> tree.scope("user", "acme", 42, "s1"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("level \"user\" needs \"org_id\", \"user_id\", but 3 ids were given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "org_id", "Organization", "organization ", "organization:acme"})
    void s3_unknownLevel_namesItAndTheKnownOnes(String level) {
        assertThatThrownBy(() -> tree.scope(level, "acme"))
                .isInstanceOf(MissingScopeException.class)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("level \"" + level + "\" is unknown, known are \"global\", \"organization\", \"user\","
                        + " \"session\", \"tenant\", \"project\", \"environment\"");
        assertThatThrownBy(() -> tree.scope(level, Map.of("org_id", "acme"))).isInstanceOf(MissingScopeException.class);
    }

    @Test
    void scope_nullLevelOrMap_isRefusedByName() {
        assertThatThrownBy(() -> tree.scope(null, "acme"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("level");
        assertThatThrownBy(() -> tree.hasLevel(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("level");
        assertThatThrownBy(() -> tree.scope("user", (Map<String, ?>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("ids");
    }

    @Test
    void scope_callersMap_isNotMutated() {
        Map<String, Object> ids = new LinkedHashMap<>();
        ids.put("session_id", "s1");
        ids.put("org_id", "acme");
        ids.put("user_id", 42);
        ids.put("page", 3);
        Map<String, Object> before = new LinkedHashMap<>(ids);

        Scope user = tree.scope("user", ids);
        assertThatThrownBy(() -> tree.scope("tenant", ids)).isInstanceOf(MissingScopeException.class);
        assertThat(ids.entrySet()).containsExactlyElementsOf(before.entrySet());

        ids.clear();
        assertThat(user).isEqualTo(tree.scope("user", "acme", 42));
    }

    @Test
    void scope_unmodifiableAndNullHostileMaps_areRead() {
        Map<String, Object> ids = Map.of("org_id", "acme", "user_id", 42);
        Scope user = tree.scope("user", "acme", 42);

        assertThat(tree.scope("user", ids)).isEqualTo(user);
        assertThat(tree.scope("user", Collections.unmodifiableMap(ids))).isEqualTo(user);
        assertThat(tree.scope("user", new TreeMap<>(ids))).isEqualTo(user);
        assertThat(tree.scope("user", new ConcurrentHashMap<>(ids))).isEqualTo(user);
        assertThatThrownBy(() -> tree.scope("tenant", ids)).isInstanceOf(MissingScopeException.class);
        assertThatThrownBy(() -> tree.scope("tenant", new TreeMap<>(ids))).isInstanceOf(MissingScopeException.class);
    }

    @Test
    void scope_callersArray_isNotMutatedNorKept() {
        Object[] ids = {"acme", 42};
        Scope user = tree.scope("user", ids);
        assertThat(ids).containsExactly("acme", 42);

        ids[0] = "other";
        assertThat(user.at("organization").id()).isEqualTo("acme");
    }

    @Test
    void message_ofWrongIds_holdsNoControlCharacterOfTheCaller() {
        assertThatThrownBy(() -> tree.scope("x\r\nFAKE LOG LINE\u0085", "acme"))
                .hasMessageStartingWith("level \"x\\u000d\\u000aFAKE LOG LINE\\u0085\" is unknown");
        assertThatThrownBy(() -> tree.scope("organization", Map.of("o\nrg", "acme")))
                .hasMessageContaining("\"o\\u000arg\"");
    }
}
