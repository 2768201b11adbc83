package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ids chosen so that all scopes have one hash: they crowd the table's slots and go on in its overflow. */
class PathTableTest {
    private final Rig rig = Rig.plain();

    /** 256 texts of one hash code. */
    private static List<String> colliding() {
        List<String> all = List.of("");
        for (int i = 0; i < 8; i++) {
            List<String> longer = new ArrayList<>();
            for (String each : all) {
                longer.add(each + "Aa");
                longer.add(each + "BB");
            }
            all = longer;
        }
        assertThat(all.stream().map(String::hashCode).distinct()).hasSize(1);
        return all;
    }

    private List<Scope> users() {
        return colliding().stream().map(id -> rig.user("acme", id)).toList();
    }

    @Test
    void find_ofCollidingScopes_isEachByScopeAndByIds() {
        List<Scope> all = users();
        for (Scope user : all) {
            rig.put(user, user.id());
        }
        assertThat(all.stream().map(Scope::hashCode).distinct()).hasSize(1);
        for (Scope user : all) {
            Region region = rig.live.find(user, rig.cache);
            assertThat(region.node().scope()).isEqualTo(user);
            assertThat(rig.live.find(rig.tree.path("user"), "acme", user.id(), null, rig.cache))
                    .isSameAs(region);
            assertThat(rig.live.find(user, rig.other)).isNull();
            assertThat(rig.live.find(user)).isSameAs(region.node());
        }
        assertThat(rig.live.find(rig.tree.path("user"), "acme", "AaAaAaAaAaAaAaAb", null, rig.cache))
                .isNull();
        Exact.check(rig);
    }

    @Test
    void find_byOneId_inTheOverflow_isFound() {
        for (String id : colliding()) {
            rig.put(rig.org(id), "k");
        }
        for (String id : colliding()) {
            assertThat(rig.live
                            .find(rig.tree.path("org"), id, null, null, rig.cache)
                            .node()
                            .scope()
                            .id())
                    .isEqualTo(id);
        }
    }

    @Test
    void find_byThreeIds_inTheOverflow_isFound() {
        for (String id : colliding()) {
            rig.put(rig.session("acme", 1, id), "k");
        }
        for (String id : colliding()) {
            assertThat(rig.live
                            .find(rig.tree.path("session"), "acme", 1, id, rig.cache)
                            .node()
                            .scope()
                            .id())
                    .isEqualTo(id);
        }
        assertThat(rig.live.find(rig.tree.path("session"), "acme", 2, "AaAaAaAaAaAaAaAa", rig.cache))
                .isNull();
    }

    @Test
    void drop_ofCollidingScopes_andNewOnesInTheirPlace_leavesNothingDead() {
        List<Scope> all = users();
        for (Scope user : all) {
            rig.put(user, "old");
        }
        rig.drop(rig.org("acme"));
        for (Scope user : all) {
            assertThat(rig.read(user, "old")).isNull();
            rig.put(user, "new");
        }
        rig.reclaimer.finish();
        for (Scope user : all) {
            assertThat(rig.read(user, "new")).isNotNull();
        }
        Exact.check(rig);
        for (Scope user : all) {
            rig.remove(rig.read(user, "new"));
        }
        assertThat(rig.paths()).isEmpty();
    }

    @Test
    void emptyingACache_findsItsRegionsInTheOverflow() {
        for (Scope user : users()) {
            rig.put(user, "k");
            rig.put(user, rig.other, "stays", 1);
        }
        rig.empty(rig.cache);
        rig.reclaimer.finish();

        assertThat(rig.buried).hasSize(256);
        assertThat(rig.budget.used()).isEqualTo(256);
        Exact.check(rig);
    }

    @Test
    void pathKey_ordersByCacheAndScope() {
        PathKey a = new PathKey(rig.org("a"), 1);
        PathKey b = new PathKey(rig.org("b"), 1);

        assertThat(a).isLessThan(b).isGreaterThan(new PathKey(rig.org("z"), 0)).isEqualByComparingTo(a);
    }
}
