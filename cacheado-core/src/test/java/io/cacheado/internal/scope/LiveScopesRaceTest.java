package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Together;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scopes that come, go and are dropped under the hands of several threads. */
class LiveScopesRaceTest {

    // Each thread's own keys are in scopes that the others make vanish: with two live nodes of one scope, some would
    // not
    // be found.
    @Test
    void put_whileOthersLetTheScopeVanish_isAlwaysFoundByIds() throws InterruptedException {
        for (int round = 0; round < 40; round++) {
            Rig rig = Rig.plain();
            Together.run(4, thread -> {
                Random random = new Random(thread);
                for (int i = 0; i < 400; i++) {
                    Scope session = rig.session(1, random.nextInt(2), random.nextInt(2));
                    Entry entry = rig.put(session, thread);
                    if (rig.read(session, thread) != entry) {
                        throw new AssertionError("not found: " + session);
                    }
                    if (!rig.remove(entry)) {
                        throw new AssertionError("was dead");
                    }
                    if (rig.read(session, thread) != null) {
                        throw new AssertionError("still found: " + session);
                    }
                }
            });
            Exact.check(rig);
            assertThat(rig.paths()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anything_underSixThreads_leavesNothingDeadBehind(boolean weighted) throws InterruptedException {
        for (int round = 0; round < 120; round++) {
            Rig.Setup setup = Rig.with().quota("user", 1_000);
            Rig rig = weighted ? setup.weighted().build() : setup.build();
            int seed = round;
            Together.run(6, thread -> {
                Random random = new Random(seed * 31L + thread);
                for (int i = 0; i < 120; i++) {
                    Scope scope = rig.session(random.nextInt(2), random.nextInt(2), random.nextInt(3));
                    for (int up = random.nextInt(4); up > 0; up--) {
                        scope = scope.parent();
                    }
                    act(rig, scope, random, thread * 1_000 + i);
                }
            });
            rig.reclaimer.finish();
            Exact.check(rig);
            rig.dropAll();
            rig.reclaimer.finish();
            assertThat(rig.paths()).isEmpty();
            assertThat(rig.budget.used()).isZero();
            assertThat(rig.live.root().units()).isZero();
            assertThat(rig.live.root().entries(rig.budget)).isZero();
        }
    }

    private static void act(Rig rig, Scope scope, Random random, int key) {
        TestCache cache = random.nextInt(3) == 0 ? rig.other : rig.cache;
        switch (random.nextInt(24)) {
            case 0 -> {
                if (scope.depth() > 0) {
                    rig.drop(scope);
                }
            }
            case 1 -> rig.reclaimer.work(1 + random.nextInt(20));
            case 2 -> rig.empty(cache);
            case 3 -> {
                Region region = rig.live.find(scope, cache);
                if (region != null && rig.live.end(region)) {
                    rig.reclaimer.add(region);
                }
            }
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    rig.dropAll();
                }
            }
            case 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 -> rig.put(scope, cache, key, 1 + random.nextInt(5));
            default -> {
                Region region = rig.live.find(scope, cache);
                if (region != null) {
                    List<Entry> all = new ArrayList<>();
                    region.forEach(each -> all.add((Entry) each));
                    all.forEach(each -> rig.remove(region, each));
                }
            }
        }
    }

    // When detach has returned, no reader with a handle or by ids sees what was put before it began.
    @Test
    void drop_besideReadersAndOtherDrops_isUnreadableWhenItReturns() throws InterruptedException {
        Rig rig = Rig.plain();
        Scope session = rig.session(1, 1, 1);
        Together.run(3, thread -> {
            if (thread == 0) {
                for (int i = 0; i < 4_000; i++) {
                    rig.drop(session.parent());
                    rig.reclaimer.work(3);
                }
                return;
            }
            for (int i = 0; i < 4_000; i++) {
                String key = thread + ":" + i;
                Region handle = (Region) rig.put(session, key).owner();
                handle.isAlive(rig.live);
                rig.drop(session);
                if (handle.isFresh(rig.live) && handle.find(Rig.hash(handle, key), key) != null) {
                    throw new AssertionError("readable through the handle after its drop");
                }
                if (rig.read(session, key) != null) {
                    throw new AssertionError("readable by ids after its drop");
                }
            }
        });
        rig.reclaimer.finish();
        Exact.check(rig);
    }

    @Test
    void figures_whileScopesVanishAndAreDropped_areNeitherLostNorDoubled() throws InterruptedException {
        for (int round = 0; round < 30; round++) {
            Rig rig = Rig.with().stats().build();
            AtomicLong counted = new AtomicLong();
            Together.run(4, thread -> {
                Random random = new Random(thread);
                for (int i = 0; i < 400; i++) {
                    Scope session = rig.session(random.nextInt(2), random.nextInt(2), random.nextInt(2));
                    Entry entry = rig.put(session, thread);
                    Region region = (Region) entry.owner();
                    if (!region.tally().add(Tally.HITS, 1)) {
                        rig.live.count(session, 0, Tally.HITS, 1);
                    }
                    rig.live.count(session, 1, Tally.MISSES, 1);
                    counted.incrementAndGet();
                    switch (random.nextInt(12)) {
                        case 0 -> rig.drop(session.parent());
                        case 1 -> rig.reclaimer.work(10);
                        case 2 -> {
                            if (random.nextInt(8) == 0) {
                                rig.dropAll();
                            }
                        }
                        default -> rig.remove(entry);
                    }
                }
            });
            rig.reclaimer.finish();
            long[] sums = rig.sums(rig.live.root());
            assertThat(sums[Tally.HITS]).isEqualTo(counted.get());
            assertThat(sums[Tally.MISSES]).isEqualTo(counted.get());
        }
    }
}
