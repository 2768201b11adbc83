package io.cacheado.scope;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScopeTreeTest {

    @Test
    void tree_severalTrees_listsAllLevelsUnderGlobal() {
        ScopeTree tree = Trees.shop();

        assertThat(tree.levels())
                .containsExactly("global", "organization", "user", "session", "tenant", "project", "environment");
        assertThat(tree.hasLevel("project")).isTrue();
        assertThat(tree.hasLevel("global")).isTrue();
        assertThat(tree.hasLevel("org_id")).isFalse();
        assertThat(tree.path("session").depth()).isEqualTo(3);
        assertThat(tree.path("session").idNames()).containsExactly("org_id", "user_id", "session_id");
        assertThat(tree).hasToString("ScopeTree" + tree.levels());
        assertThatThrownBy(() -> tree.levels().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void tree_withoutRoots_hasOnlyGlobal() {
        ScopeTree tree = ScopeTree.of();

        assertThat(tree.levels()).containsExactly("global");
        assertThat(tree.scope("global")).isSameAs(tree.global());
        assertThat(tree.parse("global")).isSameAs(tree.global());
    }

    @Test
    void tree_ofAThousandLevels_makesReadsAndComparesScopes() {
        Object[] ids = new Object[1_000];
        ScopeLevel chain = level("l999", "p999");
        ids[999] = 999;
        for (int i = 998; i >= 0; i--) {
            chain = level("l" + i, "p" + i, chain);
            ids[i] = i;
        }
        ScopeTree tree = ScopeTree.of(chain);
        Scope deepest = tree.scope("l999", ids);

        assertThat(deepest.depth()).isEqualTo(1_000);
        assertThat(tree.parse(deepest.toString())).isEqualTo(deepest);
        assertThat(deepest.at("l0").id()).isEqualTo("0");
        assertThat(deepest.ids()).hasSize(1_000).containsEntry("p500", "500");
        assertThat(deepest.isWithin(tree.scope("l0", 0))).isTrue();
    }

    @Test
    void s4_levelNameTwiceOnAPath_isRefused() {
        assertThatThrownBy(() -> ScopeTree.of(level("a", "a_id", level("b", "b_id", level("a", "c_id")))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("level: \"a\" is declared twice (allowed: names that are unique over all trees)");
    }

    @Test
    void s4_levelNameTwiceInTwoTrees_isRefused() {
        assertThatThrownBy(
                        () -> ScopeTree.of(level("a", "a_id", level("x", "x_id")), level("b", "b_id", level("x", "y"))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"x\" is declared twice");
        assertThatThrownBy(() -> ScopeTree.of(level("a", "a_id"), level("a", "a_id")))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void s4_idNameTwiceOnAPath_isRefused() {
        assertThatThrownBy(() -> ScopeTree.of(level("a", "id", level("b", "b_id", level("c", "id")))))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("idName of level \"c\": \"id\" is that of level \"a\" above it too "
                        + "(allowed: names that are unique on a path)");
    }

    @Test
    void s4_idNameSharedByOtherBranches_isAllowed() {
        ScopeTree tree = ScopeTree.of(level("a", "id", level("b", "x"), level("c", "x")), level("d", "id"));

        assertThat(tree.scope("b", 1, 2).ids()).containsExactly(Map.entry("id", "1"), Map.entry("x", "2"));
        assertThat(tree.scope("d", 1)).isNotEqualTo(tree.scope("a", 1));
    }

    @Test
    void of_nullRoot_isRefused() {
        assertThatThrownBy(() -> ScopeTree.of((ScopeLevel) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ScopeTree.of((ScopeLevel[]) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void tree_builtTwice_isEqualAndGivesEqualScopes() {
        ScopeTree one = Trees.shop();
        ScopeTree two = Trees.shop();

        assertThat(one).isEqualTo(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo("tree");
        assertThat(one.scope("user", "acme", 42))
                .isEqualTo(two.scope("user", "acme", 42))
                .hasSameHashCodeAs(two.scope("user", "acme", 42));
        assertThat(one.global()).isEqualTo(two.global());
        assertThat(one.path("user")).isEqualTo(two.path("user")).hasSameHashCodeAs(two.path("user"));
    }

    @Test
    void tree_siblingsInOtherOrder_isEqual() {
        ScopeTree one = ScopeTree.of(level("a", "a_id", level("b", "b_id"), level("c", "c_id")), level("d", "d_id"));
        ScopeTree two = ScopeTree.of(level("d", "d_id"), level("a", "a_id", level("c", "c_id"), level("b", "b_id")));

        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
    }

    @Test
    void tree_otherStructure_isNotEqualNorAreItsScopes() {
        ScopeTree tree = ScopeTree.of(level("a", "a_id", level("b", "b_id")), level("c", "c_id"));

        for (ScopeTree other : new ScopeTree[] {
            ScopeTree.of(level("a", "a_id", level("b", "b_id"))),
            ScopeTree.of(level("a", "a_id", level("b", "other")), level("c", "c_id")),
            ScopeTree.of(level("a", "a_id", level("b", "b_id", level("c", "c_id")))),
            ScopeTree.of(level("a", "a_id"), level("b", "b_id"), level("c", "c_id")),
            ScopeTree.of(level("a", "a_id", level("b", "b_id")), level("x", "c_id"))
        }) {
            assertThat(other).isNotEqualTo(tree);
            assertThat(tree).isNotEqualTo(other);
            assertThat(other.scope("a", 1)).isNotEqualTo(tree.scope("a", 1));
            assertThat(other.global()).isNotEqualTo(tree.global());
        }
    }
}
