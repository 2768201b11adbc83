package io.cacheado.scope;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeLevelTest {

    @Test
    void level_declared_keepsNameParameterAndChildren() {
        ScopeLevel user = level("user", "user_id");
        ScopeLevel organization = level("organization", "org_id", user);

        assertThat(organization.name()).isEqualTo("organization");
        assertThat(organization.idName()).isEqualTo("org_id");
        assertThat(organization.children()).containsExactly(user);
        assertThat(user.children()).isEmpty();
        assertThat(organization).hasToString("organization(org_id)[user(user_id)]");
    }

    @Test
    void children_changedByCaller_areUnmodifiable() {
        ScopeLevel[] children = {level("user", "user_id")};
        ScopeLevel organization = level("organization", "org_id", children);
        children[0] = level("team", "team_id");

        assertThat(organization.children()).extracting(ScopeLevel::name).containsExactly("user");
        assertThatThrownBy(() -> organization.children().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void level_declaredAlike_isEqual() {
        assertThat(level("a", "a_id", level("b", "b_id")))
                .isEqualTo(level("a", "a_id", level("b", "b_id")))
                .hasSameHashCodeAs(level("a", "a_id", level("b", "b_id")))
                .isNotEqualTo(level("x", "a_id", level("b", "b_id")))
                .isNotEqualTo(level("a", "x_id", level("b", "b_id")))
                .isNotEqualTo(level("a", "a_id"))
                .isNotEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "a\ud800", "\udc00a"})
    void s4_nameBlankOrNoText_isRefusedByNameAndValue(String name) {
        assertThatThrownBy(() -> level(name, "org_id"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)name: \".*\" \\(allowed: not blank, and no unpaired surrogate\\)");
        assertThatThrownBy(() -> level("organization", name))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("idName of level \"organization\": \"");
    }

    @Test
    void s4_nameGlobal_isRefused() {
        assertThatThrownBy(() -> level("global", "id"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name: \"global\" (allowed: ");
        assertThat(level("Global", "global").idName()).isEqualTo("global");
    }

    @Test
    void level_nullArgument_isRefusedByName() {
        assertThatThrownBy(() -> level(null, "id"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name must not be null");
        assertThatThrownBy(() -> level("a", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("idName of level \"a\"");
        assertThatThrownBy(() -> level("a", "id", (ScopeLevel) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("a child of level \"a\"");
        assertThatThrownBy(() -> level("a", "id", (ScopeLevel[]) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("children");
    }
}
