package io.cacheado.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotsTest {
    private final TestTable owner = new TestTable();

    private Entry at(int home) {
        return owner.entry(home, "at" + home);
    }

    @Test
    void capacity_ofAnyLength_leavesAFreeSlotFromFourOn() {
        assertThat(Slots.capacity(2)).isEqualTo(2);
        assertThat(Slots.capacity(4)).isEqualTo(3);
        assertThat(Slots.capacity(8)).isEqualTo(6);
        for (int length = 16; length <= 1 << 16; length <<= 1) {
            assertThat(Slots.capacity(length)).isBetween(length / 2, length * 2 / 3 + 1);
        }
    }

    @Test
    void lengthFor_anyNumber_isTheLeastThatTakesIt() {
        for (int n = 1; n < 5_000; n++) {
            int length = Slots.lengthFor(n);
            assertThat(Slots.capacity(length)).isGreaterThanOrEqualTo(n);
            assertThat(length == 2 || Slots.capacity(length / 2) < n).isTrue();
        }
    }

    @Test
    void place_wrapsAroundTheEnd() {
        Hashed[] slots = new Hashed[8];
        Entry a = at(7);
        Entry b = at(7);
        assertThat(Slots.place(slots, a)).isTrue();
        assertThat(Slots.place(slots, b)).isTrue();

        assertThat(slots[7]).isSameAs(a);
        assertThat(slots[0]).isSameAs(b);
        assertThat(Slots.indexOf(slots, b)).isZero();
        assertThat(Slots.indexOf(slots, at(7))).isEqualTo(-1);
        assertThat(Slots.hasHash(slots, 7)).isTrue();
        assertThat(Slots.hasHash(slots, 6)).isFalse();
    }

    @Test
    void place_beyondReach_isRefused() {
        Hashed[] slots = new Hashed[256];
        for (int i = 0; i < Slots.REACH; i++) {
            assertThat(Slots.place(slots, at(3))).isTrue();
        }

        assertThat(Slots.place(slots, at(3))).isFalse();
        assertThat(Slots.place(slots, at(4))).isTrue();
        assertThat(Slots.hasHash(slots, 3)).isTrue();
        assertThat(Slots.indexOf(slots, at(3))).isEqualTo(-1);
    }

    @Test
    void place_inAFullArray_isRefused() {
        Hashed[] slots = {at(0), at(1)};

        assertThat(Slots.place(slots, at(0))).isFalse();
        assertThat(Slots.hasHash(slots, 5)).isFalse();
        assertThat(Slots.indexOf(slots, at(0))).isEqualTo(-1);
    }

    @Test
    void removeAt_inAFullArray_shiftsAroundTheEnd() {
        Entry a = at(0);
        Entry b = at(0);
        Hashed[] slots = {a, b};
        Slots.removeAt(slots, 0);

        assertThat(slots).containsExactly(b, null);
    }

    @Test
    void removeAt_movesNoElementBeforeItsHome() {
        Entry a = at(1);
        Entry home = at(2);
        Entry away = at(1);
        Hashed[] slots = new Hashed[8];
        Slots.place(slots, a);
        Slots.place(slots, home);
        Slots.place(slots, away);
        Slots.removeAt(slots, 1);

        assertThat(slots[1]).isSameAs(away);
        assertThat(slots[2]).isSameAs(home);
        assertThat(slots[3]).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void removeAt_afterAnyMix_leavesEachElementFindable(long seed) {
        Random random = new Random(seed);
        int length = 1 << random.nextInt(1, 8);
        int homes = random.nextInt(1, 2 * length);
        Hashed[] slots = new Hashed[length];
        List<Hashed> held = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            if (random.nextBoolean() && held.size() < Slots.capacity(length)) {
                Entry fresh = at(random.nextInt(homes) << random.nextInt(2));
                if (Slots.place(slots, fresh)) {
                    held.add(fresh);
                }
            } else if (!held.isEmpty()) {
                Hashed gone = held.remove(random.nextInt(held.size()));
                Slots.removeAt(slots, Slots.indexOf(slots, gone));
            }
            int found = 0;
            for (Hashed each : slots) {
                found += each == null ? 0 : 1;
            }
            assertThat(found).isEqualTo(held.size());
            for (Hashed each : held) {
                if (Slots.indexOf(slots, each) < 0) {
                    throw new AssertionError("lost after step " + step);
                }
            }
        }
    }
}
