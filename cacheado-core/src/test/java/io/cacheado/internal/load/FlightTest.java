package io.cacheado.internal.load;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.RecursiveLoadException;
import io.cacheado.internal.evict.ShareIndex;
import io.cacheado.internal.load.Flight.Landing;
import io.cacheado.internal.scope.Budget;
import io.cacheado.internal.scope.CacheId;
import io.cacheado.internal.scope.Generation;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.internal.scope.Region;
import io.cacheado.internal.scope.ScopeNode;
import io.cacheado.internal.stats.Tally;
import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Together;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.ScopeTree;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// The time-outs only end what would hang.
@Timeout(60)
class FlightTest {
    private final Region region = region("acme");

    private static Region region(String org) {
        ScopeTree tree = ScopeTree.of(level("org", "org_id"));
        LiveScopes live = new LiveScopes(
                new LiveScopes.Settings(tree, 1, true, false, Eviction.fifo(), Map.of(), Map.of()),
                new Budget(false, 10));
        return live.obtain(tree.scope("org", org), new Generation(new Unlimited()));
    }

    private static final class Unlimited extends CacheId {
        Unlimited() {
            super(0);
        }

        @Override
        public Eviction ownEviction() {
            return null;
        }

        @Override
        public boolean hasOwnQueues() {
            return false;
        }

        @Override
        public long maximum() {
            return Long.MAX_VALUE;
        }

        @Override
        public long maximumPerScope() {
            return Long.MAX_VALUE;
        }

        @Override
        protected Region region(int hash, ScopeNode node, Generation generation, Tally tally) {
            return new Region(hash, node, generation, tally) {};
        }

        @Override
        public void changed(Region where, int hash, Object key) {}

        @Override
        public boolean isPinned(Region where) {
            return false;
        }

        @Override
        public boolean tryCharge() {
            return true;
        }

        @Override
        public void release() {}

        @Override
        public ShareIndex queues() {
            return new ShareIndex();
        }
    }

    private Flight flight() {
        return Flight.ofMissing(plan(Flight.Kind.LOAD));
    }

    private Flight.Plan plan(Flight.Kind kind) {
        return new Flight.Plan(kind, region, 7, 3, false, of -> new Entry(region, 1, "k"));
    }

    // ---- one flight ----------------------------------------------------------------------------------------------

    @Test
    void flight_fresh_knowsWhereAndWhen() {
        Flight flight = flight();
        Entry placeholder = flight.placeholder();

        assertThat(flight.region()).isSameAs(region);
        assertThat(flight.startedAt()).isEqualTo(7);
        assertThat(flight.tagStamp()).isEqualTo(3);
        assertThat(flight.decides()).isFalse();
        assertThat(flight.kind()).isEqualTo(Flight.Kind.LOAD);
        assertThat(flight.holdsEntry()).isFalse();
        assertThat(flight.renewed()).isNull();
        assertThat(flight.placeholder()).isSameAs(placeholder);
        assertThat(flight.isPending()).isFalse();
        placeholder.set(Entry.LOADING);
        assertThat(flight.isPending()).isTrue();
        placeholder.set(Entry.DEAD);
        assertThat(flight.isPending()).isFalse();
        assertThat(flight.endOnce()).isTrue();
        assertThat(flight.endOnce()).isFalse();
    }

    @Test
    void await_ofOneThatHasLanded_isItsLanding() throws InterruptedException {
        Flight flight = flight();
        flight.result().complete(Landing.with("v"));
        assertThat(flight.await("c").value()).isEqualTo("v");

        Flight failed = flight();
        Throwable failure = new IllegalStateException();
        failed.result().complete(Landing.failed(failure));
        assertThat(failed.await("c").failure()).isSameAs(failure);
    }

    @Test
    void await_byManyThreads_givesAllTheSame() throws InterruptedException {
        Flight flight = flight();
        AtomicInteger got = new AtomicInteger();
        Together.run(4, thread -> {
            if (thread == 0) {
                flight.enter();
                flight.exit();
                flight.result().complete(Landing.with("v"));
            } else if ("v".equals(flight.await("c").value())) {
                got.incrementAndGet();
            }
        });

        assertThat(got).hasValue(3);
    }

