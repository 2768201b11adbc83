package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.scope.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a victim was charged with stays charged for its heir, or is given back, to the last unit. */
class CreditTest {
    private final Rig rig = Rig.with().weighted().build();
    private final Region heir = rig.obtain(rig.session(1, 2, 3));

    /** A victim of so many units that shares the heir's path down to a depth, killed for it; the credit. */
    private long credit(int depth, long units) {
        return credit(heir, depth, units);
    }

    private long credit(Region heir, int depth, long units) {
        Scope scope = depth == 0 ? rig.session(7, 7, 7) : depth == 1 ? rig.session(1, 7, 7) : rig.session(1, 2, 7);
        Region victim = depth == 3 ? heir : rig.obtain(scope);
        assertThat(Ledger.charge(victim, units, 1, rig.budget, Credit.NONE)).isEqualTo(Ledger.Taken.CHARGED);
        ScopeNode common = ScopeNode.common(victim.node(), heir.node());
        assertThat(common.depth()).isEqualTo(depth);
        return Ledger.bequeath(victim, units, common, rig.budget);
    }

    private void requireHeld(long units) {
        for (ScopeNode node = heir.node(); node != null; node = node.parent()) {
            assertThat(node.units()).isEqualTo(units);
            assertThat(node.entries(rig.budget)).isEqualTo(units == 0 ? 0 : 1);
        }
        assertThat(rig.budget.used()).isEqualTo(units);
    }

    /** Also that nothing counts less than nothing: all count what is charged now. */
    private void requireNothingHeld() {
        assertThat(rig.budget.used()).isZero();
        Region region = rig.obtain(rig.session(1, 2, 3));
        Ledger.charge(region, 100, 1, rig.budget, Credit.NONE);
        for (ScopeNode node = region.node(); node != null; node = node.parent()) {
            assertThat(node.units()).isEqualTo(100);
            assertThat(node.entries(rig.budget)).isEqualTo(1);
        }
        Ledger.release(region, 100, 1, rig.budget);
        assertThat(rig.budget.used()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "2, 5", "3, 5", "0, 3", "2, 3", "3, 3", "0, 9", "1, 9", "3, 9"})
    void charge_withACredit_holdsWhatWasAskedForAtEveryLevel(int depth, long units) {
        long credit = credit(depth, units);
        assertThat(rig.budget.used()).isEqualTo(units);
        assertThat(rig.live.root().units()).isEqualTo(units);

        assertThat(Ledger.charge(heir, 5, 1, rig.budget, credit)).isEqualTo(Ledger.Taken.CHARGED);
        requireHeld(5);
        Ledger.release(heir, 5, 1, rig.budget);
        requireNothingHeld();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void giveBack_ofACredit_leavesNothing(int depth) {
        Ledger.giveBack(heir, credit(depth, 4), rig.budget);
        requireNothingHeld();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 3", "3, 0", "1, 2", "2, 1", "3, 3"})
    void join_ofTwoCredits_isBothDownToTheLessDeepOne(int one, int other) {
        long both = Ledger.join(heir, credit(one, 2), credit(other, 3), rig.budget);
        assertThat(Credit.units(both)).isEqualTo(5);
        assertThat(Credit.unitsAt(both, Math.min(one, other))).isEqualTo(5);
        assertThat(Credit.unitsAt(both, Math.min(one, other) + 1)).isZero();
        assertThat(Ledger.charge(heir, 4, 1, rig.budget, both)).isEqualTo(Ledger.Taken.CHARGED);
        requireHeld(4);
    }

    @Test
    void join_withNone_isTheOther() {
        long credit = credit(1, 2);
        assertThat(Ledger.join(heir, credit, Credit.NONE, rig.budget)).isEqualTo(credit);
        assertThat(Ledger.join(heir, Credit.NONE, credit, rig.budget)).isEqualTo(credit);
    }

    @Test
    void charge_refusedByALimit_leavesTheCreditToTheCaller() {
        long credit = credit(1, 2);
        rig.cache.maximum = 0;
        assertThat(Ledger.charge(heir, 5, 1, rig.budget, credit)).isEqualTo(Ledger.Taken.FULL);
        assertThat(rig.budget.used()).isEqualTo(2);
        assertThat(rig.live.root().units()).isEqualTo(2);
        assertThat(heir.node().units()).isZero();
        Ledger.giveBack(heir, credit, rig.budget);
        rig.cache.maximum = Long.MAX_VALUE;
        requireNothingHeld();
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "2, 2", "3, 2", "0, 5", "1, 5", "2, 5", "3, 5", "0, 9", "1, 9", "2, 9", "3, 9"})
    void charge_ofADroppedScope_leavesNoCredit(int depth, long units) {
        for (int dropped = 1; dropped <= 3; dropped++) {
            Region heir = rig.obtain(rig.session(1, 2, 3));
            long credit = credit(heir, depth, units);
            rig.drop(heir.node().atDepth(dropped).scope());
            assertThat(Ledger.charge(heir, 5, 1, rig.budget, credit)).isEqualTo(Ledger.Taken.GONE);
            requireNothingHeld();
        }
    }

    // The drop takes what the path counts, a credit among it, while the charge is about to be refused.
    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "2, 2", "0, 5", "1, 5", "2, 5", "0, 9", "1, 9", "2, 9"})
    void charge_thatMeetsADropAndIsRefused_leavesNoCredit(int depth, long units) {
        for (int dropped = 1; dropped <= 3; dropped++) {
            Region heir = rig.obtain(rig.session(1, 2, 3));
            Scope scope = heir.node().atDepth(dropped).scope();
            long credit = credit(heir, depth, units);
            rig.cache.maximum = 0;
            rig.cache.beforeCharge = () -> rig.drop(scope);
            if (Ledger.charge(heir, 5, 1, rig.budget, credit) == Ledger.Taken.FULL) {
                assertThat(dropped).isLessThanOrEqualTo(depth);
                Ledger.giveBack(heir, credit, rig.budget);
            }
            rig.cache.beforeCharge = () -> {};
            rig.cache.maximum = Long.MAX_VALUE;
            requireNothingHeld();
        }
    }

    @Test
    void bequeath_ofADroppedVictim_isACreditAtTheBudgetAlone() {
        Region victim = rig.obtain(rig.session(1, 7, 7));
        Ledger.charge(victim, 4, 1, rig.budget, Credit.NONE);
        rig.drop(rig.user(1, 7));
        long credit = Ledger.bequeath(victim, 4, ScopeNode.common(victim.node(), heir.node()), rig.budget);
        assertThat(Credit.units(credit)).isEqualTo(4);
        assertThat(Credit.unitsAt(credit, 0)).isZero();
        assertThat(Ledger.charge(heir, 5, 1, rig.budget, credit)).isEqualTo(Ledger.Taken.CHARGED);
        requireHeld(5);
    }

    @Test
    void common_ofNodesBeforeAndAfterADropOfAll_isNone() {
        ScopeNode before = heir.node();
        rig.dropAll();
        Region after = rig.obtain(rig.session(1, 2, 3));
        assertThat(ScopeNode.common(before, after.node())).isNull();
        assertThat(ScopeNode.common(before.parent(), before)).isSameAs(before.parent());
    }
}
