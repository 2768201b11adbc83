package io.cacheado.internal.expire;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import io.cacheado.internal.table.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    /** Nanoseconds of a bucket of the finest level. */
    private static final long TICK = 1L << 24;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    private static final Table OWNER = new Table(0) {
        @Override
        protected Object overflowKey() {
            return this;
        }
    };

    private final TimerWheel wheel = new TimerWheel();
    private int keys;

    private Entry entry(long due) {
        Entry entry = new Entry(OWNER, keys, keys++);
        entry.prepare("v", due);
        return entry;
    }

    private Entry file(long due) {
        Entry entry = entry(due);
        wheel.file(entry);
        return entry;
    }

    private void die(Entry entry) {
        int flags = entry.set(Entry.DEAD);
        if ((flags & Entry.DEAD) == 0 && (flags & Entry.TIMED) != 0) {
            wheel.died();
        }
    }

    private List<Entry> advance(long now) {
        return advance(now, Integer.MAX_VALUE, true);
    }

    private List<Entry> advance(long now, int most, boolean exactly) {
        List<Entry> found = new ArrayList<>();
        wheel.advance(now, most, exactly, found::add);
        return found;
    }

    // ---- one entry -----------------------------------------------------------------------------------------------

    @Test
    void advance_ofAnEmptyWheel_findsNothing() {
        assertThat(advance(0)).isEmpty();
        assertThat(advance(Long.MAX_VALUE / 4)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                1,
                TICK - 1,
                TICK,
                TICK + 1,
                63 * TICK,
                64 * TICK,
                65 * TICK,
                64 * 64 * TICK - 1,
                64 * 64 * TICK,
                64 * 64 * 64 * TICK + 7,
                64L * 64 * 64 * 64 * TICK,
                64L * 64 * 64 * 64 * 64 * TICK + 9,
                1L << 62
            })
    void advance_toAnInstant_findsWhatIsDueAndNothingEarlier(long due) {
        Entry entry = file(due);
        assertThat(entry.is(Entry.TIMED)).isTrue();
        assertThat(wheel.size()).isEqualTo(1);

        assertThat(advance(due - 1)).isEmpty();
        assertThat(advance(due)).containsExactly(entry);
        assertThat(entry.is(Entry.TIMED)).isFalse();
        assertThat(wheel.size()).isZero();
        assertThat(advance(due + DAY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, TICK, 65 * TICK, 64 * 64 * TICK, 64L * 64 * 64 * 64 * TICK})
    void advance_notExactly_findsItOneBucketLaterAtMost(long due) {
        Entry entry = file(due);

        assertThat(advance(due - 1, 1_000, false)).isEmpty();
        assertThat(advance(due + TICK, 1_000, false)).containsExactly(entry);
    }

    @Test
    void advance_inOneLongJump_findsAllLevels() {
        List<Entry> all = new ArrayList<>();
        for (long due = 5; due < 1L << 61; due *= 3) {
            all.add(file(due));
        }

        assertThat(advance(1L << 61)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void file_ofADeadOne_isRefused() {
        Entry dead = entry(50);
        dead.set(Entry.DEAD);
        wheel.file(dead);

        assertThat(dead.is(Entry.TIMED)).isFalse();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void file_ofOneThatIsDueAlready_isFoundByTheNextAdvance() {
        advance(file(1_000 * TICK).laExpiresAt() + MINUTE);
        long now = 1_000 * TICK + MINUTE;
        Entry late = file(now - 30 * TICK);
        Entry veryLate = file(3);

        assertThat(advance(now)).containsExactlyInAnyOrder(late, veryLate);
    }

    @Test
    void file_afterTheWheelWasIdleForLong_isNeitherEarlyNorLate() {
        for (long idle : new long[] {TICK, 64 * TICK, 64 * 64 * TICK, MINUTE * 90, 3 * DAY, 300 * DAY}) {
            TimerWheel fresh = new TimerWheel();
            long now = 17 * TICK + idle;
            Entry soon = entry(now + 5);
            Entry later = entry(now + 70 * TICK);
            fresh.file(soon);
            fresh.file(later);
            List<Entry> found = new ArrayList<>();
            fresh.advance(now + 4, 100, true, found::add);
            assertThat(found).isEmpty();
            fresh.advance(now + 5, 100, true, found::add);
            assertThat(found).containsExactly(soon);
            fresh.advance(now + 70 * TICK, 100, true, found::add);
            assertThat(found).containsExactly(soon, later);
        }
    }

    @Test
    void file_afterTheWheelWasIdleForAllItsBuckets_isFoundOnTheDay() {
        for (int idle = 200; idle < 240; idle++) {
            TimerWheel fresh = new TimerWheel();
            long now = idle * DAY;
            Entry entry = entry(now + 50 * DAY);
            fresh.file(entry);
            List<Entry> found = new ArrayList<>();
            fresh.advance(now, 100, false, found::add);
            assertThat(found).isEmpty();
            fresh.advance(now + 50 * DAY, 100, true, found::add);
            assertThat(found).containsExactly(entry);
        }
    }

    // ---- hints ---------------------------------------------------------------------------------------------------

    @Test
    void advance_overOneThatNowExpiresLater_filesItAgain() {
        Entry entry = file(100);
        entry.casExpiresAt(100, 500 * TICK);

        assertThat(advance(200)).isEmpty();
        assertThat(advance(400 * TICK)).isEmpty();
        assertThat(entry.is(Entry.TIMED)).isTrue();
        assertThat(advance(500 * TICK)).containsExactly(entry);
    }

    @Test
    void advance_overOneThatNowNeverExpires_letsItGo() {
        Entry entry = file(100);
        entry.casExpiresAt(100, Entry.NEVER);

        assertThat(advance(200)).isEmpty();
        assertThat(entry.is(Entry.TIMED)).isFalse();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void advance_overADeadOne_dropsIt() {
        die(file(100));
        assertThat(wheel.dead()).isEqualTo(1);

        assertThat(advance(200)).isEmpty();
        assertThat(wheel.size()).isZero();
        assertThat(wheel.dead()).isZero();
    }

    @Test
    void died_forMany_isSqueezedOut() {
        List<Entry> all = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            all.add(file(1 + random.nextLong(DAY)));
        }
        for (int i = 0; i < all.size(); i++) {
            die(all.get(i));
            assertThat(wheel.dead()).isLessThanOrEqualTo(wheel.size() / 4 + 16);
        }
        assertThat(wheel.size()).isLessThanOrEqualTo(16);
    }

    @Test
    void died_forManyOfOneBucket_isSqueezedOut() {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(file(MINUTE + i));
        }
        for (int i = 0; i < all.size(); i += 1 + i % 2) {
            die(all.get(i));
            assertThat(wheel.dead()).isLessThanOrEqualTo(wheel.size() / 4 + 16);
        }
    }

    // ---- bounded steps -------------------------------------------------------------------------------------------

    @Test
    void advance_withALimit_looksAtNoMore() {
        int n = 1_000;
        for (int i = 0; i < n; i++) {
            file(10 * TICK + i);
        }
        long cascaded = Steps.CASCADES.sum();
        Set<Entry> found = new HashSet<>();
        int calls = 0;
        while (wheel.size() > 0) {
            List<Entry> some = advance(100 * TICK, 64, false);
            assertThat(some).hasSizeLessThanOrEqualTo(64);
            found.addAll(some);
            assertThat(++calls).isLessThan(50);
        }

        assertThat(found).hasSize(n);
        assertThat(Steps.CASCADES.sum()).isGreaterThanOrEqualTo(cascaded);
    }

    @Test
    void advance_withALimitOverCascades_getsThroughInTheEnd() {
        int n = 5_000;
        for (int i = 0; i < n; i++) {
            file(64L * 64 * 64 * TICK + i * TICK);
        }
        Set<Entry> found = new HashSet<>();
        long end = 64L * 64 * 64 * TICK + 5_001 * TICK;
        for (int calls = 0; wheel.size() > 0; calls++) {
            assertThat(calls).isLessThan(2_000);
            for (Entry entry : advance(end, 64, false)) {
                assertThat(found.add(entry)).isTrue();
            }
        }

        assertThat(found).hasSize(n);
    }

    @Test
    void advance_withALimitWhileTimePasses_isNeverEarlyAndEndsOnTime() {
        Random random = new Random(7);
        TreeMap<Long, Integer> due = new TreeMap<>();
        for (int i = 0; i < 4_000; i++) {
            long at = random.nextLong(1, 200 * MINUTE);
            file(at);
            due.merge(at, 1, Integer::sum);
        }
        int left = 4_000;
        for (long now = 0; left > 0; now += random.nextLong(1, MINUTE)) {
            for (Entry entry : advance(now, 40, false)) {
                assertThat(entry.laExpiresAt()).isLessThanOrEqualTo(now);
                left--;
            }
            assertThat(now).isLessThan(400 * MINUTE);
        }
        assertThat(wheel.size()).isZero();
    }

    @Test
    void advance_twiceWithinABucketNotExactly_doesNothingTheSecondTime() {
        file(5 * TICK);
        advance(2 * TICK, 10, false);
        assertThat(advance(2 * TICK + 5, 10, false)).isEmpty();
        assertThat(advance(6 * TICK, 10, false)).hasSize(1);
    }

    // ---- the whole against a model -------------------------------------------------------------------------------

    @ParameterizedTest(name = "seed {0}, lives up to {1} ticks, jumps up to {2} ticks")
    @CsvSource({
        "1, 3, 1",
        "2, 100, 2",
        "3, 100, 200",
        "4, 5000, 10",
        "5, 300000, 1000",
        "6, 300000, 100000",
        "7, 30000000, 10000000",
        "8, 2000000000, 100000000",
        "9, 64, 1",
        "10, 4096, 64",
        "11, 262144, 64",
        "12, 3000000000, 200000000"
    })
    void operations_inAnyOrder_handOutEachEntryOnceAndOnTime(long seed, long life, long jump) {
        Random random = new Random(seed);
        Set<Entry> waiting = new HashSet<>();
        long now = random.nextLong(0, 1_000 * TICK);
        advance(now);
        for (int step = 0; step < 6_000; step++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> waiting.add(file(now + 1 + random.nextLong(life * TICK)));
                case 3 -> {
                    Entry entry = any(waiting, random);
                    if (entry != null) {
                        long due = entry.laExpiresAt();
                        entry.casExpiresAt(due, due + random.nextLong(life * TICK));
                    }
                }
                case 4 -> {
                    Entry entry = any(waiting, random);
                    if (entry != null) {
                        waiting.remove(entry);
                        die(entry);
                    }
                }
                default -> now += random.nextBoolean() ? random.nextLong(TICK) : random.nextLong(jump * TICK);
            }
            if (step % 3 == 0) {
                for (Entry entry : advance(now)) {
                    assertThat(waiting.remove(entry)).isTrue();
                    assertThat(entry.laExpiresAt()).isLessThanOrEqualTo(now);
                    assertThat(entry.is(Entry.TIMED)).isFalse();
                }
                for (Entry entry : waiting) {
                    if (entry.laExpiresAt() <= now) {
                        throw new AssertionError("late by " + (now - entry.laExpiresAt()));
                    }
                }
                assertThat(wheel.size() - wheel.dead()).isEqualTo(waiting.size());
                assertThat(wheel.dead()).isLessThanOrEqualTo(wheel.size() / 4 + 16);
            }
        }
    }

    private static Entry any(Set<Entry> waiting, Random random) {
        int skip = waiting.isEmpty() ? 0 : random.nextInt(Math.min(20, waiting.size()));
        for (Entry entry : waiting) {
            if (skip-- == 0) {
                return entry;
            }
        }
        return null;
    }

    @Test
    void threads_filingKillingAndAdvancing_handOutEachOnce() throws InterruptedException {
        AtomicInteger filed = new AtomicInteger();
        AtomicInteger found = new AtomicInteger();
        AtomicInteger killed = new AtomicInteger();
        AtomicLong time = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            int mine = t;
            Thread thread = new Thread(() -> {
                Random random = new Random(mine);
                List<Entry> known = new ArrayList<>();
                for (int i = 0; i < 12_000; i++) {
                    Entry entry = new Entry(OWNER, i, mine * 100_000 + i);
                    entry.prepare("v", time.get() + random.nextLong(300 * TICK));
                    wheel.file(entry);
                    filed.incrementAndGet();
                    known.add(entry);
                    if (i % 3 == 0) {
                        Entry dying = known.get(random.nextInt(known.size()));
                        int flags = dying.set(Entry.DEAD);
                        if ((flags & Entry.DEAD) == 0) {
                            killed.incrementAndGet();
                            if ((flags & Entry.TIMED) != 0) {
                                wheel.died();
                            }
                        }
                    }
                    if (i % 7 == 0) {
                        long now = time.addAndGet(random.nextLong(TICK));
                        wheel.advance(now, 64, random.nextBoolean(), each -> {
                            if ((each.set(Entry.DEAD) & Entry.DEAD) == 0) {
                                found.incrementAndGet();
                            }
                        });
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        wheel.advance(time.get() + DAY, Integer.MAX_VALUE, true, each -> {
            if ((each.set(Entry.DEAD) & Entry.DEAD) == 0) {
                found.incrementAndGet();
            }
        });

        assertThat(found.get() + killed.get()).isEqualTo(filed.get());
        assertThat(wheel.size()).isZero();
        assertThat(wheel.dead()).isZero();
    }
}
