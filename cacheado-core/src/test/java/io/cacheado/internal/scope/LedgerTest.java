package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Together;
import io.cacheado.scope.Scope;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Charges at every limit above an entry, or none at all: budget, scopes, cache, cache in one scope. */
class LedgerTest {
    private static Ledger.Taken charge(Rig rig, Region region, long weight) {
        return Ledger.charge(region, weight, 1, rig.budget);
    }

    private static void requireNothingCharged(Rig rig, Region region) {
        assertThat(rig.budget.used()).isZero();
        assertThat(rig.cache.entries).hasValue(0);
        for (ScopeNode node = region.node(); node != null; node = node.parent()) {
            assertThat(node.units()).isZero();
            assertThat(node.entries(rig.budget)).isZero();
        }
    }

    @Test
    void charge_ofOne_countsAtEveryLevel() {
        Rig rig = Rig.plain();
        Region region = rig.obtain(rig.session(1, 2, 3));

        assertThat(charge(rig, region, 1)).isEqualTo(Ledger.Taken.CHARGED);
        for (ScopeNode node = region.node(); node != null; node = node.parent()) {
            assertThat(node.units()).isEqualTo(1);
            assertThat(node.entries(rig.budget)).isEqualTo(1);
        }
        assertThat(rig.budget.used()).isEqualTo(1);
        assertThat(rig.cache.entries).hasValue(1);

        Ledger.release(region, 1, 1, rig.budget);
        requireNothingCharged(rig, region);
    }

    @Test
    void charge_ofWeight_countsWeightAndEntriesApart() {
        Rig rig = Rig.with().weighted().build();
        Region region = rig.obtain(rig.session(1, 2, 3));
        charge(rig, region, 40);
        charge(rig, region, 2);
        Ledger.charge(region, 5, 0, rig.budget);

        assertThat(rig.live.root().units()).isEqualTo(47);
        assertThat(rig.live.root().entries(rig.budget)).isEqualTo(2);
        assertThat(rig.budget.used()).isEqualTo(47);
        assertThat(rig.budget.isWeighted()).isTrue();
        Ledger.release(region, 47, 2, rig.budget);
        rig.cache.release();
        assertThat(rig.live.root().units()).isZero();
    }

    @Test
    void charge_beyondTheBudget_chargesNothing() {
        Rig rig = Rig.with().weighted().maximum(10).build();
        Region region = rig.obtain(rig.session(1, 2, 3));

        assertThat(charge(rig, region, 11)).isEqualTo(Ledger.Taken.FULL);
        requireNothingCharged(rig, region);
        assertThat(charge(rig, region, 10)).isEqualTo(Ledger.Taken.CHARGED);
        rig.budget.maximum(12);
        assertThat(rig.budget.maximum()).isEqualTo(12);
        assertThat(charge(rig, region, 2)).isEqualTo(Ledger.Taken.CHARGED);
    }

    @Test
    void charge_beyondAScopesLimit_chargesNothing() {
        Rig rig = Rig.with().quota("user", 1).build();
        Region region = rig.obtain(rig.session(1, 2, 3));
        Region sibling = rig.obtain(rig.session(1, 2, 4));
        assertThat(charge(rig, sibling, 1)).isEqualTo(Ledger.Taken.CHARGED);

        assertThat(charge(rig, region, 1)).isEqualTo(Ledger.Taken.FULL);
        Ledger.release(sibling, 1, 1, rig.budget);
        requireNothingCharged(rig, region);
    }

    @Test
    void charge_beyondTheCachesLimit_chargesNothing() {
        Rig rig = Rig.plain();
        rig.cache.maximum = 1;
        Region region = rig.obtain(rig.session(1, 2, 3));
        assertThat(charge(rig, region, 1)).isEqualTo(Ledger.Taken.CHARGED);

        assertThat(charge(rig, region, 1)).isEqualTo(Ledger.Taken.FULL);
        assertThat(region.node().units()).isEqualTo(1);
        assertThat(rig.budget.used()).isEqualTo(1);
    }

    @Test
    void charge_beyondTheLimitWithinTheScope_chargesNothing() {
        Rig rig = Rig.plain();
        rig.cache.perScope = 2;
        Region region = rig.obtain(rig.session(1, 2, 3));
        charge(rig, region, 1);
        assertThat(Ledger.excess(region)).isZero();
        charge(rig, region, 1);
        assertThat(Ledger.excess(region)).isEqualTo(1);

        assertThat(charge(rig, region, 1)).isEqualTo(Ledger.Taken.FULL);
        assertThat(region.node().units()).isEqualTo(2);
        assertThat(rig.cache.entries).hasValue(2);
        rig.cache.perScope = 1;
        assertThat(Ledger.excess(region)).isEqualTo(2);
        Ledger.release(region, 1, 1, rig.budget);
        Ledger.release(region, 1, 1, rig.budget);
        requireNothingCharged(rig, region);
        assertThat(Ledger.excess(rig.obtain(rig.org(1), rig.other))).isZero();
    }

