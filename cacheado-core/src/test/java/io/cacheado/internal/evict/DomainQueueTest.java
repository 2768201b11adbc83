package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.RichEntry;
import io.cacheado.policy.Eviction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DomainQueueTest {
    private final Stripe[] stripes = new Stripe[16];

    DomainQueueTest() {
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe();
        }
    }

    private DomainQueue queue(Eviction eviction, long limit) {
        return new DomainQueue(eviction, limit, 1, 77, stripes, false, new PluggedPolicies());
    }

    static Stream<Eviction> policies() {
        return Stream.of(
                Eviction.fifo(),
                Eviction.lru(),
                Eviction.lfu(),
                Eviction.s3Fifo(),
                Eviction.adaptive(),
                Eviction.sieve());
    }

    private static List<RichEntry> fill(DomainQueue queue, int from, int n) {
        List<RichEntry> all = new ArrayList<>();
        for (int key = from; key < from + n; key++) {
            RichEntry entry = Entries.entry(key);
            queue.dress(entry);
            queue.add(entry, entry.weight());
            all.add(entry);
        }
        return all;
    }

    private static void die(DomainQueue queue, Entry entry) {
        int flags = Entries.die(entry);
        if (flags >= 0) {
            queue.died(entry, flags);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "511, 1", "1023, 1", "2047, 2", "4096, 8", "9223372036854775807, 16"})
    void shards_ofALimit_areFewForSmallOnes(long limit, int shards) {
        assertThat(queue(Eviction.fifo(), limit).references()[2]).isEqualTo(shards);
    }

    @Test
    void shards_whenExact_areOne() {
        DomainQueue exact =
                new DomainQueue(Eviction.s3Fifo(), Long.MAX_VALUE, 0, 1, stripes, true, new PluggedPolicies());

        assertThat(exact.references()[2]).isEqualTo(1);
    }

    // Eviction.lru(): "Exact ... in queues of at most 1,024 entries that no two threads use at the same instant".
    @Test
    void lru_ofTheMostEntriesThatAreSaidToBeExact_leavesInTheOrderOfUse() {
        DomainQueue lru = queue(Eviction.lru(), 1_024);
        List<RichEntry> all = fill(lru, 0, 1_024);
        List<Object> left = new ArrayList<>();
        for (int i = 0; i < 1_024; i++) {
            left.add(lru.poll(i * 0x1234567).key());
        }

        assertThat(left).containsExactlyElementsOf(all.stream().map(Entry::key).toList());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void poll_ofAnyShard_drainsAll(Eviction eviction) {
        DomainQueue queue = queue(eviction, 1 << 20);
        fill(queue, 0, 1_000);
        assertThat(queue.units()).isEqualTo(1_000);
        assertThat(queue.home()).isEqualTo(1);
        int polled = 0;
        for (Entry entry = queue.poll(5); entry != null; entry = queue.poll(5)) {
            die(queue, entry);
            polled++;
        }

        assertThat(polled).isEqualTo(1_000);
        assertThat(queue.units()).isZero();
        assertThat(queue.references()).containsExactly(0, 0, eviction.factory() == null ? 16 : 1);
    }

    @Test
    void poll_byHashes_takesFromEachShardAlike() {
        DomainQueue queue = queue(Eviction.fifo(), 1 << 20);
        fill(queue, 0, 16_000);
        Random random = new Random(1);
        int young = 0;
        for (int i = 0; i < 8_000; i++) {
            young += (int) queue.poll(random.nextInt()).key() >= 10_000 ? 1 : 0;
        }

        assertThat(young).isLessThan(200);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void excess_isTheSumOfWeights(Eviction eviction) {
        DomainQueue queue = queue(eviction, 1 << 20);
        RichEntry a = Entries.weighing(1, 30);
        RichEntry b = Entries.weighing(2, 12);
        queue.add(a, 30);
        queue.add(b, 12);
        assertThat(queue.units()).isEqualTo(42);

        die(queue, a);
        assertThat(queue.units()).isEqualTo(12);
        b.weight(17);
        queue.charge(5);
        assertThat(queue.units()).isEqualTo(17);
        assertThat(queue.poll(0)).isSameAs(b);
        assertThat(queue.units()).isEqualTo(17);
        b.weight(20);
        queue.charge(3);
        queue.putBack(b);
        assertThat(queue.units()).isEqualTo(20);
        assertThat(queue.poll(0)).isSameAs(b);
        die(queue, b);
        assertThat(queue.units()).isZero();
    }

    @Test
    void add_ofOneThatHasJustDied_leavesNothingBehind() {
        DomainQueue queue = queue(Eviction.fifo(), 100);
        RichEntry dead = Entries.entry(1);
        queue.dress(dead);
        die(queue, dead);
        queue.add(dead, 1);

        assertThat(queue.units()).isZero();
        assertThat(queue.references()[0]).isZero();
    }

    @Test
    void charge_tellsTheIndicesInWhichItSits() {
        ShareIndex index = new ShareIndex();
        for (int i = 0; i < 20; i++) {
            DomainQueue empty = queue(Eviction.fifo(), 100);
            empty.sit(index, empty);
        }
        DomainQueue full = queue(Eviction.fifo(), 100);
        full.sit(index, full);
        assertThat(index.largest(0)).isNull();
        fill(full, 0, 3);
        assertThat(index.largest(0)).isSameAs(full);

        full.leave();
        assertThat(index.largest(0)).isNull();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void move_ofSome_leavesBothQueuesWhole(Eviction eviction) {
        for (Eviction into : policies().toList()) {
            DomainQueue from = new DomainQueue(eviction, 1 << 14, 0, 3, stripes, false, new PluggedPolicies());
            DomainQueue to = new DomainQueue(into, 1 << 10, 2, 4, stripes, false, new PluggedPolicies());
            List<RichEntry> all = fill(from, 0, 600);
            List<RichEntry> older = fill(to, 9_000, 100);
            for (int i = 0; i < 600; i += 2) {
                from.move(all.get(i), to);
                from.move(all.get(i), to);
            }
            assertThat(from.units()).isEqualTo(300);
            assertThat(to.units()).isEqualTo(400);
            for (int i = 0; i < 600; i += 5) {
                die(i % 2 == 0 ? to : from, all.get(i));
            }
            requireExact(from, 240);
            requireExact(to, 340);
            assertThat(drain(to)).hasSize(340).containsAll(older);
            assertThat(drain(from)).hasSize(240).allMatch(each -> (int) each.key() % 2 == 1);
            requireExact(from, 0);
            requireExact(to, 0);
        }
    }

    private static List<Entry> drain(DomainQueue queue) {
        List<Entry> all = new ArrayList<>();
        for (Entry entry = queue.poll(0); entry != null; entry = queue.poll(0)) {
            all.add(entry);
            die(queue, entry);
        }
        return all;
    }

    private static void requireExact(DomainQueue queue, int living) {
        long[] references = queue.references();
        assertThat(references[0] - references[1]).isEqualTo(living);
        assertThat(references[1]).isLessThanOrEqualTo(references[0] / 4 + 16 * references[2]);
        assertThat(queue.units()).isEqualTo(living);
        int[] walked = new int[1];
        queue.forEach(each -> walked[0]++);
        assertThat((long) walked[0]).isEqualTo(references[0]);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void move_besideDeaths_keepsCountsExact(Eviction eviction) throws InterruptedException {
        for (int round = 0; round < 40; round++) {
            DomainQueue from = new DomainQueue(eviction, 1 << 14, 0, 3, stripes, false, new PluggedPolicies());
            DomainQueue to = new DomainQueue(eviction, 1 << 14, 2, 4, stripes, false, new PluggedPolicies());
            List<RichEntry> all = fill(from, 0, 400);
            AtomicInteger moved = new AtomicInteger();
            Object lockOfTheTable = new Object();
            Thread mover = new Thread(() -> {
                for (RichEntry entry : all) {
                    synchronized (lockOfTheTable) {
                        from.move(entry, to);
                    }
                    moved.incrementAndGet();
                }
            });
            mover.start();
            for (int i = 0; i < all.size(); i++) {
                // At the heels of the mover, so that they meet in one entry again and again.
                while (moved.get() < i) {
                    Thread.onSpinWait();
                }
                RichEntry entry = all.get(i);
                int flags;
                synchronized (lockOfTheTable) {
                    flags = entry.set(Entry.DEAD);
                }
                (entry.home() == 0 ? from : to).died(entry, flags);
            }
            mover.join();
            assertThat(drain(from)).isEmpty();
            assertThat(drain(to)).isEmpty();
            requireExact(from, 0);
            requireExact(to, 0);
        }
    }

    @Test
    void hit_whileTheStripeIsBusy_leavesAMarkAndDoesNotWait() throws InterruptedException {
        DomainQueue lru = queue(Eviction.lru(), 100);
        RichEntry entry = fill(lru, 0, 2).get(0);
        for (Stripe stripe : stripes) {
            stripe.lock();
        }
        Thread hitter = new Thread(() -> lru.hit(entry));
        hitter.start();
        hitter.join();
        for (Stripe stripe : stripes) {
            stripe.unlock();
        }

        assertThat(entry.mark()).isEqualTo(1);
        assertThat(lru.poll(0).key()).isEqualTo(1);
    }

    @Test
    void hit_ofEachPolicyThatAsksForIt_countsAsUse() {
        DomainQueue lru = queue(Eviction.lru(), 100);
        List<RichEntry> inLru = fill(lru, 0, 2);
        assertThat(inLru.get(0).is(Entry.SPECIAL)).isTrue();
        lru.hit(inLru.get(0));
        assertThat(lru.poll(0)).isSameAs(inLru.get(1));

        DomainQueue lfu = queue(Eviction.lfu(), 100);
        List<RichEntry> inLfu = fill(lfu, 0, 2);
        lfu.hit(inLfu.get(0));
        assertThat(inLfu.get(0).mark()).isEqualTo(1);
        assertThat(lfu.poll(0)).isSameAs(inLfu.get(1));

        assertThat(fill(queue(Eviction.fifo(), 1), 0, 1).get(0).is(Entry.SPECIAL))
                .isFalse();
        assertThat(fill(queue(Eviction.s3Fifo(), 1), 0, 1).get(0).is(Entry.SPECIAL))
                .isFalse();
        assertThat(DomainQueue.needsRich(Eviction.lru())).isTrue();
        assertThat(DomainQueue.needsRich(Eviction.s3Fifo())).isFalse();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void overwritten_countsAsUse(Eviction eviction) {
        DomainQueue queue = queue(eviction, 100);
        List<RichEntry> all = fill(queue, 0, 2);
        queue.overwritten(all.get(0));
        queue.overwritten(all.get(0));

        assertThat(queue.poll(0)).isSameAs(all.get(1));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void threads_addingPollingAndKilling_leaveCountsExact(Eviction eviction) throws InterruptedException {
        DomainQueue queue = queue(eviction, 1 << 13);
        List<Thread> threads = new ArrayList<>();
        int[][] living = new int[3][1];
        for (int t = 0; t < 3; t++) {
            int base = t * 100_000;
            int[] mine = living[t];
            Thread thread = new Thread(() -> {
                Random random = new Random(base);
                List<RichEntry> known = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    int what = random.nextInt(6);
                    if (what < 3) {
                        known.addAll(fill(queue, base + i, 1));
                        mine[0]++;
                    } else if (what == 3) {
                        Entry polled = queue.poll(random.nextInt());
                        int flags = polled == null ? Entry.DEAD : polled.set(Entry.DEAD);
                        if ((flags & Entry.DEAD) == 0) {
                            mine[0]--;
                            queue.died(polled, flags);
                        }
                    } else if (!known.isEmpty()) {
                        RichEntry one = known.get(random.nextInt(known.size()));
                        if (what == 4) {
                            queue.hit(one);
                        } else {
                            int flags = one.set(Entry.DEAD);
                            if ((flags & Entry.DEAD) == 0) {
                                mine[0]--;
                                queue.died(one, flags);
                            }
                        }
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        requireExact(queue, living[0][0] + living[1][0] + living[2][0]);
    }
}
