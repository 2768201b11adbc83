package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.RichEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the queue of each policy, and the order in which each lets entries leave. */
class PolicyQueueTest {
    private static final int HOME = 2;

    static Stream<PolicyQueue> all() {
        return Stream.of(
                new FifoQueue(HOME),
                new LruQueue(HOME, true),
                new LruQueue(HOME, false),
                new LfuQueue(HOME),
                new S3FifoQueue(HOME),
                new AdaptiveQueue(HOME),
                new PluggedQueue(HOME));
    }

    private static List<Entry> references(PolicyQueue queue) {
        List<Entry> all = new ArrayList<>();
        queue.forEach(all::add);
        return all;
    }

    private static List<RichEntry> fill(PolicyQueue queue, int from, int n) {
        List<RichEntry> all = new ArrayList<>();
        for (int key = from; key < from + n; key++) {
            RichEntry entry = Entries.entry(key);
            assertThat(queue.add(entry)).isTrue();
            all.add(entry);
        }
        return all;
    }

    private static List<Object> pollAll(PolicyQueue queue) {
        List<Object> keys = new ArrayList<>();
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            keys.add(entry.key());
        }
        return keys;
    }

    private static void die(PolicyQueue queue, Entry entry) {
        if ((Entries.die(entry) & (Entry.DEAD | Entry.QUEUED)) == Entry.QUEUED) {
            queue.died();
            if (queue.untidy()) {
                queue.tidy();
            }
        }
    }

    private static void check(PolicyQueue queue) {
        List<Entry> held = references(queue);
        assertThat(held).hasSize(queue.size());
        long dead = held.stream().filter(queue::isDead).count();
        assertThat((long) queue.dead()).isEqualTo(dead);
        assertThat(dead).isLessThanOrEqualTo(held.size() / 4 + 16);
    }

    // ---- any policy ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("all")
    void add_ofOne_queuesItWithItsHome(PolicyQueue queue) {
        RichEntry entry = Entries.entry(1);
        assertThat(queue.add(entry)).isTrue();

        assertThat(entry.is(Entry.QUEUED)).isTrue();
        assertThat(entry.home()).isEqualTo(HOME);
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.poll()).isSameAs(entry);
        assertThat(entry.is(Entry.QUEUED)).isFalse();
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    void add_ofADeadOne_isRefused(PolicyQueue queue) {
        RichEntry entry = Entries.entry(1);
        entry.set(Entry.DEAD);

        assertThat(queue.add(entry)).isFalse();
        assertThat(entry.is(Entry.QUEUED)).isFalse();
        assertThat(queue.size()).isZero();
        assertThat(queue.dead()).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    void poll_ofNeverHitEntries_isFirstInFirstOut(PolicyQueue queue) {
        fill(queue, 0, 200);

        assertThat(pollAll(queue))
                .containsExactlyElementsOf(
                        Stream.iterate(0, key -> key + 1).limit(200).toList());
    }

    @ParameterizedTest
    @MethodSource("all")
    void poll_ofDeadOnes_passesThem(PolicyQueue queue) {
        List<RichEntry> all = fill(queue, 0, 40);
        for (int i = 0; i < 40; i += 2) {
            die(queue, all.get(i));
        }
        check(queue);

        assertThat(pollAll(queue)).hasSize(20).doesNotContain(0, 2, 38);
        assertThat(queue.dead()).isZero();
        assertThat(queue.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    void died_forAll_leavesFewReferences(PolicyQueue queue) {
        fill(queue, 0, 5_000).forEach(entry -> die(queue, entry));

        check(queue);
        assertThat(queue.size()).isLessThanOrEqualTo(16);
        assertThat(queue.poll()).isNull();
        assertThat(queue.dead()).isZero();
    }

    @ParameterizedTest
    @MethodSource("all")
    void died_inAllButFewOfALargeQueue_isSqueezedOutInBoundedSteps(PolicyQueue queue) {
        List<RichEntry> all = fill(queue, 0, 20_000);
        for (int i = 0; i < all.size(); i++) {
            if (i % 100 != 0) {
                die(queue, all.get(i));
            }
        }

        check(queue);
        assertThat(pollAll(queue)).hasSize(200);
    }

    @ParameterizedTest
    @MethodSource("all")
    void poll_whenAllAreHitForEver_takesOneInTheEnd(PolicyQueue queue) {
        List<RichEntry> all = fill(queue, 0, 500);
        for (RichEntry entry : all) {
            entry.mark(15);
            entry.set(Entry.REWRITTEN);
        }

        assertThat(queue.poll()).isNotNull();
        assertThat(queue.size()).isEqualTo(499);
    }

    @ParameterizedTest
    @MethodSource("all")
    void giveUp_ofAnEntry_leavesItToTheOther(PolicyQueue queue) {
        List<RichEntry> all = fill(queue, 0, 10);
        S3FifoQueue other = new S3FifoQueue(HOME + 1);
        RichEntry moves = all.get(3);

        assertThat(queue.giveUp(moves, HOME + 1)).isTrue();
        assertThat(other.add(moves)).isTrue();
        assertThat(queue.giveUp(moves, HOME + 1)).isFalse();
        check(queue);
        check(other);
        assertThat(pollAll(queue)).hasSize(9).doesNotContain(3);
        assertThat(pollAll(other)).containsExactly(3);
    }

    @ParameterizedTest
    @MethodSource("all")
    void giveUp_ofADeadOrForeignOne_isRefused(PolicyQueue queue) {
        RichEntry dead = fill(queue, 0, 1).get(0);
        die(queue, dead);

        assertThat(queue.giveUp(dead, 5)).isFalse();
        assertThat(queue.giveUp(Entries.entry(9), 5)).isFalse();
        check(queue);
    }

    @ParameterizedTest
    @MethodSource("all")
    void operations_inAnyOrder_keepCountsExactAndDeadOnesFew(PolicyQueue queue) {
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            List<Entry> living = new ArrayList<>();
            for (int step = 0; step < 6_000; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> living.addAll(fill(queue, step * 10, 1 + random.nextInt(seed + 1)));
                    case 3 -> {
                        Entry polled = queue.poll();
                        assertThat(polled == null).isEqualTo(living.isEmpty());
                        if (polled != null) {
                            assertThat(living.remove(polled)).isTrue();
                            assertThat(polled.is(Entry.DEAD | Entry.QUEUED)).isFalse();
                        }
                    }
                    case 4, 5 -> {
                        if (!living.isEmpty()) {
                            Entry hit = living.get(random.nextInt(living.size()));
                            hit.touch(15);
                            queue.touched(hit);
                        }
                    }
                    case 6 -> {
                        if (!living.isEmpty()) {
                            living.get(random.nextInt(living.size())).set(Entry.REWRITTEN);
                        }
                    }
                    default -> {
                        for (int n = random.nextInt(4); n > 0 && !living.isEmpty(); n--) {
                            die(queue, living.remove(random.nextInt(living.size())));
                        }
                    }
                }
                if (step % 50 == 0) {
                    check(queue);
                    assertThat(queue.size() - queue.dead()).isEqualTo(living.size());
                }
                if (living.size() > 1_500) {
                    while (living.size() > 50) {
                        die(queue, living.remove(random.nextInt(living.size())));
                    }
                    check(queue);
                }
            }
            living.forEach(entry -> die(queue, entry));
            check(queue);
        }
    }

    // ---- FIFO ----------------------------------------------------------------------------------------------------

    @Test
    void fifo_anEntryThatIsHit_leavesInItsTurn() {
        FifoQueue queue = new FifoQueue(HOME);
        fill(queue, 0, 3).get(0).touch(3);

        assertThat(pollAll(queue)).containsExactly(0, 1, 2);
    }

    @Test
    void fifo_anEntryThatIsOverwritten_passesTheEndOnce() {
        FifoQueue queue = new FifoQueue(HOME);
        fill(queue, 0, 3).get(0).set(Entry.REWRITTEN);

        assertThat(queue.poll().key()).isEqualTo(1);
        assertThat(pollAll(queue)).containsExactly(2, 0);
    }

    // ---- LRU -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("exactLru")
    void lru_anyHits_leaveInTheOrderOfLastUse(LruQueue queue) {
        Random random = new Random(3);
        List<RichEntry> order = new ArrayList<>(fill(queue, 0, 1_000));
        for (int step = 0; step < 20_000; step++) {
            if (step % 10 == 0) {
                RichEntry oldest = order.remove(0);
                assertThat(queue.poll()).isSameAs(oldest);
                order.addAll(fill(queue, 10_000 + step, 1));
            }
            RichEntry hit = order.get(random.nextInt(order.size()));
            queue.touched(hit);
            order.remove(hit);
            order.add(hit);
        }

        assertThat(references(queue)).containsExactlyElementsOf(order);
    }

    static Stream<LruQueue> exactLru() {
        return Stream.of(new LruQueue(HOME, true), new LruQueue(HOME, false));
    }

    @Test
    void lru_exactAndLarge_staysExact() {
        LruQueue queue = new LruQueue(HOME, true);
        List<RichEntry> all = fill(queue, 0, 5_000);
        for (int i = 0; i < 5_000; i += 2) {
            queue.touched(all.get(i));
        }

        List<Object> left = pollAll(queue);
        assertThat(left.subList(0, 2_500)).allMatch(key -> (int) key % 2 == 1);
        assertThat(left.subList(2_500, 5_000)).isSortedAccordingTo((a, b) -> Integer.compare((int) a, (int) b));
    }

    @Test
    void lru_largeAndSampled_movesOnlyEntriesThatWereNotMovedLately() {
        LruQueue queue = new LruQueue(HOME, false);
        List<RichEntry> all = fill(queue, 0, 4_000);
        queue.touched(all.get(3_999));
        queue.touched(all.get(0));

        assertThat(references(queue).get(3_999)).isSameAs(all.get(0));
        queue.touched(all.get(3_900));
        assertThat(references(queue).get(3_999)).isSameAs(all.get(0));
    }

    @Test
    void lru_aMarkLeftByABusyLock_sparesOnce() {
        LruQueue queue = new LruQueue(HOME, true);
        fill(queue, 0, 3).get(0).mark(1);

        assertThat(queue.poll().key()).isEqualTo(1);
        assertThat(pollAll(queue)).containsExactly(2, 0);
    }

    @Test
    void lru_aHitOfWhatHasLeft_changesNothing() {
        LruQueue queue = new LruQueue(HOME, true);
        List<RichEntry> all = fill(queue, 0, 3);
        queue.poll();
        queue.touched(all.get(0));

        assertThat(references(queue)).containsExactly(all.get(1), all.get(2));
        RichEntry only = fill(new LruQueue(HOME, true), 9, 1).get(0);
        queue.touched(Entries.entry(77));
        assertThat(queue.size()).isEqualTo(2);
        assertThat(only.is(Entry.QUEUED)).isTrue();
    }

    @Test
    void lru_entriesThatMoveToAnotherLru_leaveBothInOrder() {
        LruQueue from = new LruQueue(HOME, true);
        LruQueue to = new LruQueue(HOME + 1, true);
        List<RichEntry> all = fill(from, 0, 20);
        for (int i = 0; i < 20; i += 3) {
            assertThat(from.giveUp(all.get(i), HOME + 1)).isTrue();
            to.add(all.get(i));
        }
        check(from);
        check(to);

        assertThat(pollAll(to)).containsExactly(0, 3, 6, 9, 12, 15, 18);
        assertThat(pollAll(from)).containsExactly(1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19);
    }

    // ---- LFU -----------------------------------------------------------------------------------------------------

    @Test
    void lfu_entriesOfUnequalUse_leaveByFewestHitsThenOldest() {
        LfuQueue queue = new LfuQueue(HOME);
        List<RichEntry> all = fill(queue, 0, 6);
        int[] hits = {2, 0, 1, 0, 2, 1};
        for (int i = 0; i < 6; i++) {
            for (int n = 0; n < hits[i]; n++) {
                all.get(i).touch(LfuQueue.MOST);
            }
        }
        List<Object> first = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            first.add(queue.poll().key());
        }

        assertThat(first).containsExactly(1, 3, 2);
    }

    @Test
    void lfu_yesterdaysFavourite_leavesInTheEnd() {
        LfuQueue queue = new LfuQueue(HOME);
        List<RichEntry> all = fill(queue, 0, 100);
        RichEntry favourite = all.get(50);
        favourite.mark(LfuQueue.MOST);
        // A younger working set, in which each entry is used twice, takes over.
        for (int i = 0; favourite.is(Entry.QUEUED) && i < 5_000; i++) {
            fill(queue, 1_000 + i, 1).get(0).mark(2);
            queue.poll();
        }

        assertThat(favourite.is(Entry.QUEUED)).isFalse();
    }

    @Test
    void lfu_aFavouriteStillInUse_stays() {
        LfuQueue queue = new LfuQueue(HOME);
        RichEntry favourite = fill(queue, 0, 100).get(50);
        for (int i = 0; i < 5_000; i++) {
            favourite.touch(LfuQueue.MOST);
            favourite.touch(LfuQueue.MOST);
            fill(queue, 1_000 + i, 1);
            assertThat(queue.poll()).isNotSameAs(favourite);
        }
    }

    @Test
    void lfu_ageing_passesDeadOnes() {
        LfuQueue queue = new LfuQueue(HOME);
        List<RichEntry> all = fill(queue, 0, 30);
        all.forEach(entry -> entry.mark(9));
        queue.poll();
        for (int i = 0; i < 8; i++) {
            references(queue).stream()
                    .filter(each -> !each.is(Entry.DEAD))
                    .limit(1)
                    .forEach(each -> die(queue, each));
            queue.poll();
            check(queue);
        }
    }

    // ---- S3-FIFO -------------------------------------------------------------------------------------------------

    @Test
    void s3Fifo_oneHitWonders_leaveBeforeEntriesHitTwice() {
        S3FifoQueue queue = new S3FifoQueue(HOME);
        List<RichEntry> all = fill(queue, 0, 100);
        for (int i = 0; i < 50; i++) {
            all.get(i).mark(2);
        }
        List<Object> first = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            first.add(queue.poll().key());
        }

        // All but the tenth that the small queue keeps.
        assertThat(first).allMatch(key -> (int) key >= 50);
        assertThat(all.get(0).is(Entry.PROVEN)).isTrue();
        assertThat(all.get(0).mark()).isZero();
    }

    @Test
    void s3Fifo_aKeyThatComesBackSoon_passesProbation() {
        S3FifoQueue queue = new S3FifoQueue(HOME);
        fill(queue, 0, 100);
        Entry evicted = queue.poll();
        RichEntry again = Entries.entry(evicted.hash(), evicted.key());
        queue.add(again);

        assertThat(again.is(Entry.PROVEN)).isTrue();
        // Now the whole small queue leaves before it, but for its tenth.
        for (int i = 0; i < 80; i++) {
            assertThat(queue.poll()).isNotSameAs(again);
        }
    }

    @Test
    void s3Fifo_aKeyEvictedFromTheMainQueue_isNotRemembered() {
        S3FifoQueue queue = new S3FifoQueue(HOME);
        fill(queue, 0, 100).forEach(entry -> entry.mark(2));
        Entry evicted = queue.poll();
        for (int i = 0; i < 60 && !evicted.is(Entry.PROVEN); i++) {
            evicted = queue.poll();
        }
        assertThat(evicted.is(Entry.PROVEN)).isTrue();
        RichEntry again = Entries.entry(evicted.hash(), evicted.key());
        queue.add(again);

        assertThat(again.is(Entry.PROVEN)).isFalse();
    }

    @Test
    void s3Fifo_entriesOfTheMainQueue_haveASecondChanceForEachHit() {
        S3FifoQueue queue = new S3FifoQueue(HOME);
        List<RichEntry> proven = fill(queue, 0, 20);
        proven.forEach(entry -> entry.mark(2));
        fill(queue, 100, 3);
        assertThat(queue.poll().key()).isEqualTo(100);
        proven.get(0).mark(2);
        proven.get(1).mark(1);
        List<Object> left =
                pollAll(queue).stream().filter(key -> (int) key < 100).toList();

        assertThat(left).hasSize(20);
        assertThat(left.get(0)).isEqualTo(2);
        assertThat(left.get(18)).isEqualTo(1);
        assertThat(left.get(19)).isEqualTo(0);
    }

    @Test
    void s3Fifo_aScan_leavesTheWorkingSet() {
        S3FifoQueue queue = new S3FifoQueue(HOME);
        List<RichEntry> working = fill(queue, 0, 800);
        Random random = new Random(5);
        working.forEach(entry -> entry.mark(3));
        fill(queue, 10_000, 200);
        int lost = 0;
        for (int key = 20_000; key < 30_000; key++) {
            Entry gone = queue.poll();
            lost += (int) gone.key() < 800 ? 1 : 0;
            fill(queue, key, 1);
            working.get(random.nextInt(working.size())).touch(S3FifoQueue.MOST);
        }

        assertThat(lost).isLessThan(80);
    }
}