    @Test
    void await_interrupted_endsForThatWaiterOnly() throws InterruptedException {
        Flight flight = flight();
        AtomicInteger interrupted = new AtomicInteger();
        Thread waiter = new Thread(() -> {
            try {
                flight.await("c");
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        });
        waiter.start();
        waiter.interrupt();
        waiter.join();

        assertThat(interrupted).hasValue(1);
        assertThat(flight.result()).isNotDone();
        flight.result().complete(Landing.with("v"));
        assertThat(flight.await("c").value()).isEqualTo("v");
    }

    // ---- recursion -----------------------------------------------------------------------------------------------

    @Test
    void await_ofTheOwnFlight_throws() {
        Flight flight = flight();
        flight.claim();
        assertThatThrownBy(() -> flight.await("prices"))
                .isInstanceOf(RecursiveLoadException.class)
                .hasMessageContaining("prices");
        flight.disown();
        flight.checkNotOwn("prices");
        flight.enter();
        assertThatThrownBy(() -> flight.checkNotOwn("prices")).isInstanceOf(RecursiveLoadException.class);
        flight.exit();
        flight.checkNotOwn("prices");
    }

    @Test
    void await_ofAnOuterOwnFlight_throws() {
        Flight outer = flight();
        Flight inner = flight();
        outer.enter();
        inner.enter();
        assertThatThrownBy(() -> outer.await("c")).isInstanceOf(RecursiveLoadException.class);
        inner.exit();
        assertThatThrownBy(() -> outer.await("c")).isInstanceOf(RecursiveLoadException.class);
        outer.exit();
    }

    @Test
    void await_withinAnotherFlightAndWithoutACycle_waits() throws InterruptedException {
        Flight mine = flight();
        Flight others = flight();
        CountDownLatch waiting = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            others.enter();
            try {
                waiting.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            others.exit();
            others.result().complete(Landing.with("v"));
        });
        other.start();
        mine.enter();
        waiting.countDown();
        assertThat(others.await("c").value()).isEqualTo("v");
        mine.exit();
        other.join();
    }

