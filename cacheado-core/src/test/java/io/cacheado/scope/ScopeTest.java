package io.cacheado.scope;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ScopeTest {

    private final ScopeTree tree = Trees.shop();
    private final Scope acme = tree.scope("organization", "acme");
    private final Scope user = tree.scope("user", "acme", 42);
    private final Scope session = tree.scope("session", "acme", 42, "s1");

    @Test
    void global_always_isTheRootWithoutIdAndParent() {
        Scope global = tree.global();

        assertThat(global.level()).isEqualTo("global");
        assertThat(global.id()).isEmpty();
        assertThat(global.depth()).isZero();
        assertThat(global.ids()).isEmpty();
        assertThat(global).hasToString("global");
        assertThatThrownBy(global::parent)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("the global scope has no parent");
    }

    @Test
    void parent_upToTheRoot_isEachScopeAbove() {
        assertThat(session.parent()).isEqualTo(user);
        assertThat(session.parent().parent()).isEqualTo(acme);
        assertThat(session.parent().parent().parent()).isSameAs(tree.global());
        assertThat(session.depth()).isEqualTo(3);
        assertThat(session.tree()).isSameAs(tree);
        assertThat(session.path()).isSameAs(tree.path("session"));
    }

    @Test
    void ids_always_areRootFirstAndUnmodifiable() {
        assertThat(session.ids())
                .containsExactly(
                        Map.entry("org_id", "acme"), Map.entry("user_id", "42"), Map.entry("session_id", "s1"));
        assertThatThrownBy(() -> session.ids().put("org_id", "other"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(tree.scope("session", session.ids())).isEqualTo(session);
    }

    @Test
    void scope_sameTreeLevelAndIds_isEqual() {
        assertThat(session)
                .isEqualTo(session)
                .isEqualTo(tree.scope("session", "acme", "42", "s1"))
                .hasSameHashCodeAs(tree.scope("session", "acme", "42", "s1"))
                .isEqualTo(acme.child("user", 42L).child("session", "s1"))
                .isNotEqualTo(tree.scope("session", "acme", 42, "s2"))
                .isNotEqualTo(tree.scope("session", "acme", 43, "s1"))
                .isNotEqualTo(tree.scope("session", "other", 42, "s1"))
                .isNotEqualTo(user)
                .isNotEqualTo("organization:acme/user:42/session:s1")
                .isNotEqualTo(null);
    }

    @Test
    void scope_sameIdsOfAnotherLevelOrTree_isNotEqual() {
        ScopeTree siblings = ScopeTree.of(level("a", "id", level("b", "b_id"), level("c", "c_id")));

        assertThat(siblings.scope("b", 1, 2)).isNotEqualTo(siblings.scope("c", 1, 2));
        assertThat(tree.scope("organization", 1)).isNotEqualTo(tree.scope("tenant", 1));
    }

    @Test
    void scope_equalHashOfOtherIds_isNotEqual() {
        Scope one = tree.scope("user", "Aa", "x");
        Scope two = tree.scope("user", "BB", "x");

        assertThat(one).hasSameHashCodeAs(two).isNotEqualTo(two);
        assertThat(one.parent()).isNotEqualTo(two.parent());
    }

    @Test
    void s2_at_isCutAtTheLevelAsked() {
        assertThat(session.at("session")).isSameAs(session);
        assertThat(session.at("user")).isEqualTo(user);
        assertThat(session.at("organization")).isEqualTo(acme).hasToString("organization:acme");
        assertThat(session.at("global")).isSameAs(tree.global());
        assertThat(session.at(new String("user"))).isEqualTo(user);
    }

    @Test
    void s3_atDeeperLevel_isMissingAndNamesTheFirstMissingParameter() {
        assertThatThrownBy(() -> acme.at("session"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessage("scope \"organization:acme\" has no level \"session\": level \"session\" needs \"org_id\","
                        + " \"user_id\", \"session_id\", but \"user_id\" is missing");
        assertThatThrownBy(() -> tree.global().at("organization"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"org_id\" is missing");
    }

    @Test
    void s3_atLevelOfAnotherTree_isMissing() {
        assertThatThrownBy(() -> session.at("project"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("level \"project\"")
                .hasMessageContaining("\"tenant_id\" is missing");
    }

    @Test
    void s3_atUnknownLevel_isMissing() {
        assertThatThrownBy(() -> session.at("organisation"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("level \"organisation\" is unknown, known are \"global\", \"organization\"");
        assertThatThrownBy(() -> session.at(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void child_directlyBelow_isTheScopeOfAllIds() {
        assertThat(tree.global().child("tenant", 1).child("project", 2)).isEqualTo(tree.scope("project", 1, 2));
        assertThat(user.child("session", "s1").parent()).isSameAs(user);
    }

    @Test
    void s3_childElsewhere_isMissing() {
        assertThatThrownBy(() -> acme.child("session", "s1"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessage(
                        "level \"session\", which needs \"org_id\", \"user_id\", \"session_id\", is not directly below"
                                + " scope \"organization:acme\"");
        assertThatThrownBy(() -> acme.child("project", 1)).isInstanceOf(MissingScopeException.class);
        assertThatThrownBy(() -> user.child("user", 1)).isInstanceOf(MissingScopeException.class);
        assertThatThrownBy(() -> user.child("global", 1)).isInstanceOf(MissingScopeException.class);
        assertThatThrownBy(() -> user.child("sessions", 1)).isInstanceOf(MissingScopeException.class);
        assertThatThrownBy(() -> user.child("session", null))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"session_id\" is missing");
        assertThatThrownBy(() -> user.child("session", 1.5)).isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isWithin_selfAndAncestors_isTrue() {
        assertThat(session.isWithin(session)).isTrue();
        assertThat(session.isWithin(Trees.shop().scope("user", "acme", 42))).isTrue();
        assertThat(session.isWithin(acme)).isTrue();
        assertThat(session.isWithin(tree.global())).isTrue();
        assertThat(tree.global().isWithin(tree.global())).isTrue();
    }

    @Test
    void isWithin_otherBranchDescendantOrTree_isFalse() {
        assertThat(acme.isWithin(session)).isFalse();
        assertThat(session.isWithin(tree.scope("user", "acme", 43))).isFalse();
        assertThat(session.isWithin(tree.scope("user", "other", 42))).isFalse();
        assertThat(session.isWithin(tree.scope("organization", "acm"))).isFalse();
        assertThat(session.isWithin(tree.scope("tenant", "acme"))).isFalse();
        assertThat(session.isWithin(ScopeTree.of().global())).isFalse();
    }

    @Test
    void topLevelHash_anyDepth_isThatOfTheTopLevelScope() {
        assertThat(session.topLevelHash()).isEqualTo(acme.hashCode());
        assertThat(user.topLevelHash()).isEqualTo(acme.hashCode());
        assertThat(acme.topLevelHash()).isEqualTo(acme.hashCode());
        assertThat(tree.global().topLevelHash()).isEqualTo(tree.global().hashCode());
    }

    @Test
    void matches_ownId_isEqualByText() {
        assertThat(user.matches(42)).isTrue();
        assertThat(user.matches("42")).isTrue();
        assertThat(user.matches("acme")).isFalse();
        assertThat(user.matches(null)).isFalse();
        assertThat(tree.global().matches("")).isFalse();
    }
}
