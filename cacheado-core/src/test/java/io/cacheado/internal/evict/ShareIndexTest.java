package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareIndexTest {
    /** What the bucketed index may err by, as its documentation says. */
    private static final double ERROR = 0.031;

    private final ShareIndex index = new ShareIndex();

    /** A share whose excess the test sets. */
    private static final class Fixed extends Share {
        private ShareIndex.Seat seat;
        private long excess;

        /** Runs once, after the excess was read and before it is returned. */
        private Runnable afterRead;

        private Entry victim;

        @Override
        public Entry victim(int hash, Table inserter, Search search) {
            return victim;
        }

        @Override
        public double excess() {
            long read = excess;
            Runnable then = afterRead;
            if (then != null) {
                afterRead = null;
                then.run();
            }
            return read;
        }

        void set(long newExcess) {
            excess = newExcess;
            seat.changed();
        }
    }

    private Fixed join(long excess) {
        Fixed share = new Fixed();
        share.excess = excess;
        share.seat = index.join(share);
        return share;
    }

    private List<Fixed> join(int n, long excess) {
        List<Fixed> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(join(excess));
        }
        return all;
    }

    @Test
    void largest_ofNone_isNull() {
        assertThat(index.largest(0)).isNull();
    }

    @Test
    void largest_ofOneWithExcess_isIt() {
        Fixed only = join(1);

        assertThat(index.largest(0)).isSameAs(only);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 17, 100})
    void largest_noneWithExcess_isNull(int shares) {
        join(shares, 0);

        assertThat(index.largest(0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 16})
    void largest_upToSixteen_isExact(int shares) {
        join(shares - 1, 1_000_000);
        Fixed most = join(1_000_001);

        assertThat(index.largest(0)).isSameAs(most);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16})
    void largest_equalShares_eachIsReachedBySkipping(int shares) {
        List<Fixed> all = join(shares, 7);
        List<Share> found = new ArrayList<>();
        for (int skip = 0; skip < shares; skip++) {
            found.add(index.largest(skip));
        }

        assertThat(found).containsExactlyInAnyOrderElementsOf(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 16})
    void largest_withSkip_followsTheOrderOfExcess(int shares) {
        List<Fixed> all = new ArrayList<>();
        for (int i = 1; i <= shares; i++) {
            all.add(join(i * 10L));
        }

        assertThat(index.largest(1)).isSameAs(all.get(shares - 2));
        assertThat(index.largest(2)).isSameAs(all.get(shares - 3));
    }

    @Test
    void largest_manyInBuckets_followsSkip() {
        join(40, 1);
        Fixed second = join(1_000);
        Fixed first = join(5_000);

        assertThat(index.largest(0)).isSameAs(first);
        assertThat(index.largest(1)).isSameAs(second);
        assertThat(((Fixed) index.largest(2)).excess).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 10, 1L << 20, 1L << 40})
    void largest_neighboursInOneOctave_errsByAtMostOneBucket(long base) {
        // All values within one octave, in every order: the one found may be smaller by at most the promised error.
        long[] values = new Random(base).longs(4_000, base, 2 * base).toArray();
        for (int i = 0; i < 100; i++) {
            ShareIndex fresh = new ShareIndex();
            long most = 0;
            for (int k = 0; k < 40; k++) {
                Fixed share = new Fixed();
                share.excess = values[i * 40 + k];
                share.seat = fresh.join(share);
                most = Math.max(most, share.excess);
            }
            assertThat((double) ((Fixed) fresh.largest(0)).excess).isGreaterThanOrEqualTo(most * (1 - ERROR));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 10, 1L << 20, 1L << 40})
    void largest_lowestAndHighestOfTheFirstBucketOfAnOctave_errsByAtMostTheDocumentedShare(long base) {
        // The widest bucket, relative to its values, is the first of an octave.
        join(20, 1);
        long most = base;
        while (ShareIndex.bucketOf(most + 1) == ShareIndex.bucketOf(base)) {
            most += Math.max(1, base / 1024);
        }
        while (ShareIndex.bucketOf(most) != ShareIndex.bucketOf(base)) {
            most--;
        }
        join(most);
        join(base);

        assertThat((double) ((Fixed) index.largest(0)).excess).isGreaterThanOrEqualTo(most * (1 - ERROR));
    }

    @Test
    void bucketOf_growingExcess_neverFallsAndStaysInRange() {
        int before = 0;
        for (long excess = 0; excess >= 0 && excess < Long.MAX_VALUE / 2; excess += 1 + excess / 50) {
            int bucket = ShareIndex.bucketOf(excess);
            assertThat(bucket).isGreaterThanOrEqualTo(before);
            before = bucket;
        }
        assertThat(ShareIndex.bucketOf(Long.MAX_VALUE)).isGreaterThanOrEqualTo(before);
        assertThat(ShareIndex.bucketOf(-5)).isZero();
        assertThat(ShareIndex.bucketOf(0)).isZero();
        assertThat(ShareIndex.bucketOf(1)).isPositive();
    }

    @Test
    void join_withTheLargestValuePossible_isFound() {
        join(20, 1);
        Fixed most = join(Long.MAX_VALUE);

        assertThat(index.largest(0)).isSameAs(most);
    }

    @Test
    void leave_ofTheLargest_leavesTheNext() {
        List<Fixed> all = join(3, 5);
        Fixed most = join(9);
        most.seat.leave();

        assertThat(all).contains((Fixed) index.largest(0));
        assertThat(all).contains((Fixed) index.largest(2));
        assertThat(index.largest(3)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 16, 40, 200})
    void victim_isThatOfTheLargestThatHasOneToGive(int shares) {
        List<Fixed> all = new ArrayList<>();
        for (int i = 1; i <= shares; i++) {
            all.add(join(i * 10L));
        }
        assertThat(index.victim(0, null)).isNull();
        all.get(0).victim = Entries.entry(1);
        assertThat(index.victim(0, null)).isSameAs(all.get(0).victim);
        all.get(shares - 1).victim = Entries.entry(2);
        assertThat(index.victim(0, null)).isSameAs(all.get(shares - 1).victim);
    }

    @Test
    void leave_twice_changesNothing() {
        Fixed stays = join(1);
        Fixed goes = join(2);
        goes.seat.leave();
        goes.seat.leave();

        assertThat(index.largest(0)).isSameAs(stays);
    }

    @Test
    void leave_inBuckets_isNotFoundAgainWhenItChanges() {
        List<Fixed> all = join(30, 5);
        Fixed most = join(9_999);
        most.seat.leave();
        most.seat.leave();
        most.set(77_777);

        assertThat(all).contains((Fixed) index.largest(0));
    }

    @Test
    void leave_downToFewShares_findsTheRest() {
        List<Fixed> all = join(40, 1_000);
        all.get(7).set(2_000);
        all.stream().filter(each -> each != all.get(7) && each != all.get(8)).forEach(each -> each.seat.leave());

        assertThat(index.largest(0)).isSameAs(all.get(7));
        assertThat(index.largest(1)).isSameAs(all.get(8));
    }

    @Test
    void changed_toAndFromNothing_isFoundAndForgotten() {
        List<Fixed> all = join(40, 0);
        assertThat(index.largest(0)).isNull();

        all.get(3).set(1);
        assertThat(index.largest(0)).isSameAs(all.get(3));

        all.get(3).set(0);
        assertThat(index.largest(0)).isNull();
    }

    // ---- races, played out step by step --------------------------------------------------------------------------

    private final List<Thread> others = new ArrayList<>();

    /** Lets another thread do it, and goes on once that is through, or waits for a lock that this thread holds. */
    private void meanwhile(Runnable what) {
        Thread other = new Thread(what);
        others.add(other);
        other.start();
        while (other.getState() != Thread.State.BLOCKED && other.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
    }

    private void joinOthers() throws InterruptedException {
        for (Thread other : others) {
            other.join();
        }
    }

    @Test
    void changed_whileItsSeatIsBeingFiled_isNotLost() throws InterruptedException {
        List<Fixed> all = join(17, 0);
        Fixed one = all.get(5);
        one.set(1);
        // Another thread puts an entry in, just while this change to nothing is being filed.
        one.excess = 0;
        one.afterRead = () -> one.afterRead = () -> meanwhile(() -> one.set(1));
        one.seat.changed();
        joinOthers();

        assertThat(one.excess).isEqualTo(1);
        assertThat(index.largest(0)).isSameAs(one);
    }

    @Test
    void changed_whileTheBucketsAreMade_isNotLost() throws InterruptedException {
        List<Fixed> all = join(16, 0);
        Fixed one = all.get(5);
        // The seventeenth makes the buckets; another thread puts an entry into a queue that was just filed as empty.
        one.afterRead = () -> meanwhile(() -> one.set(1));
        join(0);
        joinOthers();

        assertThat(index.largest(0)).isSameAs(one);
    }

    // ---- the whole against a model -------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void largest_afterAnyMixOfChanges_isWithinTheErrorOfTheTrueOne(long seed) {
        Random random = new Random(seed);
        List<Fixed> model = new ArrayList<>();
        int most = seed % 2 == 0 ? 12 : 200;
        for (int step = 0; step < 5_000; step++) {
            int what = random.nextInt(10);
            if (model.isEmpty() || (what == 0 && model.size() < most)) {
                model.add(join(randomExcess(random)));
            } else if (what == 1 && random.nextInt(most) < model.size()) {
                model.remove(random.nextInt(model.size())).seat.leave();
            } else {
                model.get(random.nextInt(model.size())).set(randomExcess(random));
            }
            check(model, most <= 16);
        }
    }

    private static long randomExcess(Random random) {
        return random.nextInt(4) == 0 ? random.nextInt(3) : random.nextLong(1L << random.nextInt(1, 62));
    }

    private void check(List<Fixed> model, boolean exact) {
        long most = model.stream().mapToLong(each -> each.excess).max().orElse(0);
        Fixed found = (Fixed) index.largest(0);
        if (most == 0) {
            assertThat(found).isNull();
            return;
        }
        assertThat(model.contains(found)).isTrue();
        if (exact) {
            assertThat(found.excess).isEqualTo(most);
        } else {
            assertThat((double) found.excess).isGreaterThanOrEqualTo(most * (1 - ERROR) - 1e-9);
        }
        int withExcess = (int) model.stream().filter(each -> each.excess > 0).count();
        List<Share> byRank = new ArrayList<>();
        for (int skip = 0; skip < Math.min(5, withExcess); skip++) {
            byRank.add(index.largest(skip));
        }
        assertThat(new HashSet<>(byRank)).hasSize(byRank.size()).doesNotContainNull();
        List<Fixed> sorted = model.stream()
                .sorted(Comparator.comparingLong((Fixed each) -> each.excess).reversed())
                .toList();
        for (int skip = 0; skip < byRank.size(); skip++) {
            assertThat((double) ((Fixed) byRank.get(skip)).excess)
                    .isGreaterThanOrEqualTo(sorted.get(skip).excess * (1 - ERROR) - 1e-9);
        }
    }
}