    // ---- cycles over threads -------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void await_inACycleOfThreads_throwsInAtLeastOneAndHangsInNone(int threads) throws InterruptedException {
        for (int round = 0; round < 60; round++) {
            Flight[] flights = new Flight[threads];
            for (int i = 0; i < threads; i++) {
                flights[i] = flight();
            }
            CyclicBarrier entered = new CyclicBarrier(threads);
            AtomicInteger thrown = new AtomicInteger();
            Together.run(threads, thread -> {
                Flight mine = flights[thread];
                mine.enter();
                entered.await();
                Landing landing = Landing.with("done");
                try {
                    flights[(thread + 1) % threads].await("c");
                } catch (RecursiveLoadException e) {
                    thrown.incrementAndGet();
                    landing = Landing.failed(e);
                } finally {
                    mine.exit();
                }
                mine.result().complete(landing);
            });
            assertThat(thrown.get()).isPositive();
        }
    }

    @Test
    void await_ofAThreadThatWaitsForAnOuterFlightOfThis_throws() throws InterruptedException {
        for (int round = 0; round < 60; round++) {
            Flight outer = flight();
            Flight inner = flight();
            Flight others = flight();
            CyclicBarrier entered = new CyclicBarrier(2);
            AtomicInteger thrown = new AtomicInteger();
            Together.run(2, thread -> {
                Flight mine = thread == 0 ? outer : others;
                mine.enter();
                if (thread == 0) {
                    inner.enter();
                }
                entered.await();
                try {
                    (thread == 0 ? others : outer).await("c");
                } catch (RecursiveLoadException e) {
                    thrown.incrementAndGet();
                } finally {
                    if (thread == 0) {
                        inner.exit();
                    }
                    mine.exit();
                }
                mine.result().complete(Landing.with("v"));
            });
            assertThat(thrown.get()).isPositive();
        }
    }

    // Waits only go to higher numbers, so there is never a cycle, and must never be one found.
    @Test
    void await_inManyThreadsWithoutCycles_neverThrows() throws InterruptedException {
        int n = 2_000;
        Flight[] flights = new Flight[n];
        for (int i = 0; i < n; i++) {
            flights[i] = flight();
        }
        AtomicInteger next = new AtomicInteger(n);
        Together.run(4, thread -> {
            Random random = new Random(thread);
            for (int i = next.decrementAndGet(); i >= 0; i = next.decrementAndGet()) {
                flights[i].enter();
                for (int k = 0; k < 3 && i < n - 1; k++) {
                    flights[i + 1 + random.nextInt(Math.min(8, n - 1 - i))].await("c");
                }
                flights[i].exit();
                flights[i].result().complete(Landing.with(i));
            }
        });

        assertThat(flights[0].result()).isDone();
    }

    // ---- bulk loads ----------------------------------------------------------------------------------------------

    @Test
    void bulkLoad_notesChangesOfItsRegionOnly() {
        BulkLoad bulk = new BulkLoad(region, 0);
        bulk.note(region, 5, "five");
        bulk.note(region("other"), 6, "six");

        assertThat(bulk.region()).isSameAs(region);
        assertThat(isChanged(bulk, 5, "five")).isTrue();
        assertThat(isChanged(bulk, 6, "six")).isFalse();
    }

    private static boolean isChanged(BulkLoad bulk, int hash, Object key) {
        return BulkLoad.isAmong(bulk.changes(hash), key);
    }

    @Test
    void bulkLoad_changesUnderOneHash_areToldApartByTheirKeys() {
        BulkLoad bulk = new BulkLoad(region, 0);
        bulk.note(region, 5, new String("Aa"));
        BulkLoad.Changes seen = bulk.changes(5);
        bulk.note(region, 5, new String("Aa"));
        bulk.note(region, 5, "BB");

        assertThat(isChanged(bulk, 5, "Aa")).isTrue();
        assertThat(isChanged(bulk, 5, "BB")).isTrue();
        assertThat(isChanged(bulk, 5, "C#")).isFalse();
        assertThat(BulkLoad.isAmong(seen, "BB")).isFalse();
        assertThat(bulk.changes(5)).isNotSameAs(seen);
    }

    @Test
    void bulkLoad_changesOfOneInstance_areOne() {
        BulkLoad bulk = new BulkLoad(region, 0);
        for (int i = 0; i < 10_000; i++) {
            bulk.note(region, 5, i % 2 == 0 ? "even" : "odd");
        }

        assertThat(isChanged(bulk, 5, "even")).isTrue();
        assertThat(isChanged(bulk, 5, "other")).isFalse();
    }

    @Test
    void bulkLoad_besideVeryManyChangesUnderOneHash_countsAllOfThatHashAsChanged() {
        BulkLoad bulk = new BulkLoad(region, 0);
        for (int i = 0; i < 64; i++) {
            bulk.note(region, 5, i);
        }
        assertThat(isChanged(bulk, 5, -1)).isFalse();
        bulk.note(region, 5, 64);
        bulk.note(region, 5, 65);

        assertThat(isChanged(bulk, 5, -1)).isTrue();
        assertThat(isChanged(bulk, 6, -1)).isFalse();
    }

    @Test
    void bulkLoad_besideVeryManyChanges_countsEverythingAsChanged() {
        BulkLoad bulk = new BulkLoad(region, 0);
        for (int hash = 0; hash < 65_536; hash++) {
            bulk.note(region, hash, "k");
        }
        assertThat(isChanged(bulk, -1, "k")).isFalse();
        bulk.note(region, 70_000, "k");
        bulk.note(region, 70_001, "k");

        assertThat(isChanged(bulk, -1, "k")).isTrue();
    }
}
