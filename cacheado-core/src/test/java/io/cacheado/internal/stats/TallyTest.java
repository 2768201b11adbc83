package io.cacheado.internal.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.table.Together;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();
    private final long[] sums = new long[Tally.ALL];

    @Test
    void add_toEachCounter_isSummed() {
        for (int counter = 0; counter < Tally.ALL; counter++) {
            assertThat(tally.add(counter, counter + 1)).isTrue();
        }
        tally.sumInto(sums);
        tally.sumInto(sums);

        for (int counter = 0; counter < Tally.ALL; counter++) {
            assertThat(sums[counter]).isEqualTo(2 * (counter + 1));
        }
    }

    @Test
    void counters_areOneForEachCause() {
        assertThat(Tally.STALE - Tally.REMOVED).isEqualTo(RemovalCause.values().length);
    }

    @Test
    void sumInto_withoutRemovals_isTheRest() {
        tally.add(Tally.HITS, 2);
        tally.sumInto(sums);

        assertThat(sums[Tally.HITS]).isEqualTo(2);
        assertThat(sums[Tally.REMOVED]).isZero();
    }

    @Test
    void closeInto_givesTheSumsOnceAndRefusesLaterOnes() {
        tally.add(Tally.MISSES, 3);
        tally.add(Tally.REMOVED + 4, 7);
        tally.closeInto(sums);
        tally.closeInto(sums);

        assertThat(sums[Tally.MISSES]).isEqualTo(3);
        assertThat(sums[Tally.REMOVED + 4]).isEqualTo(7);
        for (int counter = 0; counter < Tally.ALL; counter++) {
            assertThat(tally.add(counter, 1_000)).isFalse();
        }
        long[] later = new long[Tally.ALL];
        tally.sumInto(later);
        tally.closeInto(later);
        assertThat(later).containsOnly(0);
    }

    @Test
    void closeInto_besideAdders_losesAndDoublesNothing() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Tally closing = new Tally();
            Tallies departed = new Tallies();
            Tallies above = new Tallies();
            AtomicLong added = new AtomicLong();
            Together.run(4, thread -> {
                if (thread == 3) {
                    while (added.get() < 50) {
                        Thread.onSpinWait();
                    }
                    long[] mine = new long[Tally.ALL];
                    closing.closeInto(mine);
                    if (!departed.add(1, mine)) {
                        above.add(1, mine);
                    }
                    long[][] all = departed.close();
                    for (int id = 0; id < all.length; id++) {
                        if (all[id] != null) {
                            above.add(id, all[id]);
                        }
                    }
                    return;
                }
                for (int i = 0; i < 200; i++) {
                    int counter = i % Tally.ALL;
                    if (!closing.add(counter, 1) && !departed.add(1, counter, 1)) {
                        above.add(1, counter, 1);
                    }
                    added.incrementAndGet();
                }
            });
            long[] all = new long[Tally.ALL];
            above.sumInto(1, all);
            long sum = 0;
            for (long each : all) {
                sum += each;
            }
            assertThat(sum).isEqualTo(600);
        }
    }

    @Test
    void tallies_byCache_areSummedApartAndTogether() {
        Tallies tallies = new Tallies();
        tallies.add(5, Tally.HITS, 2);
        tallies.add(0, Tally.HITS, 1);
        long[] more = new long[Tally.ALL];
        more[Tally.HITS] = 10;
        tallies.add(5, more);
        tallies.sumInto(5, sums);
        assertThat(sums[Tally.HITS]).isEqualTo(12);
        tallies.sumInto(9, sums);
        assertThat(sums[Tally.HITS]).isEqualTo(12);

        long[] all = new long[Tally.ALL];
        tallies.sumInto(-1, all);
        assertThat(all[Tally.HITS]).isEqualTo(13);
    }

    @Test
    void tallies_closed_areTakenOnce() {
        Tallies tallies = new Tallies();
        tallies.add(2, Tally.HITS, 2);

        assertThat(tallies.close()[2][Tally.HITS]).isEqualTo(2);
        assertThat(tallies.close()).isEmpty();
        assertThat(tallies.add(2, Tally.HITS, 1)).isFalse();
        assertThat(tallies.add(2, new long[Tally.ALL])).isFalse();
        tallies.sumInto(-1, sums);
        assertThat(sums).containsOnly(0);
    }

    @Test
    void snapshot_namesEachFigure() {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = i + 1;
        }
        Snapshot snapshot = new Snapshot(sums, 100, 200, 300, 400, 500, 600, 700, 800);

        assertThat(snapshot.hitCount()).isEqualTo(1);
        assertThat(snapshot.missCount()).isEqualTo(2);
        assertThat(snapshot.coalescedCount()).isEqualTo(3);
        assertThat(snapshot.loadSuccessCount()).isEqualTo(5);
        assertThat(snapshot.loadFailureCount()).isEqualTo(6);
        assertThat(snapshot.totalLoadTime()).isEqualTo(Duration.ofNanos(7));
        assertThat(snapshot.insertCount()).isEqualTo(8);
        assertThat(snapshot.removalCount(RemovalCause.EXPLICIT)).isEqualTo(9);
        assertThat(snapshot.removalCount(RemovalCause.FENCED)).isEqualTo(18);
        assertThat(snapshot.entryCount()).isEqualTo(100);
        assertThat(snapshot.weight()).isEqualTo(200);
        assertThat(snapshot.scopeCount()).isEqualTo(300);
        assertThat(snapshot.loadsInFlight()).isEqualTo(400);
        assertThat(snapshot.undeliveredCount()).isEqualTo(500);
        assertThat(snapshot.listenerFailureCount()).isEqualTo(600);
        assertThat(snapshot.bypassCount()).isEqualTo(700);
        assertThat(snapshot.toString()).contains("hits=1", "misses=2", "entries=100");
    }
}
