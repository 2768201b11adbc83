package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Together;
import io.cacheado.scope.Scope;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Charges at every limit above an entry, or none at all: budget, scopes, cache, cache in one scope. */
class LedgerTest {
    private static Ledger.Taken charge(Rig rig, Region region, long weight) {
        return Ledger.charge(region, weight, 1, rig.budget, Credit.NONE);
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
        Ledger.charge(region, 5, 0, rig.budget, Credit.NONE);

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

    /** Which limit binds; one at a time, so that no other hides that it is passed. */
    private enum Binding {
        ALL(90, 60, 40, 30, 12, 5),
        BUDGET(50, ANY, ANY, ANY, ANY, ANY),
        ORGANIZATION(ANY, 45, ANY, ANY, ANY, ANY),
        USER(ANY, ANY, 35, ANY, ANY, ANY),
        SESSION(ANY, ANY, ANY, 25, ANY, ANY),
        CACHE(ANY, ANY, ANY, ANY, 2, ANY),
        PER_SCOPE(ANY, ANY, ANY, ANY, ANY, 1);

        private final long budget;
        private final long organization;
        private final long user;
        private final long session;
        private final long cache;
        private final long perScope;

        Binding(long budget, long organization, long user, long session, long cache, long perScope) {
            this.budget = budget;
            this.organization = organization;
            this.user = user;
            this.session = session;
            this.cache = cache;
            this.perScope = perScope;
        }

        Rig rig() {
            Rig rig = Rig.with()
                    .weighted()
                    .maximum(budget)
                    .quota("org", organization)
                    .quota("user", user)
                    .quota("session", session)
                    .build();
            rig.cache.maximum = cache;
            rig.cache.perScope = perScope;
            return rig;
        }
    }

    private static final long ANY = 1_000_000;

    /** What each limit was seen to be used for, at most. */
    private static final class Most {
        private long budget;
        private long cache;
        private long perScope;
        private long node;

        void sample(Rig rig, Region[] regions) {
            for (Region region : regions) {
                perScope = within(region.mostCharged(), rig.cache.perScope, perScope, "the cache in " + region.node());
                for (ScopeNode node = region.node(); node.parent() != null; node = node.parent()) {
                    this.node = within(node.units(), node.domain().limit(), this.node, node.scope());
                }
            }
            budget = within(rig.budget.used(), rig.budget.maximum(), budget, "the budget");
            cache = within(rig.cache.entries.get(), rig.cache.maximum, cache, "the cache");
        }

        private static long within(long used, long limit, long before, Object of) {
            if (used > limit) {
                throw new AssertionError(of + " uses " + used + " of " + limit);
            }
            return Math.max(used, before);
        }
    }

    @ParameterizedTest
    @EnumSource(Binding.class)
    void usage_sampledDuringAStormOfChargesAndReleases_isNeverAboveALimit(Binding binding) throws InterruptedException {
        Rig rig = binding.rig();
        Region[] regions = new Region[8];
        for (int i = 0; i < regions.length; i++) {
            regions[i] = rig.obtain(rig.session(i & 1, i & 2, i));
            // Keeps the nodes from vanishing.
            assertThat(regions[i].node().domain()).isNotNull();
        }
        AtomicInteger working = new AtomicInteger(3);
        AtomicLong charged = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        Most most = new Most();
        Together.run(4, thread -> {
            if (thread == 3) {
                while (working.get() > 0) {
                    most.sample(rig, regions);
                }
                return;
            }
            try {
                storm(rig, regions, new Random(thread), charged, refused);
            } finally {
                working.decrementAndGet();
            }
        });

        assertThat(charged.get()).isPositive();
        // Each limit alone has refused something, so none of the others has hidden it.
        assertThat(refused.get()).isPositive();
        assertThat(Math.max(Math.max(most.budget, most.node), Math.max(most.cache, most.perScope)))
                .isPositive();
        requireNothingCharged(rig, regions[0]);
    }

    /** Holds some entries at a time, so that threads meet at each limit however few processors there are. */
    private static void storm(Rig rig, Region[] regions, Random random, AtomicLong charged, AtomicLong refused) {
        int[] weights = new int[4];
        Region[] held = new Region[weights.length];
        for (int i = 0; i < 15_000; i++) {
            int place = random.nextInt(held.length);
            if (held[place] != null) {
                Ledger.release(held[place], weights[place], 1, rig.budget);
                held[place] = null;
            }
            Region region = regions[random.nextInt(regions.length)];
            weights[place] = 1 + random.nextInt(20);
            if (charge(rig, region, weights[place]) == Ledger.Taken.CHARGED) {
                held[place] = region;
                charged.incrementAndGet();
            } else {
                refused.incrementAndGet();
            }
            if ((i & 31) == 0) {
                Thread.yield();
            }
        }
        for (int place = 0; place < held.length; place++) {
            if (held[place] != null) {
                Ledger.release(held[place], weights[place], 1, rig.budget);
            }
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
