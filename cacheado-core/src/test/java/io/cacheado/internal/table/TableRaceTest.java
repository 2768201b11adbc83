package io.cacheado.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Readers without a lock beside writers: real threads, many rounds. */
class TableRaceTest {
    private final TestTable table = new TestTable();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();

    private interface Body {
        void run() throws Throwable;
    }

    private void start(Body body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
                stop.set(true);
            }
        });
        threads.add(thread);
        thread.start();
    }

    private void finish() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    // Keys that are always there stand between keys that come and go: in the same slots, leaves and overflow.
    @ParameterizedTest(name = "{0} keys that come and go, {1} hashes, {2} rounds")
    @CsvSource({
        "3, 1, 60000",
        "6, 4, 40000",
        "40, 16, 8000",
        "40, 1000000, 8000",
        "90, 1, 3000",
        "6000, 10000000, 25",
        "6000, 50, 25",
    })
    void find_ofAKeyThatIsAlwaysThere_neverMissesIt(int passing, int hashes, int rounds) throws InterruptedException {
        List<Entry> staying = new ArrayList<>();
        for (int key = -1; key >= -8; key--) {
            staying.add(table.add(hash(key, hashes), key));
        }
        AtomicLong reads = new AtomicLong();
        start(() -> {
            Random random = new Random(1);
            for (int round = 0; round < rounds && !stop.get(); round++) {
                List<Entry> here = new ArrayList<>();
                for (int key = 0; key < passing; key++) {
                    here.add(table.add(hash(key, hashes), key));
                }
                while (!here.isEmpty()) {
                    Entry last = here.remove(here.size() - 1);
                    Entry gone = here.isEmpty() ? last : here.set(random.nextInt(here.size()), last);
                    table.kill(gone);
                }
            }
            stop.set(true);
        });
        for (int reader = 0; reader < 2; reader++) {
            int first = reader;
            start(() -> {
                long n = 0;
                for (int i = first; !stop.get(); i++, n++) {
                    Entry entry = staying.get(i & 7);
                    if (table.find(entry.hash(), entry.key()) != entry) {
                        throw new AssertionError("missed " + entry.key());
                    }
                }
                reads.addAndGet(n);
            });
        }
        finish();

        assertThat(reads.get()).isPositive();
        assertThat(table.size()).isEqualTo(8);
    }

    private static int hash(int key, int hashes) {
        return Math.floorMod(Mix.avalanche(key), hashes) * (hashes > 1_000 ? 419 : 1);
    }

    @Test
    void find_whileEntriesAreReplacedInTheirSlots_neverMissesTheKey() throws InterruptedException {
        for (int key = 0; key < 8; key++) {
            table.add(key & 1, key);
        }
        start(() -> {
            for (int round = 0; round < 60_000 && !stop.get(); round++) {
                int key = round & 7;
                Entry old = table.find(key & 1, key);
                table.replace(old, table.entry(key & 1, key), Table.Guard.NONE);
            }
            stop.set(true);
        });
        for (int reader = 0; reader < 2; reader++) {
            start(() -> {
                for (int i = 0; !stop.get(); i++) {
                    if (table.find(i & 1, i & 7) == null) {
                        throw new AssertionError("missed " + (i & 7));
                    }
                }
            });
        }
        finish();

        assertThat(table.size()).isEqualTo(8);
    }

    // Value n expires at n: a reader that follows the protocol never serves a pair of two writes.
    @Test
    void read_beside_writersOfValueAndExpiry_neverSeesATornPair() throws InterruptedException {
        Entry entry = table.entry(1, "k");
        entry.prepare(1L, 1L);
        table.link(entry, Table.Guard.NONE);
        AtomicLong served = new AtomicLong();
        start(() -> {
            // And on until someone has read beside it, however late the readers begin.
            for (long n = 2; (n < 600_000 || served.get() == 0) && !stop.get(); n++) {
                Long value = n;
                table.change(entry, false, there -> {
                    there.publish(value, value);
                    return true;
                });
            }
            stop.set(true);
        });
        for (int reader = 0; reader < 2; reader++) {
            start(() -> {
                long seen = 0;
                while (!stop.get()) {
                    Long value = (Long) entry.laValue();
                    long expiresAt = entry.laExpiresAt();
                    if (entry.laValue() != value) {
                        continue;
                    }
                    // An expiry of the write before is a legal earlier miss; one of a later write is a torn pair.
                    if (expiresAt > value) {
                        throw new AssertionError("value " + value + " with the expiry of " + expiresAt);
                    }
                    if (value < seen) {
                        throw new AssertionError("went back from " + seen + " to " + value);
                    }
                    if (seen == 0) {
                        served.incrementAndGet();
                    }
                    seen = value;
                }
            });
        }
        finish();

        assertThat(served.get()).isPositive();
    }

    @Test
    void withdraw_besideReaders_isNeverServedAsLive() throws InterruptedException {
        AtomicReference<Entry> current = new AtomicReference<>(table.add(1, "k"));
        start(() -> {
            for (int round = 0; round < 100_000 && !stop.get(); round++) {
                Entry old = current.get();
                table.kill(old);
                old.withdraw();
                current.set(table.add(1, "k"));
            }
            stop.set(true);
        });
        start(() -> {
            while (!stop.get()) {
                Entry entry = current.get();
                Object value = entry.laValue();
                long expiresAt = entry.laExpiresAt();
                if (expiresAt != Entry.NEVER_LIVE && value == null && entry.laExpiresAt() != Entry.NEVER_LIVE) {
                    throw new AssertionError("a live entry without a value");
                }
            }
        });
        finish();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void link_ofOneKeyByManyThreads_linksItOnce() throws InterruptedException {
        int keys = 200;
        for (int round = 0; round < 60; round++) {
            AtomicLong linked = new AtomicLong();
            TestTable fresh = new TestTable();
            threads.clear();
            for (int t = 0; t < 3; t++) {
                start(() -> {
                    for (int key = 0; key < keys; key++) {
                        Entry mine = fresh.entry(key % 5, key);
                        if (fresh.link(mine, Table.Guard.NONE) == mine) {
                            linked.incrementAndGet();
                        }
                    }
                });
            }
            finish();
            assertThat(linked).hasValue(keys);
            assertThat(fresh.size()).isEqualTo(keys);
        }
    }

    @Test
    void kill_ofOneEntryByManyThreads_succeedsOnce() throws InterruptedException {
        List<Entry> all = table.fill(30_000);
        AtomicLong killed = new AtomicLong();
        for (int t = 0; t < 3; t++) {
            start(() -> {
                for (Entry entry : all) {
                    if (table.kill(entry) >= 0) {
                        killed.incrementAndGet();
                    }
                }
            });
        }
        finish();

        assertThat(killed).hasValue(all.size());
        assertThat(table.isEmpty()).isTrue();
    }

    @Test
    void closeNext_besideWriters_accountsForEachLinkedEntryOnce() throws InterruptedException {
        for (int round = 0; round < 40; round++) {
            TestTable fresh = new TestTable();
            AtomicLong linked = new AtomicLong();
            AtomicLong dead = new AtomicLong();
            threads.clear();
            for (int t = 0; t < 2; t++) {
                int base = t * 100_000;
                start(() -> {
                    for (int key = base; ; key++) {
                        Entry entry = fresh.entry(Mix.avalanche(key & ~63), key);
                        if (fresh.link(entry, Table.Guard.NONE) == null) {
                            return;
                        }
                        linked.incrementAndGet();
                        if (key % 3 == 0 && fresh.kill(entry) >= 0) {
                            dead.incrementAndGet();
                        }
                    }
                });
            }
            while (linked.get() < round * 300) {
                Thread.onSpinWait();
            }
            for (Hashed[] some = fresh.closeNext(); some != null; some = fresh.closeNext()) {
                for (Hashed each : some) {
                    if (each != null && (((Entry) each).set(Entry.DEAD) & Entry.DEAD) == 0) {
                        dead.incrementAndGet();
                    }
                }
            }
            finish();
            assertThat(dead).hasValue(linked.get());
        }
    }

    // Writers of many threads that split, overflow and collapse the same branches.
    @Test
    void writers_growingAndShrinkingTogether_loseNothing() throws InterruptedException {
        for (int t = 0; t < 3; t++) {
            int base = t << 20;
            start(() -> {
                Random random = new Random(base);
                for (int round = 0; round < 12; round++) {
                    List<Entry> mine = new ArrayList<>();
                    for (int i = 0; i < 3_000; i++) {
                        int hash = i % 10 == 0 ? 0x70000001 : Mix.avalanche(base + i);
                        mine.add(table.add(hash, base + i));
                    }
                    while (!mine.isEmpty()) {
                        Entry entry = mine.remove(random.nextInt(mine.size()));
                        if (table.find(entry.hash(), entry.key()) != entry) {
                            throw new AssertionError("lost " + entry.key());
                        }
                        if (table.kill(entry) < 0) {
                            throw new AssertionError("was dead: " + entry.key());
                        }
                    }
                }
            });
        }
        finish();

        assertThat(table.size()).isZero();
        assertThat(table.isEmpty()).isTrue();
    }
}
