package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.scope.Scope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** What must hold of live scopes at rest, when all that was dropped is reclaimed. */
final class Exact {
    private Exact() {}

    static void check(Rig rig) {
        Map<ScopeNode, long[]> held = new IdentityHashMap<>();
        Map<Scope, ScopeNode> nodes = new HashMap<>();
        Set<Object> living = new HashSet<>();
        long[] all = new long[1];
        Subtree.forEachNode(rig.live.root(), node -> {
            assertThat(nodes.put(node.scope(), node)).as("a second live node").isNull();
            assertThat(node.isAttached()).isTrue();
            if (node.parent() != null) {
                living.add(node);
            }
        });
        Subtree.forEachRegion(rig.live.root(), region -> {
            assertThat(region.isAlive(rig.live)).isTrue();
            assertThat(region.isClosed()).isFalse();
            assertThat(region.isEmpty()).as("an empty region").isFalse();
            assertThat(rig.live.find(region.node().scope(), region.cache())).isSameAs(region);
            living.add(region);
            region.forEach(element -> {
                all[0]++;
                for (ScopeNode node = region.node(); node != null; node = node.parent()) {
                    long[] sum = held.computeIfAbsent(node, any -> new long[2]);
                    sum[0] += ((Entry) element).weight();
                    sum[1]++;
                }
            });
        });
        nodes.values().forEach(node -> {
            long[] sum = held.getOrDefault(node, new long[2]);
            if (node.parent() != null) {
                assertThat(sum[1]).as("entries in " + node.scope()).isPositive();
            }
            assertThat(node.entries(rig.budget))
                    .as("entries of " + node.scope())
                    .isEqualTo(rig.budget.isWeighted() ? sum[1] : sum[0]);
            assertThat(node.units()).as("units of " + node.scope()).isEqualTo(sum[0]);
        });
        assertThat(rig.budget.used()).isEqualTo(rig.live.root().units());
        assertThat(rig.cache.entries.get() + rig.other.entries.get()).isEqualTo(all[0]);
        assertThat(new HashSet<>(rig.paths())).as("the path table").isEqualTo(living);
        assertThat(rig.reclaimer.hasWork()).isFalse();
    }
}
