package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryQueueTest {
    private final EntryQueue queue = new EntryQueue();

    private static boolean isDead(Entry entry) {
        return entry.is(Entry.DEAD);
    }

    private List<Entry> content() {
        List<Entry> all = new ArrayList<>();
        queue.forEach(all::add);
        return all;
    }

    private List<Entry> fill(int n) {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Entry entry = Entries.entry(i);
            queue.add(entry);
            all.add(entry);
        }
        return all;
    }

    @Test
    void poll_ofAnEmptyQueue_isNull() {
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
        assertThat(queue.squeeze(EntryQueueTest::isDead)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 80, 81, 1_000})
    void poll_afterAdds_givesThemInOrder(int n) {
        List<Entry> all = fill(n);
        assertThat(content()).containsExactlyElementsOf(all);

        for (Entry expected : all) {
            assertThat(queue.poll()).isSameAs(expected);
        }
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
        assertThat(fill(20)).containsExactlyElementsOf(content());
    }

    @Test
    void squeeze_ofDeadOnes_keepsTheOrderOfTheOthers() {
        List<Entry> all = fill(500);
        List<Entry> living = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            if (i % 7 == 3) {
                living.add(all.get(i));
            } else {
                all.get(i).set(Entry.DEAD);
            }
        }
        int dropped = 0;
        for (int call = 0; call < 40; call++) {
            dropped += queue.squeeze(EntryQueueTest::isDead);
        }

        assertThat(dropped).isEqualTo(500 - living.size());
        assertThat(queue.size()).isEqualTo(living.size());
        assertThat(content()).containsExactlyElementsOf(living);
        Entry late = Entries.entry(7);
        queue.add(late);
        living.forEach(each -> assertThat(queue.poll()).isSameAs(each));
        assertThat(queue.poll()).isSameAs(late);
    }

    @Test
    void squeeze_once_looksAtTwoChunksAtMost() {
        fill(10_000).forEach(entry -> entry.set(Entry.DEAD));

        assertThat(queue.squeeze(EntryQueueTest::isDead)).isLessThanOrEqualTo(128);
    }

    @Test
    void squeeze_ofAll_leavesAQueueThatGoesOn() {
        fill(300).forEach(entry -> entry.set(Entry.DEAD));
        for (int call = 0; call < 20; call++) {
            queue.squeeze(EntryQueueTest::isDead);
        }

        assertThat(queue.size()).isZero();
        assertThat(queue.poll()).isNull();
        List<Entry> all = fill(100);
        assertThat(content()).containsExactlyElementsOf(all);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void operations_inAnyOrder_agreeWithADeque(long seed) {
        Random random = new Random(seed);
        Deque<Entry> model = new ArrayDeque<>();
        boolean grows = seed % 2 == 0;
        for (int step = 0; step < 20_000; step++) {
            int what = random.nextInt(10);
            if (what < (grows ? 5 : 4)) {
                Entry entry = Entries.entry(step);
                queue.add(entry);
                model.add(entry);
            } else if (what < 8) {
                assertThat(queue.poll()).isSameAs(model.poll());
            } else if (what == 8) {
                int every = random.nextInt(1, 5);
                int i = 0;
                for (Entry entry : model) {
                    if (i++ % every == 0 && random.nextInt(4) == 0) {
                        entry.set(Entry.DEAD);
                    }
                }
            } else {
                List<Entry> dropped = new ArrayList<>();
                int said = queue.squeeze(entry -> isDead(entry) && dropped.add(entry));
                assertThat(dropped).hasSize(said);
                model.removeAll(dropped);
            }
            assertThat(queue.size()).isEqualTo(model.size());
            if (step % 500 == 0) {
                assertThat(content()).containsExactlyElementsOf(model);
            }
            if (model.size() > 2_000) {
                while (model.size() > 100) {
                    assertThat(queue.poll()).isSameAs(model.poll());
                }
            }
        }
    }
}
