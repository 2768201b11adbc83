package io.cacheado.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntryTest {
    private final TestTable table = new TestTable();
    private final Entry entry = new Entry(table, 7, "key");

    @Test
    void entry_fresh_servesNothing() {
        assertThat(entry.owner()).isSameAs(table);
        assertThat(entry.key()).isEqualTo("key");
        assertThat(entry.overflowKey()).isEqualTo("key");
        assertThat(entry.hash()).isEqualTo(7);
        assertThat(entry.laValue()).isNull();
        assertThat(entry.laExpiresAt()).isEqualTo(Entry.NEVER_LIVE);
        assertThat(entry.lvFlags()).isZero();
        assertThat(entry.mark()).isZero();
        assertThat(entry.home()).isZero();
        assertThat(entry.weight()).isEqualTo(1);
    }

    @Test
    void flags_setAndCleared_areIndependent() {
        List<Integer> all = List.of(
                Entry.DEAD, Entry.QUEUED, Entry.LOADING, Entry.TIMED, Entry.SPECIAL, Entry.PROVEN, Entry.REWRITTEN);
        int so = 0;
        for (int flag : all) {
            assertThat(entry.is(flag)).isFalse();
            assertThat(entry.set(flag)).isEqualTo(so);
            so |= flag;
            assertThat(entry.lvFlags()).isEqualTo(so);
            assertThat(entry.lpFlags()).isEqualTo(so);
        }
        for (int flag : all) {
            assertThat(entry.clear(flag)).isEqualTo(so);
            so &= ~flag;
            assertThat(entry.is(flag)).isFalse();
        }
        assertThat(so).isZero();
    }

    @Test
    void flags_setByManyThreadsAtOnce_areAllThere() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Entry fresh = new Entry(table, 1, "k");
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                int flag = 1 << i;
                threads[i] = new Thread(() -> fresh.set(flag));
            }
            for (Thread each : threads) {
                each.start();
            }
            for (Thread each : threads) {
                each.join();
            }
            assertThat(fresh.lvFlags()).isEqualTo(15);
        }
    }

    @Test
    void mark_touched_saturates() {
        for (int i = 0; i < 10; i++) {
            entry.touch(3);
        }
        assertThat(entry.mark()).isEqualTo(3);

        entry.mark(200);
        assertThat(entry.mark()).isEqualTo(200);
        entry.touch(255);
        assertThat(entry.mark()).isEqualTo(201);
        entry.touch(15);
        assertThat(entry.mark()).isEqualTo(201);
    }

    @Test
    void withdraw_givesTheValueOnce() {
        entry.publish("v", 50);
        assertThat(entry.laValue()).isEqualTo("v");
        assertThat(entry.laExpiresAt()).isEqualTo(50);

        assertThat(entry.withdraw()).isEqualTo("v");
        assertThat(entry.laValue()).isNull();
        assertThat(entry.laExpiresAt()).isEqualTo(Entry.NEVER_LIVE);
        assertThat(entry.withdraw()).isNull();
    }

    @Test
    void casExpiresAt_ofAnOldReading_isRefused() {
        entry.prepare("v", 50);

        assertThat(entry.casExpiresAt(49, 60)).isFalse();
        assertThat(entry.casExpiresAt(50, 60)).isTrue();
        assertThat(entry.laExpiresAt()).isEqualTo(60);
    }

    @Test
    void home_anyDepth_isKept() {
        entry.home(127);

        assertThat(entry.home()).isEqualTo(127);
    }

    @Test
    void richEntry_hasWeightAndCap() {
        RichEntry rich = new RichEntry(table, 7, "key");
        assertThat(rich.weight()).isEqualTo(1);
        assertThat(rich.cap()).isEqualTo(Entry.NEVER);
        rich.weight(9);
        rich.cap(77);

        assertThat(rich.weight()).isEqualTo(9);
        assertThat(rich.cap()).isEqualTo(77);
    }

    @Test
    void steps_namesAndCounts_areReadable() {
        long before = Steps.SPLITS.sum();
        Steps.SPLITS.add(3);

        assertThat(Steps.SPLITS.sum()).isGreaterThanOrEqualTo(before + 3);
        assertThat(Steps.SLOTS).hasToString("table.slots");
        assertThat(Steps.values()).extracting(Steps::toString).doesNotHaveDuplicates();
    }

    @Test
    void subTable_isAnElementOfNoTable() {
        SubTable sub = new SubTable(table);

        assertThat(sub.overflowKey()).isSameAs(sub);
        assertThat(sub.depth()).isEqualTo(1);
        assertThat(sub.parentOrThis()).isSameAs(table);
        assertThat(table.parentOrThis()).isSameAs(table);
    }
}
