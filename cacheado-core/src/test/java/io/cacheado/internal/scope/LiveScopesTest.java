package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveScopesTest {
    private final Rig rig = Rig.plain();
    private final Scope session = rig.session("acme", 1, "s");

    // ---- finding and making --------------------------------------------------------------------------------------

    @Test
    void find_ofWhatHoldsNothing_makesNothing() {
        assertThat(rig.live.find(session)).isNull();
        assertThat(rig.live.find(session, rig.cache)).isNull();
        assertThat(rig.live.find(rig.tree.path("user"), "acme", 1, null, rig.cache))
                .isNull();
        assertThat(rig.live.find(rig.tree.path("org"), "acme", null, null, rig.cache))
                .isNull();
        assertThat(rig.paths()).isEmpty();
        assertThat(rig.live.find(rig.tree.global())).isSameAs(rig.live.root());
    }

    @Test
    void obtain_ofAScope_makesItsAncestorsOnce() {
        Region region = rig.obtain(session);

        assertThat(rig.obtain(session)).isSameAs(region);
        assertThat(rig.live.find(session, rig.cache)).isSameAs(region);
        assertThat(rig.live.find(session)).isSameAs(region.node());
        assertThat(region.node().parent()).isSameAs(rig.live.find(rig.user("acme", 1)));
        assertThat(region.node().parent().parent()).isSameAs(rig.live.find(rig.org("acme")));
        assertThat(rig.paths()).hasSize(4);
    }

    @Test
    void obtain_ofTwoCaches_sharesTheNode() {
        Region one = rig.obtain(session, rig.cache);
        Region two = rig.obtain(session, rig.other);

        assertThat(one).isNotSameAs(two);
        assertThat(one.node()).isSameAs(two.node());
        assertThat(rig.live.find(session, rig.other)).isSameAs(two);
        assertThat(two.cache()).isSameAs(rig.other);
    }

    @Test
    void find_byIds_isTheRegionOfThatScope() {
        Region user = rig.obtain(rig.user("acme", 1));
        Region org = rig.obtain(rig.org("acme"));

        assertThat(rig.live.find(rig.tree.path("user"), "acme", 1, null, rig.cache))
                .isSameAs(user);
        assertThat(rig.live.find(rig.tree.path("user"), "acme", "1", null, rig.cache))
                .isSameAs(user);
        assertThat(rig.live.find(rig.tree.path("org"), "acme", null, null, rig.cache))
                .isSameAs(org);
        assertThat(rig.live.find(rig.tree.path("user"), "acme", 2, null, rig.cache))
                .isNull();
        assertThat(rig.live.find(rig.tree.path("user"), "acme", 1, null, rig.other))
                .isNull();
    }

    @Test
    void obtain_ofVeryManyScopes_findsEachByScopeAndByIds() {
        for (int org = 0; org < 20; org++) {
            for (int user = 0; user < 700; user++) {
                rig.obtain(rig.user(org, user));
            }
        }
        for (int org = 0; org < 20; org++) {
            for (int user = 0; user < 700; user++) {
                Region region = rig.live.find(rig.user(org, user), rig.cache);
                assertThat(region.node().scope()).isEqualTo(rig.user(org, user));
                assertThat(rig.live.find(rig.tree.path("user"), org, user, null, rig.cache))
                        .isSameAs(region);
            }
        }
        assertThat(rig.paths()).hasSize(20 + 2 * 14_000);
    }

    @Test
    void put_intoTheRoot_isFoundThere() {
        Entry entry = rig.put(rig.tree.global(), "k");

        assertThat(rig.read(rig.tree.global(), "k")).isSameAs(entry);
        assertThat(rig.live.root().units()).isEqualTo(1);
        rig.remove(entry);
        Exact.check(rig);
    }

    @Test
    void close_ofAll_letsNothingInAnyMore() {
        rig.put(session, "k");
        rig.reclaimer.add(rig.live.close());

        assertThatThrownBy(() -> rig.obtain(session)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(rig.live::checkOpen).hasMessageContaining("closed");
        rig.reclaimer.finish();
        assertThat(rig.budget.used()).isZero();
        assertThat(rig.paths()).isEmpty();
    }

    // ---- dropping ------------------------------------------------------------------------------------------------

    @Test
    void detach_ofAScope_isUnreadableAtOnceAndCountsItsEntries() {
        rig.put(session, "k");
        rig.put(session.parent(), "k");
        rig.put(rig.user("acme", 2), "k");
        Region handle = rig.live.find(session, rig.cache);
        assertThat(handle.isAlive(rig.live)).isTrue();

        assertThat(rig.drop(rig.user("acme", 1))).isEqualTo(2);
        assertThat(handle.isFresh(rig.live)).isFalse();
        assertThat(handle.isAlive(rig.live)).isFalse();
        assertThat(rig.read(session, "k")).isNull();
        assertThat(rig.read(session.parent(), "k")).isNull();
        assertThat(rig.live.find(session)).isNull();
        assertThat(rig.read(rig.user("acme", 2), "k")).isNotNull();
        assertThat(rig.units(rig.org("acme"))).isEqualTo(1);
        assertThat(rig.live.root().units()).isEqualTo(1);
        assertThat(rig.budget.used()).isEqualTo(3);

        rig.reclaimer.finish();
        Exact.check(rig);
        assertThat(rig.budget.used()).isEqualTo(1);
    }

    @Test
    void detach_ofNothing_isNull() {
        assertThat(rig.live.detach(session)).isNull();
        assertThat(rig.live.detach(rig.tree.global())).isNull();
        rig.put(session, "k");
        assertThat(rig.drop(rig.org("acme"))).isEqualTo(1);
        assertThat(rig.drop(rig.org("acme"))).isZero();
        assertThat(rig.drop(session)).isZero();
    }

    @Test
    void detach_ofTheOnlyChild_letsTheAncestorsVanish() {
        rig.put(session, "k");
        rig.drop(session);
        rig.reclaimer.finish();

        assertThat(rig.paths()).isEmpty();
        Exact.check(rig);
    }

    @Test
    void detach_ofWeights_countsEntriesNotUnits() {
        Rig weighted = Rig.with().weighted().build();
        weighted.put(session, weighted.cache, "a", 30);
        weighted.put(session, weighted.cache, "b", 12);

        assertThat(weighted.units(rig.org("acme"))).isEqualTo(42);
        assertThat(weighted.entries(rig.org("acme"))).isEqualTo(2);
        assertThat(weighted.drop(rig.org("acme"))).isEqualTo(2);
        assertThat(weighted.budget.used()).isEqualTo(42);
        weighted.reclaimer.finish();
        Exact.check(weighted);
    }

    @Test
    void put_afterADrop_beginsAnewInItsPlace() {
        rig.put(session, "old");
        rig.drop(rig.org("acme"));
        Entry fresh = rig.put(session, "new");

        assertThat(rig.read(session, "old")).isNull();
        assertThat(rig.read(session, "new")).isSameAs(fresh);
        assertThat(rig.units(rig.org("acme"))).isEqualTo(1);
        rig.reclaimer.finish();
        assertThat(rig.read(session, "new")).isSameAs(fresh);
        Exact.check(rig);
    }

    @Test
    void detachAll_ofEverything_beginsAnew() {
        Region handle = (Region) rig.put(session, "old").owner();
        rig.put(rig.tree.global(), "old");
        ScopeNode before = rig.live.root();
        rig.dropAll();

        assertThat(rig.live.root()).isNotSameAs(before);
        assertThat(handle.isAlive(rig.live)).isFalse();
        assertThat(rig.read(session, "old")).isNull();
        assertThat(rig.read(rig.tree.global(), "old")).isNull();
        Entry fresh = rig.put(rig.tree.global(), "new");
        rig.reclaimer.finish();
        assertThat(rig.read(rig.tree.global(), "new")).isSameAs(fresh);
        assertThat(rig.budget.used()).isEqualTo(1);
        Exact.check(rig);
    }

    @Test
    void end_ofAGeneration_isUnreadableInEachScopeOfThatCacheOnly() {
        rig.put(session, "k");
        rig.put(rig.org("b"), "k");
        rig.put(session, rig.other, "k", 1);
        rig.empty(rig.cache);

        assertThat(rig.read(session, "k")).isNull();
        assertThat(rig.read(rig.org("b"), "k")).isNull();
        assertThat(rig.read(session, rig.other, "k")).isNotNull();
        Entry fresh = rig.put(session, "new");
        rig.reclaimer.finish();
        assertThat(rig.read(session, "new")).isSameAs(fresh);
        assertThat(rig.budget.used()).isEqualTo(2);
        Exact.check(rig);
    }

    @Test
    void end_ofARegion_isUnreadableOnceAndForAll() {
        Region region = (Region) rig.put(session, "k").owner();
        rig.put(session.parent(), "k");
        assertThat(region.isAlive(rig.live)).isTrue();

        assertThat(rig.live.end(region)).isTrue();
        assertThat(rig.live.end(region)).isFalse();
        assertThat(region.isAlive(rig.live)).isFalse();
        assertThat(region.isEmptied()).isTrue();
        assertThat(rig.read(session, "k")).isNull();
        assertThat(rig.read(session.parent(), "k")).isNotNull();
        rig.reclaimer.add(region);
        Entry fresh = rig.put(session, "new");
        rig.reclaimer.finish();
        assertThat(rig.read(session, "new")).isSameAs(fresh);
        Exact.check(rig);
    }

    @Test
    void obtain_forAGenerationThatHasJustEnded_leavesNothingBehind() {
        Generation ended = rig.cache.renew();
        rig.live.end(ended);
        rig.reclaimer.add(ended);
        rig.reclaimer.finish();
        // An inserter that had read the generation before, and now finds its region dead and asks again.
        Region dead = rig.live.obtain(session, ended);
        assertThat(dead.isAlive(rig.live)).isFalse();
        Entry entry = rig.put(session, "k");
        rig.reclaimer.finish();
        assertThat(rig.read(session, "k")).isSameAs(entry);
        rig.remove(entry);

        Exact.check(rig);
        assertThat(rig.paths()).isEmpty();
    }

    // ---- vanishing -----------------------------------------------------------------------------------------------

    @Test
    void vanish_ofTheLastEntry_takesNodeByNodeAway() {
        Entry one = rig.put(session, "k");
        Entry two = rig.put(session.parent(), "k");
        rig.remove(one);
        assertThat(rig.live.find(session)).isNull();
        assertThat(rig.live.find(session.parent())).isNotNull();
        rig.remove(two);

        assertThat(rig.paths()).isEmpty();
        assertThat(rig.live.root().firstChild).isNull();
    }

    @Test
    void vanish_whileAnEntryIsLeft_leavesIt() {
        Region region = (Region) rig.put(session, "k").owner();
        rig.live.vanish(region);

        assertThat(region.isClosed()).isFalse();
        assertThat(rig.read(session, "k")).isNotNull();
    }

    @Test
    void vanish_whileABulkLoadRunsThere_leavesIt() {
        Region region = rig.obtain(session);
        rig.cache.pinned = region;
        rig.live.vanish(region);
        assertThat(rig.live.find(session, rig.cache)).isSameAs(region);

        rig.cache.pinned = null;
        rig.live.vanish(region);
        assertThat(rig.paths()).isEmpty();
    }

    @Test
    void vanish_ofASessionInAUsedScope_keepsTheFigures() {
        Rig counting = Rig.with().stats().build();
        Entry entry = counting.put(session, "k");
        Region region = (Region) entry.owner();
        assertThat(region.tally().add(Tally.HITS, 5)).isTrue();
        counting.remove(entry);

        assertThat(region.tally().add(Tally.HITS, 1)).isFalse();
        counting.live.count(session, 0, Tally.HITS, 1);
        assertThat(counting.sums(counting.live.root())[Tally.HITS]).isEqualTo(6);
    }

    @Test
    void count_forAScopeThatHoldsNothing_goesToTheNearestAlive() {
        Rig counting = Rig.with().stats().build();
        counting.put(rig.org("acme"), "k");
        counting.live.count(session, 3, Tally.MISSES, 2);

        assertThat(counting.sums(counting.live.find(rig.org("acme")))[Tally.MISSES])
                .isEqualTo(2);
        long[] ofOne = new long[Tally.ALL];
        counting.live.departed(counting.live.find(rig.org("acme"))).sumInto(3, ofOne);
        assertThat(ofOne[Tally.MISSES]).isEqualTo(2);
    }

    @Test
    void drop_ofCountingScopes_losesNoFigure() {
        Rig counting = Rig.with().stats().build();
        for (int user = 0; user < 5; user++) {
            Region region =
                    (Region) counting.put(rig.session("acme", user, 1), "k").owner();
            region.tally().add(Tally.HITS, 10);
            region.tally().add(Tally.REMOVED + 3, 1);
        }
        counting.live.count(rig.user("acme", 0), 0, Tally.HITS, 1);
        counting.drop(rig.user("acme", 1));
        counting.drop(rig.org("acme"));
        counting.reclaimer.finish();
        counting.dropAll();
        counting.reclaimer.finish();

        long[] sums = counting.sums(counting.live.root());
        assertThat(sums[Tally.HITS]).isEqualTo(51);
        assertThat(sums[Tally.REMOVED + 3]).isEqualTo(5);
    }

    // ---- walking -------------------------------------------------------------------------------------------------

    @Test
    void forEach_ofASubtree_visitsItsNodesAndRegions() {
        for (int user = 0; user < 100; user++) {
            rig.put(rig.session("acme", user, 1), "k");
            rig.put(rig.session("acme", user, 1), rig.other, "k", 1);
        }
        rig.put(rig.org("b"), "k");
        List<ScopeNode> nodes = new ArrayList<>();
        List<Region> regions = new ArrayList<>();
        Subtree.forEachNode(rig.live.find(rig.org("acme")), nodes::add);
        Subtree.forEachRegion(rig.live.find(rig.org("acme")), regions::add);

        assertThat(nodes).hasSize(201).doesNotHaveDuplicates();
        assertThat(regions).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void walk_untilToldToStop_visitsAtMostThat() {
        for (int user = 0; user < 100; user++) {
            rig.put(rig.session("acme", user, 1), "k");
        }
        List<Region> visited = new ArrayList<>();
        Subtree.walk(rig.live.root(), region -> visited.add(region) && visited.size() < 7);
        assertThat(visited).hasSize(7).doesNotHaveDuplicates();

        visited.clear();
        Subtree.walk(rig.live.root(), visited::add);
        assertThat(visited).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    }

    // ---- races, played out step by step --------------------------------------------------------------------------

    @Test
    void detach_whileAnotherDropOfItIsHalfThrough_isUnreadableWhenItReturns() {
        Region region = (Region) rig.put(session, "k").owner();
        assertThat(region.isAlive(rig.live)).isTrue();
        // Another thread has closed the node, and has not come to raise the epoch.
        region.node().close();
        rig.drop(session);

        assertThat(region.isFresh(rig.live)).isFalse();
    }

    @Test
    void detach_whileADropOfItsAncestorIsHalfThrough_isUnreadableWhenItReturns() {
        Region region = (Region) rig.put(session, "k").owner();
        assertThat(region.isAlive(rig.live)).isTrue();
        rig.live.find(rig.org("acme")).close();
        rig.drop(session);

        assertThat(region.isFresh(rig.live)).isFalse();
    }

    @Test
    void vanish_ofARegionWhoseNodeAnotherThreadTookAway_goesOnAbove() {
        Entry entry = rig.put(session, "k");
        Region region = (Region) entry.owner();
        ScopeNode user = rig.live.find(rig.user("acme", 1));
        // One thread gives an entry's charge back and has come as far as the session's own counter ...
        int flags = region.kill(entry, Entry.NEVER);
        assertThat(flags).isNotNegative();
        region.node().charge(-1, 0, rig.budget, Credit.NONE);
        user.charge(1, 0, rig.budget, Credit.NONE);
        // ... when another, which removed another entry, finds the session unused.
        rig.live.vanish(region);
        assertThat(rig.live.find(session)).isNull();
        // The first goes on.
        user.release(1, 1, rig.budget, Credit.NONE);
        rig.live.vanish(region);

        assertThat(rig.paths()).isEmpty();
    }

    @Test
    void vanish_betweenTheReleaseOfUnitsAndOfEntries_losesNoEntryOfTheAncestors() {
        Rig weighted = Rig.with().weighted().build();
        Region region = weighted.obtain(session);
        ScopeNode node = region.node();
        assertThat(node.charge(5, 1, weighted.budget, Credit.NONE)).isEqualTo(ScopeNode.Charge.TAKEN);
        // One thread gives back the units ...
        node.release(5, 0, weighted.budget, Credit.NONE);
        // ... another finds the scope unused ...
        weighted.live.vanish(region);
        // ... and the first goes on with the entries.
        node.release(0, 1, weighted.budget, Credit.NONE);

        assertThat(weighted.live.root().entries(weighted.budget)).isZero();
    }
}
