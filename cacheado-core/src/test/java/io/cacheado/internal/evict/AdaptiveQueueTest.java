package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** What the adaptive queue keeps of workloads of different kinds, against S3-FIFO and LRU. */
class AdaptiveQueueTest {
    private static final int HOME = 2;

    private static final class Cached {
        final PolicyQueue queue;
        final int capacity;
        final Map<Object, Entry> entries = new HashMap<>();

        Cached(PolicyQueue queue, int capacity) {
            this.queue = queue;
            this.capacity = capacity;
        }

        boolean hit(int key) {
            Entry entry = entries.get(key);
            if (entry != null) {
                entry.touch(S3FifoQueue.MOST);
                return true;
            }
            if (entries.size() == capacity) {
                entries.remove(Objects.requireNonNull(queue.poll()).key());
            }
            Entry fresh = Entries.entry(key);
            queue.add(fresh);
            entries.put(key, fresh);
            return false;
        }

        double percent(int requests, IntUnaryOperator keys) {
            int hits = 0;
            for (int i = 0; i < requests; i++) {
                hits += hit(keys.applyAsInt(i)) ? 1 : 0;
            }
            return 100.0 * hits / requests;
        }
    }

    private static double adaptive(int capacity, int requests, IntUnaryOperator keys) {
        return new Cached(new AdaptiveQueue(HOME), capacity).percent(requests, keys);
    }

    private static double s3Fifo(int capacity, int requests, IntUnaryOperator keys) {
        return new Cached(new S3FifoQueue(HOME), capacity).percent(requests, keys);
    }

    @Test
    void loop_aFifthTooLarge_keepsAPartOfItThatDoesNotChange() {
        for (int capacity : new int[] {20, 100, 1_000, 5_000}) {
            int keys = capacity * 6 / 5;

            // What is held is hit in each round: 83 %, less the rounds in which that is learnt.
            assertThat(adaptive(capacity, 100 * keys, i -> i % keys))
                    .as("%d", capacity)
                    .isGreaterThan(75);
        }
    }

    @Test
    void loop_thatGivesWayToOthers_isNotKeptForEver() {
        Cached cached = new Cached(new AdaptiveQueue(HOME), 1_000);
        cached.percent(50_000, i -> i % 1_200);

        assertThat(cached.percent(50_000, i -> 10_000 + i % 900)).isGreaterThan(70);
    }

    @Test
    void forthAndBack_isServedLikeLru() {
        IntUnaryOperator keys = i -> Math.abs(i % 3_600 - 1_800);
        double s3Fifo = s3Fifo(600, 60_000, keys);
        AdaptiveQueue queue = new AdaptiveQueue(HOME);

        assertThat(new Cached(queue, 600).percent(60_000, keys)).isGreaterThan(3 * s3Fifo);
        assertThat(queue.share().share()).isGreaterThan(0.3);
    }

    @Test
    void favouritesBesideAScan_areServedAsByS3Fifo() {
        Random random = new Random(5);
        int[] favourites =
                random.ints(100_000, 0, 1_000).map(i -> i * i / 1_000).toArray();
        IntUnaryOperator keys = i -> i / 2_000 % 2 == 0 ? favourites[i] : 10_000 + i;

        assertThat(adaptive(300, 100_000, keys)).isGreaterThan(s3Fifo(300, 100_000, keys) - 1.5);
    }

    @Test
    void queueOfAFew_doesNotAdapt() {
        AdaptiveQueue queue = new AdaptiveQueue(HOME);
        new Cached(queue, SmallShare.ADAPTS_FROM - 1).percent(10_000, i -> i % 18);

        assertThat(queue.share().share()).isEqualTo(0.1);
        assertThat(queue.share().backToSmall()).isZero();
        assertThat(queue.remembers()).isZero();
    }

    @Test
    void putBack_ofWhatWasJustPolled_isNoEvidence() {
        AdaptiveQueue queue = new AdaptiveQueue(HOME);
        for (int key = 0; key < 100; key++) {
            queue.add(Entries.entry(key));
        }
        for (int i = 0; i < 200; i++) {
            queue.add(Objects.requireNonNull(queue.poll()));
        }

        assertThat(queue.share().backToSmall()).isZero();
        assertThat(queue.share().backToMain()).isZero();
        assertThat(queue.share().news()).isEqualTo(1);
        assertThat(queue.size()).isEqualTo(100);
    }

    @Test
    void queueOfWhichMostHasGone_givesItsMemoryBack() {
        AdaptiveQueue queue = new AdaptiveQueue(HOME);
        for (int key = 0; key < 20_000; key++) {
            queue.add(Entries.entry(key));
        }
        queue.poll();
        assertThat(queue.remembers()).isBetween(40_000, 100_000);
        for (int i = 0; i < 19_900; i++) {
            queue.poll();
        }
        assertThat(queue.remembers()).isLessThan(20_000);
        while (queue.poll() != null) {
            // Nothing is left.
        }

        queue.add(Entries.entry(1));
        assertThat(queue.remembers()).isZero();
    }
}