    @Test
    void charge_underADroppedScope_isGoneAndChargesNothing() {
        Rig rig = Rig.plain();
        Region region = rig.obtain(rig.session(1, 2, 3));
        rig.drop(rig.session(1, 2, 3));

        assertThat(charge(rig, region, 1)).isEqualTo(Ledger.Taken.GONE);
        assertThat(rig.budget.used()).isZero();
        assertThat(rig.live.root().units()).isZero();
    }

    @Test
    void charge_underADroppedAncestor_leavesTheRestExact() {
        Rig rig = Rig.with().weighted().build();
        Region region = rig.obtain(rig.session(1, 2, 3));
        charge(rig, region, 7);
        rig.drop(rig.org(1));
        assertThat(rig.live.root().units()).isZero();
        assertThat(rig.live.root().entries(rig.budget)).isZero();
        assertThat(rig.budget.used()).isEqualTo(7);

        assertThat(charge(rig, region, 1)).isEqualTo(Ledger.Taken.GONE);
        Ledger.release(region, 7, 1, rig.budget);
        assertThat(rig.live.root().units()).isZero();
        assertThat(rig.live.root().entries(rig.budget)).isZero();
        assertThat(rig.budget.used()).isZero();
    }

    // ---- at every instant ----------------------------------------------------------------------------------------

    @Test
    void usage_sampledDuringAStormOfChargesAndReleases_isNeverAboveALimit() throws InterruptedException {
        Rig rig = Rig.with()
                .weighted()
                .maximum(90)
                .quota("org", 60)
                .quota("user", 40)
                .quota("session", 30)
                .build();
        rig.cache.maximum = 12;
        rig.cache.perScope = 5;
        Region[] regions = new Region[8];
        for (int i = 0; i < regions.length; i++) {
            regions[i] = rig.obtain(rig.session(i & 1, i & 2, i));
            // Keeps the nodes from vanishing.
            assertThat(regions[i].node().domain()).isNotNull();
        }
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong samples = new AtomicLong();
        AtomicLong charged = new AtomicLong();
        Together.run(4, thread -> {
            if (thread == 3) {
                while (!stop.get()) {
                    sample(rig, regions);
                    samples.incrementAndGet();
                }
                return;
            }
            try {
                Random random = new Random(thread);
                for (int i = 0; i < 20_000; i++) {
                    Region region = regions[random.nextInt(regions.length)];
                    int weight = 1 + random.nextInt(20);
                    if (charge(rig, region, weight) == Ledger.Taken.CHARGED) {
                        charged.incrementAndGet();
                        if ((i & 31) == 0) {
                            Thread.yield();
                        }
                        Ledger.release(region, weight, 1, rig.budget);
                    }
                }
            } finally {
                stop.set(true);
            }
        });

        assertThat(samples.get()).isPositive();
        assertThat(charged.get()).isPositive();
        requireNothingCharged(rig, regions[0]);
    }

    private static void sample(Rig rig, Region[] regions) {
        for (Region region : regions) {
            for (ScopeNode node = region.node(); node.parent() != null; node = node.parent()) {
                if (node.units() > node.domain().limit()) {
                    throw new AssertionError(node.scope() + " uses " + node.units());
                }
            }
        }
        if (rig.budget.used() > rig.budget.maximum() || rig.cache.entries.get() > rig.cache.maximum) {
            throw new AssertionError("the budget or the cache is above its limit");
        }
    }

    @Test
    void counters_underSixThreadsWithNestedDrops_areExactAtRest() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Rig rig = round % 2 == 0 ? Rig.plain() : Rig.with().weighted().build();
            int seed = round;
            Together.run(6, thread -> {
                Random random = new Random(seed * 100L + thread);
                for (int i = 0; i < 60; i++) {
                    Scope session = rig.session(random.nextInt(2), random.nextInt(2), random.nextInt(2));
                    int what = random.nextInt(20);
                    if (what == 0) {
                        rig.drop(session.parent().parent());
                    } else if (what == 1) {
                        rig.drop(session.parent());
                    } else if (what == 2) {
                        rig.drop(session);
                    } else if (what == 3) {
                        rig.reclaimer.work(5);
                    } else if (what < 14) {
                        rig.put(what < 6 ? session.parent() : session, rig.cache, thread * 100 + i, 1 + what);
                    } else {
                        Region region = rig.live.find(session, rig.cache);
                        if (region != null) {
                            region.forEach(each -> rig.remove(region, (Entry) each));
                        }
                    }
                }
            });
            rig.reclaimer.finish();
            Exact.check(rig);
        }
    }
}
