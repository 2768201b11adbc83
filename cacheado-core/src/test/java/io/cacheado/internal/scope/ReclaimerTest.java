package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Together;
import io.cacheado.scope.Scope;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReclaimerTest {
    private final Rig rig = Rig.plain();

    private void fill(Scope scope, int n) {
        for (int key = 0; key < n; key++) {
            rig.put(scope, key);
        }
    }

    private void requireBuriedOnce(int n, RemovalCause cause) {
        Set<String> seen = new HashSet<>();
        for (Rig.Burial each : rig.buried) {
            assertThat(each.cause()).isEqualTo(cause);
            assertThat(seen.add(each.region().node().scope() + "/"
                            + each.region().cache().id() + "/" + each.key()))
                    .isTrue();
        }
        assertThat(seen).hasSize(n);
    }

    @Test
    void work_withNothingToDo_isOver() {
        assertThat(rig.reclaimer.hasWork()).isFalse();
        assertThat(rig.reclaimer.work(10)).isFalse();
        rig.reclaimer.finish();
        assertThat(rig.buried).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 3_000, 20_000})
    void finish_ofADroppedScope_buriesEachEntryOnce(int n) {
        Scope user = rig.user("acme", 1);
        fill(user, n);
        rig.drop(user);
        assertThat(rig.reclaimer.hasWork()).isTrue();
        assertThat(rig.budget.used()).isEqualTo(n);
        rig.reclaimer.finish();

        requireBuriedOnce(n, RemovalCause.SCOPE_EVICTED);
        Exact.check(rig);
    }

    @Test
    void finish_ofAWideAndDeepSubtree_buriesAll() {
        int n = 0;
        for (int user = 0; user < 30; user++) {
            for (int session = 0; session < 10; session++) {
                rig.put(rig.session("acme", user, session), "a");
                rig.put(rig.session("acme", user, session), rig.other, "b", 1);
                n += 2;
            }
            rig.put(rig.user("acme", user), "c");
            n++;
        }
        rig.put(rig.org("other"), "stays");
        rig.drop(rig.org("acme"));
        rig.reclaimer.finish();

        requireBuriedOnce(n, RemovalCause.SCOPE_EVICTED);
        Exact.check(rig);
        assertThat(rig.budget.used()).isEqualTo(1);
    }

    @Test
    void work_inSmallSteps_buriesAtMostOneEntryInEach() {
        fill(rig.user("acme", 1), 500);
        fill(rig.session("acme", 1, 1), 5);
        rig.drop(rig.org("acme"));
        int calls = 0;
        while (rig.reclaimer.work(1)) {
            assertThat(rig.buried.size()).isLessThanOrEqualTo(++calls);
        }

        requireBuriedOnce(505, RemovalCause.SCOPE_EVICTED);
        assertThat(calls).isLessThan(505 + 30);
        Exact.check(rig);
    }

    @Test
    void work_inSteps_givesUnitsBackAsItGoes() {
        fill(rig.user("acme", 1), 100);
        rig.drop(rig.org("acme"));
        rig.reclaimer.work(50);

        assertThat(rig.budget.used()).isBetween(50L, 60L);
        assertThat(rig.budget.used()).isEqualTo(100 - rig.buried.size());
    }

    @Test
    void work_ofAnEmptiedCache_sweepsEachScopeAndLeavesOtherCaches() {
        int n = 6_000;
        for (int user = 0; user < n; user++) {
            rig.put(rig.user(user % 50, user), "k");
        }
        rig.put(rig.tree.global(), "k");
        rig.put(rig.org(7), rig.other, "k", 1);
        rig.empty(rig.cache);
        rig.reclaimer.finish();

        requireBuriedOnce(n + 1, RemovalCause.EXPLICIT);
        assertThat(rig.budget.used()).isEqualTo(1);
        Exact.check(rig);
    }

    @Test
    void work_ofAnEmptiedCache_findsRegionsThatNewerOnesDisplaced() {
        for (int user = 0; user < 100; user++) {
            rig.put(rig.user(1, user), "old");
        }
        rig.empty(rig.cache);
        for (int user = 0; user < 100; user++) {
            rig.put(rig.user(1, user), "new");
        }
        rig.reclaimer.finish();

        requireBuriedOnce(100, RemovalCause.EXPLICIT);
        Exact.check(rig);
    }

    @Test
    void work_ofTwoEmptiedCachesAndADrop_doesAll() {
        for (int user = 0; user < 200; user++) {
            rig.put(rig.user(user % 3, user), "a");
            rig.put(rig.user(user % 3, user), rig.other, "b", 1);
        }
        rig.empty(rig.cache);
        rig.drop(rig.org(1));
        rig.empty(rig.other);
        rig.reclaimer.finish();

        assertThat(rig.buried).hasSize(400);
        assertThat(rig.paths()).isEmpty();
        Exact.check(rig);
    }

    @Test
    void work_ofAnEmptiedCache_whileThePathTableGrows_missesNothing() {
        for (int user = 0; user < 3_000; user++) {
            rig.put(rig.user(1, user), "old");
        }
        rig.empty(rig.cache);
        for (int user = 10_000; rig.reclaimer.work(5); user++) {
            rig.put(rig.user(user % 7, user), "new");
            rig.put(rig.session(user % 7, user, 1), rig.other, "new", 1);
        }

        requireBuriedOnce(3_000, RemovalCause.EXPLICIT);
        Exact.check(rig);
    }

    @Test
    void work_ofOneRegion_leavesTheOthersOfItsScope() {
        fill(rig.user("acme", 1), 50);
        rig.put(rig.user("acme", 1), rig.other, "stays", 1);
        Region region = rig.live.find(rig.user("acme", 1), rig.cache);
        rig.live.end(region);
        rig.reclaimer.add(region);
        rig.reclaimer.finish();

        requireBuriedOnce(50, RemovalCause.EXPLICIT);
        assertThat(rig.read(rig.user("acme", 1), rig.other, "stays")).isNotNull();
        Exact.check(rig);
    }

    @Test
    void work_ofARegionEmptiedAndThenDroppedWithItsScope_buriesOnce() {
        fill(rig.user("acme", 1), 50);
        Region region = rig.live.find(rig.user("acme", 1), rig.cache);
        rig.live.end(region);
        rig.reclaimer.add(region);
        rig.drop(rig.org("acme"));
        rig.reclaimer.finish();

        assertThat(rig.buried).hasSize(50);
        Exact.check(rig);
    }

    @Test
    void work_ofADropWithinADrop_buriesOnce() {
        fill(rig.session("acme", 1, 1), 20);
        fill(rig.user("acme", 1), 20);
        rig.drop(rig.session("acme", 1, 1));
        rig.reclaimer.work(4);
        rig.drop(rig.org("acme"));
        rig.reclaimer.finish();

        requireBuriedOnce(40, RemovalCause.SCOPE_EVICTED);
        Exact.check(rig);
    }

    @Test
    void entriesThatDieBeforeTheReclaimerComes_areNotBuried() {
        fill(rig.user("acme", 1), 10);
        Region region = rig.live.find(rig.user("acme", 1), rig.cache);
        rig.drop(rig.org("acme"));
        List<Entry> all = new ArrayList<>();
        region.forEach(each -> all.add((Entry) each));
        all.subList(0, 5).forEach(each -> assertThat(rig.remove(region, each)).isTrue());
        rig.reclaimer.finish();

        assertThat(rig.buried).hasSize(5);
        Exact.check(rig);
    }

    @Test
    void hasWork_whileAnItemIsTakenUp_isNeverFalse() throws ReflectiveOperationException {
        // A background task that asks just then would not come back.
        AtomicBoolean asked = new AtomicBoolean();
        AtomicBoolean always = new AtomicBoolean(true);
        Queue<Object> watched = new ConcurrentLinkedQueue<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public Object poll() {
                Object polled = super.poll();
                if (polled != null) {
                    asked.set(true);
                    always.set(always.get() && rig.reclaimer.hasWork());
                }
                return polled;
            }
        };
        Field waiting = Reclaimer.class.getDeclaredField("waiting");
        waiting.setAccessible(true);
        waiting.set(rig.reclaimer, watched);
        fill(rig.user("acme", 1), 10);
        rig.drop(rig.org("acme"));
        rig.reclaimer.finish();

        assertThat(asked).isTrue();
        assertThat(always).isTrue();
    }

    // ---- one at a time -------------------------------------------------------------------------------------------

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void work_withinABurial_returnsAtOnce() {
        AtomicInteger buried = new AtomicInteger();
        Reclaimer[] self = new Reclaimer[1];
        self[0] = new Reclaimer(rig.live, (region, entry, cause) -> {
            buried.incrementAndGet();
            assertThat(self[0].isHeldByCurrentThread()).isTrue();
            assertThat(self[0].work(100)).isTrue();
            self[0].finish();
        });
        fill(rig.user("acme", 1), 10);
        self[0].add(rig.live.detach(rig.org("acme")).top());
        self[0].finish();

        assertThat(buried).hasValue(10);
        assertThat(self[0].isHeldByCurrentThread()).isFalse();
    }

    @Test
    void work_afterABurialThatThrew_goesOnWithTheNext() {
        AtomicInteger buried = new AtomicInteger();
        Reclaimer failing = new Reclaimer(rig.live, (region, entry, cause) -> {
            if (buried.incrementAndGet() % 3 == 0) {
                throw new Stop();
            }
        });
        fill(rig.user("acme", 1), 10);
        failing.add(rig.live.detach(rig.org("acme")).top());
        for (int thrown = 0; thrown < 3; thrown++) {
            assertThatThrownBy(failing::finish).isInstanceOf(Stop.class);
        }
        failing.finish();

        assertThat(buried).hasValue(10);
        assertThat(failing.hasWork()).isFalse();
    }

    @Test
    void work_byManyThreads_buriesEachOnce() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            rig.buried.clear();
            for (int user = 0; user < 20; user++) {
                fill(rig.user("acme", user), 30);
            }
            rig.drop(rig.org("acme"));
            Together.run(3, thread -> {
                while (rig.reclaimer.work(7)) {
                    Thread.onSpinWait();
                }
            });
            rig.reclaimer.finish();
            requireBuriedOnce(600, RemovalCause.SCOPE_EVICTED);
            Exact.check(rig);
        }
    }
}
