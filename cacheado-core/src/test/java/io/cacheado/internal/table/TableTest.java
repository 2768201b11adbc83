package io.cacheado.internal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private final TestTable table = new TestTable();

    private void requireFound(List<Entry> entries) {
        for (Entry entry : entries) {
            if (table.find(entry.hash(), entry.key()) != entry) {
                throw new AssertionError("not found: " + entry.key());
            }
        }
    }

    /** A key that is equal to others of its text, and counts or throws when it is compared. */
    private static final class Picky {
        private final String text;
        private final Runnable whenCompared;

        Picky(String text, Runnable whenCompared) {
            this.text = text;
            this.whenCompared = whenCompared;
        }

        @Override
        public boolean equals(Object other) {
            whenCompared.run();
            return other instanceof Picky that && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return 7;
        }
    }

    @Nested
    class Shapes {
        @Test
        void find_inAnEmptyTable_isNull() {
            assertThat(table.find(1, "a")).isNull();
            assertThat(table.size()).isZero();
            assertThat(table.isEmpty()).isTrue();
            assertThat(table.elements()).isEmpty();
        }

        @Test
        void link_ofOne_holdsItWithoutAnArray() {
            Entry a = table.add(5, "a");

            assertThat(table.tab).isSameAs(a);
            assertThat(table.find(5, "a")).isSameAs(a);
            assertThat(table.find(5, "b")).isNull();
            assertThat(table.find(6, "a")).isNull();
            assertThat(table.size()).isEqualTo(1);
            assertThat(table.isEmpty()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 4, 7, 12, 100, 4_096})
        void link_ofSome_findsEachAndNoOther(int n) {
            List<Entry> all = table.fill(n);

            requireFound(all);
            assertThat(table.tab).isInstanceOf(Hashed[].class);
            assertThat(table.size()).isEqualTo(n);
            assertThat(table.elements()).hasSize(n);
            assertThat(new HashSet<>(table.elements())).isEqualTo(new HashSet<>(all));
            assertThat(table.find(Mix.avalanche(n), n)).isNull();
        }

        @Test
        void link_ofOneMoreThanALeafHolds_splits() {
            List<Entry> all = table.fill(Leaf.LEAF_MOST + 1);

            requireFound(all);
            assertThat(table.tab).isInstanceOf(Branch.class);
            assertThat(table.size()).isEqualTo(all.size());
            assertThat(table.leafBits(0)).isEqualTo(4);
        }

        @Test
        void link_ofVeryMany_splitsAgain() {
            List<Entry> all = table.fill(120_000);

            requireFound(all);
            assertThat(table.size()).isEqualTo(all.size());
            assertThat(table.leafBits(0)).isEqualTo(8);
            assertThat(table.elements()).hasSize(all.size());
        }

        @Test
        void kill_ofAll_collapsesTheBranchesAndStartsAnew() {
            List<Entry> all = new ArrayList<>(table.fill(80_000));
            Collections.shuffle(all, new Random(1));
            all.forEach(table::kill);

            assertThat(table.tab).isNull();
            assertThat(table.isEmpty()).isTrue();
            assertThat(table.size()).isZero();
            requireFound(table.fill(10));
        }

        @Test
        void kill_ofMost_givesTheArrayBack() {
            List<Entry> all = table.fill(4_000);
            int most = ((Object[]) table.tab).length;
            all.subList(3, 4_000).forEach(table::kill);

            assertThat(((Object[]) table.tab).length).isLessThanOrEqualTo(32).isLessThan(most);
            requireFound(all.subList(0, 3));
        }

        @Test
        void slots_ofAFullLeaf_areAtMostTwoThirdsUsed() {
            table.fill(4_096);

            assertThat(((Object[]) table.tab).length).isEqualTo(8_192);
        }

        @Test
        void leafContent_overAllLeaves_isTheWholeOnce() {
            List<Entry> all = table.fill(60_000);
            List<Hashed> swept = new ArrayList<>();
            for (long at = 0; at < 1L << 32; at += 1L << (32 - table.leafBits((int) at))) {
                for (Hashed each : table.leafContent((int) at)) {
                    if (each != null) {
                        swept.add(each);
                    }
                }
            }

            assertThat(swept).hasSize(all.size());
            assertThat(new HashSet<>(swept)).hasSize(all.size());
        }

        @Test
        void leafContent_ofOneOrNone_isThat() {
            assertThat(table.leafContent(9)).isEmpty();
            Entry one = table.add(3, "a");

            assertThat(table.leafContent(9)).containsExactly(one);
            assertThat(table.leafBits(9)).isZero();
        }
    }

    @Nested
    class EqualHashes {
        @ParameterizedTest
        @ValueSource(ints = {2, 64, 65, 66, 500, 5_000})
        void link_ofEqualHashes_findsEach(int n) {
            List<Entry> all = table.fillEqual(n, 0x12345678);

            requireFound(all);
            assertThat(table.size()).isEqualTo(n);
            assertThat(table.elements()).hasSize(n);
            assertThat(new HashSet<>(table.elements())).isEqualTo(new HashSet<>(all));
            assertThat(table.find(0x12345678, -1)).isNull();
            assertThat(table.overflown()).hasSize(Math.max(0, n - Slots.REACH));
        }

        @Test
        void kill_ofEqualHashes_inAnyOrder_leavesNothing() {
            List<Entry> all = new ArrayList<>(table.fillEqual(3_000, -77));
            Collections.shuffle(all, new Random(2));
            for (int i = 0; i < all.size(); i++) {
                assertThat(table.kill(all.get(i))).isNotNegative();
                if (i % 500 == 0) {
                    requireFound(all.subList(i + 1, all.size()));
                }
            }

            assertThat(table.tab).isNull();
        }

        @Test
        void replaceAndChange_inTheOverflow_areFound() {
            List<Entry> all = table.fillEqual(100, 9);
            Entry old = all.get(99);
            assertThat(table.overflown()).contains(old);
            Entry fresh = table.entry(9, 99);

            assertThat(table.replace(old, fresh, Table.Guard.NONE)).isNotNegative();
            assertThat(table.find(9, 99)).isSameAs(fresh);
            assertThat(table.overflown()).contains(fresh).doesNotContain(old);
            assertThat(table.change(fresh, false, entry -> {
                        entry.publish("new", Entry.NEVER);
                        return true;
                    }))
                    .isTrue();
            assertThat(table.find(9, 99).laValue()).isEqualTo("new");
        }

        @Test
        void link_ofAnEqualKeyInTheOverflow_givesThatOne() {
            List<Entry> all = table.fillEqual(80, 9);

            for (Entry entry : all) {
                assertThat(table.add(9, entry.key())).isSameAs(entry);
            }
            assertThat(table.size()).isEqualTo(80);
        }

        @Test
        void link_ofCrowdedNeighbours_findsEach() {
            // Three hashes, whose slots are the same in every array.
            List<Entry> all = new ArrayList<>();
            for (int key = 0; key < 400; key++) {
                all.add(table.add(0x100000 * (key % 3) + 5, key));
            }
            requireFound(all);
            all.forEach(table::kill);

            assertThat(table.tab).isNull();
        }

        @Test
        void link_ofMoreThanALeafCountsWithEqualTopBits_isBoundedAndFound() {
            // They cannot be told apart by the bits that the levels take.
            List<Entry> all = new ArrayList<>();
            for (int key = 0; key < 20_000; key++) {
                all.add(table.add(key, key));
            }

            requireFound(all);
            assertThat(table.size()).isEqualTo(20_000);
            assertThat(table.find(30_000, 30_000)).isNull();
            all.forEach(table::kill);
            assertThat(table.tab).isNull();
        }

        @Test
        void kill_ofAKeyInTheOverflowWhoseEqualsThrows_isDeadToAllTheSame() {
            table.fillEqual(Slots.REACH + 1, 7);
            boolean[] throwing = new boolean[1];
            Picky key = new Picky("a", () -> {
                if (throwing[0]) {
                    throw new IllegalStateException("equals");
                }
            });
            table.add(7, new Picky("b", () -> {}));
            Entry entry = table.add(7, key);
            throwing[0] = true;

            assertThat(table.kill(entry)).isZero();
            throwing[0] = false;
            assertThat(table.find(7, new Picky("a", () -> {}))).isNull();
            Entry again = table.add(7, new Picky("a", () -> {}));
            assertThat(table.find(7, new Picky("a", () -> {}))).isSameAs(again);
        }

        @Test
        void closeNext_withOverflow_returnsEachOnce() {
            List<Entry> all = table.fillEqual(200, 9);

            assertThat(closed()).hasSize(200).containsAll(all);
        }

        @Test
        void scan_whenOnlyTheOverflowHoldsSomething_visitsIt() {
            List<Entry> all = table.fillEqual(70, 9);
            List<Hashed> over = table.overflown();
            all.stream().filter(each -> !over.contains(each)).forEach(table::kill);
            List<Hashed> visited = new ArrayList<>();
            table.scan(9, element -> {
                visited.add(element);
                return visited.size() < 2;
            });

            assertThat(visited).hasSize(2);
            assertThat(over).hasSize(6).containsAll(visited);
        }

        @Test
        void collapse_whileAnElementComesIntoTheOverflow_losesNothing() throws InterruptedException {
            int hash = 0xF0000001;
            table.fill(Leaf.LEAF_MOST + 1).forEach(entry -> {
                if (entry.hash() >>> 28 != 15 && entry.hash() >>> 28 != 0) {
                    table.kill(entry);
                }
            });
            table.elements().stream().filter(each -> each.hash >>> 28 == 15).forEach(each -> table.kill((Entry) each));
            List<Hashed> last = table.elements();
            Table crowded = table.children()[15];
            // One thread kills the last of the other elements, asks whether the overflow is empty, and waits for the
            // last sub-table; the owner of that crowds it, and all but those in the overflow die again.
            Thread killer = new Thread(() -> last.forEach(each -> table.kill((Entry) each)));
            List<Hashed> over;
            synchronized (crowded) {
                killer.start();
                while (killer.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
                table.fillEqual(70, hash);
                over = table.overflown();
                for (Hashed each : crowded.leafContent(hash)) {
                    if (each != null) {
                        ((Entry) each).set(Entry.DEAD);
                        crowded.drop(each, table.overflow());
                    }
                }
            }
            killer.join();

            assertThat(over).hasSize(6);
            for (Hashed each : over) {
                assertThat(table.find(hash, ((Entry) each).key())).isSameAs(each);
            }
        }
    }

    @Nested
    class Linking {
        @Test
        void link_ofAnEqualKey_givesTheOneThere() {
            Entry there = table.add(5, "a");

            assertThat(table.add(5, new String("a"))).isSameAs(there);
            assertThat(table.size()).isEqualTo(1);
            assertThat(table.changes).hasValue(1);
        }

        @Test
        void link_whenTheGuardRefuses_changesNothing() {
            assertThat(table.link(table.entry(1, "a"), () -> false)).isNull();
            assertThat(table.isEmpty()).isTrue();
            assertThat(table.changes).hasValue(0);
        }

        @Test
        void link_afterClosing_isNull() {
            assertThat(table.closeIfEmpty()).isTrue();

            assertThat(table.add(1, "a")).isNull();
        }

        @Test
        void link_whenEqualsThrows_changesNothing() {
            Entry there = table.add(7, new Picky("a", () -> {}));
            Picky throwing = new Picky("a", () -> {
                throw new IllegalStateException("equals");
            });

            assertThatThrownBy(() -> table.add(7, throwing)).hasMessage("equals");
            assertThatThrownBy(() -> table.find(7, throwing)).hasMessage("equals");
            assertThat(table.elements()).containsExactly(there);
        }

        @Test
        void link_whenEqualsLinksAnotherKey_holdsBoth() {
            table.add(7, new Picky("a", () -> {}));
            boolean[] nested = new boolean[1];
            Picky reentrant = new Picky("b", () -> {
                if (!nested[0]) {
                    nested[0] = true;
                    table.add(7, "nested");
                }
            });
            table.add(7, reentrant);

            assertThat(table.size()).isEqualTo(3);
            assertThat(table.find(7, "nested")).isNotNull();
            assertThat(table.find(7, new Picky("b", () -> {}))).isNotNull();
        }

        @Test
        void link_whenAnEqualKeyComesWhileEqualsRuns_givesThatOne() {
            table.add(7, new Picky("a", () -> {}));
            Entry[] first = new Entry[1];
            Picky late = new Picky("b", () -> {
                if (first[0] == null) {
                    first[0] = table.add(7, new Picky("b", () -> {}));
                }
            });

            assertThat(table.add(7, late)).isSameAs(first[0]);
            assertThat(table.size()).isEqualTo(2);
        }

        @Test
        void equals_inFindLinkAndKill_neverRunsUnderALock() {
            Picky[] holder = new Picky[1];
            boolean[] locked = new boolean[1];
            Runnable check = () -> locked[0] |= Thread.holdsLock(table);
            holder[0] = new Picky("a", check);
            Entry a = table.add(7, holder[0]);
            table.add(7, new Picky("b", check));
            table.find(7, new Picky("a", check));
            table.replace(a, table.entry(7, new Picky("a", check)), Table.Guard.NONE);
            table.kill(table.find(7, new Picky("b", check)));

            assertThat(locked[0]).isFalse();
        }

        @Test
        void note_ofAKey_reportsItAndStoresNothing() {
            table.note(3, "three");

            assertThat(table.changes).hasValue(1);
            assertThat(table.isEmpty()).isTrue();
        }

        @Test
        void note_inASplitOrClosedTable_reportsIt() {
            table.fill(5_000);
            table.changes.set(0);
            table.note(3, "three");
            while (table.closeNext() != null) {
                continue;
            }
            table.note(3, "three");

            assertThat(table.changes).hasValue(2);
        }
    }

    @Nested
    class Killing {
        @Test
        void kill_ofALiveOne_givesItsFlagsAndUnlinks() {
            Entry a = table.add(5, "a");
            a.set(Entry.QUEUED | Entry.PROVEN);

            assertThat(table.kill(a)).isEqualTo(Entry.QUEUED | Entry.PROVEN);
            assertThat(a.is(Entry.DEAD)).isTrue();
            assertThat(table.find(5, "a")).isNull();
            assertThat(table.changes).as("an eviction is no change of the key").hasValue(1);
        }

        @Test
        void kill_byTheCaller_isReportedAsAChange() {
            Entry a = table.add(5, "a");

            assertThat(table.kill(a, Entry.NEVER, true)).isZero();
            assertThat(table.changes).hasValue(2);
        }

        @Test
        void kill_twice_isRefused() {
            Entry a = table.add(5, "a");
            table.kill(a);

            assertThat(table.kill(a)).isEqualTo(-1);
            assertThat(table.kill(a, Entry.NEVER, true)).isEqualTo(-1);
            assertThat(table.changes).hasValue(1);
        }

        @Test
        void kill_ofOneThatExpiresLater_isRefused() {
            Entry a = table.entry(5, "a");
            a.prepare("v", 100);
            table.link(a, Table.Guard.NONE);

            assertThat(table.kill(a, 99)).isEqualTo(-1);
            assertThat(table.find(5, "a")).isSameAs(a);
            assertThat(table.kill(a, 100)).isZero();
        }

        @Test
        void kill_inAClosedTable_givesTheFlagsOnce() {
            Entry a = table.add(5, "a");
            table.closeNext();

            assertThat(table.kill(a)).isZero();
            assertThat(table.kill(a)).isEqualTo(-1);
        }

        @Test
        void removal_inARowOfSlots_shiftsTheOthersWithinReach() {
            // All at home in slot 0 of any array: the later ones stand away from home.
            List<Entry> row = new ArrayList<>();
            for (int key = 0; key < 12; key++) {
                row.add(table.add(key << 20, key));
            }
            for (int gone = 0; gone < 12; gone++) {
                table.kill(row.get(gone));
                requireFound(row.subList(gone + 1, 12));
            }
        }

        @Test
        void unlink_ofExactlyThatElement_leavesAnEqualOne() {
            Entry a = table.add(5, "a");
            table.unlink(table.entry(5, "a"));
            assertThat(table.find(5, "a")).isSameAs(a);

            table.unlink(a);
            assertThat(table.isEmpty()).isTrue();
            table.unlink(a);
            assertThat(table.isEmpty()).isTrue();
        }

        @Test
        void unlink_inAClosedTable_returns() {
            Entry a = table.add(5, "a");
            table.closeNext();
            table.unlink(a);

            assertThat(table.isClosed()).isTrue();
        }

        @Test
        void unlink_ofTheLastInASplitTable_collapsesIt() {
            List<Entry> all = table.fill(5_000);
            all.forEach(table::unlink);

            assertThat(table.tab).isNull();
        }
    }

    @Nested
    class Replacing {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 50, 5_000})
        void replace_inAnyShape_standsInTheSameSlot(int n) {
            List<Entry> all = table.fill(n);
            Entry old = all.get(n / 2);
            old.set(Entry.TIMED);
            Entry fresh = table.entry(old.hash(), old.key());

            assertThat(table.replace(old, fresh, Table.Guard.NONE)).isEqualTo(Entry.TIMED);
            assertThat(old.is(Entry.DEAD)).isTrue();
            assertThat(table.find(old.hash(), old.key())).isSameAs(fresh);
            assertThat(table.size()).isEqualTo(n);
        }

        @Test
        void replace_ofADeadOne_isRefused() {
            Entry old = table.add(5, "a");
            table.kill(old);

            assertThat(table.replace(old, table.entry(5, "a"), Table.Guard.NONE))
                    .isEqualTo(-1);
            assertThat(table.isEmpty()).isTrue();
        }

        @Test
        void replace_whenTheGuardRefuses_changesNothing() {
            Entry old = table.add(5, "a");

            assertThat(table.replace(old, table.entry(5, "a"), () -> false)).isEqualTo(-1);
            assertThat(table.find(5, "a")).isSameAs(old);
            assertThat(old.is(Entry.DEAD)).isFalse();
        }

        @Test
        void replaceAndChange_inAClosedTable_areRefused() {
            Entry old = table.add(5, "a");
            table.closeNext();

            assertThat(table.replace(old, table.entry(5, "a"), Table.Guard.NONE))
                    .isEqualTo(-1);
            assertThat(table.change(old, false, entry -> true)).isFalse();
            assertThat(old.is(Entry.DEAD)).isFalse();
        }

        @Test
        void change_ofALiveOne_appliesOnlyWhenLoadingIsAsAsked() {
            Entry a = table.add(5, "a");
            assertThat(table.change(a, true, entry -> true)).isFalse();
            assertThat(table.change(a, false, entry -> true)).isTrue();

            a.set(Entry.LOADING);
            assertThat(table.change(a, false, entry -> true)).isFalse();
            assertThat(table.change(a, true, entry -> true)).isTrue();

            table.kill(a);
            assertThat(table.change(a, true, entry -> true)).isFalse();
        }

        @Test
        void change_thatLeavesItAsItIs_isNotReported() {
            Entry a = table.add(5, "a");
            table.changes.set(0);

            assertThat(table.change(a, false, entry -> false)).isFalse();
            assertThat(table.changes).hasValue(0);
        }
    }

    @Nested
    class Claiming {
        private final List<Hashed> displaced = new ArrayList<>();
        private boolean usable = true;

        private final Table.Claim claim = new Table.Claim() {
            @Override
            public boolean same(Hashed one, Hashed other) {
                return ((Entry) one).key().equals(((Entry) other).key());
            }

            @Override
            public boolean usable(Hashed element) {
                return usable;
            }

            @Override
            public void displaced(Hashed element) {
                displaced.add(element);
            }
        };

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 40, 5_000, 60_000})
        void claim_ofNewOnes_linksEach(int n) {
            List<Entry> all = new ArrayList<>();
            for (int key = 0; key < n; key++) {
                Entry fresh = table.entry(Mix.avalanche(key), key);
                assertThat(table.claim(fresh, claim)).isSameAs(fresh);
                all.add(fresh);
            }
            requireFound(all);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 40, 100})
        void claim_ofWhatIsThereAndUsable_givesThat(int n) {
            List<Entry> all = table.fillEqual(n, 4);

            for (Entry there : all) {
                assertThat(table.claim(table.entry(4, there.key()), claim)).isSameAs(there);
            }
            assertThat(displaced).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 40, 100})
        void claim_ofWhatIsThereAndUnusable_takesItsPlace(int n) {
            List<Entry> all = table.fillEqual(n, 4);
            usable = false;

            for (Entry there : all) {
                Entry fresh = table.entry(4, there.key());
                assertThat(table.claim(fresh, claim)).isSameAs(fresh);
                assertThat(table.find(4, there.key())).isSameAs(fresh);
            }
            assertThat(displaced).containsExactlyElementsOf(all);
            assertThat(table.size()).isEqualTo(n);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 40, 100, 5_000})
        void find_byAMatch_allocatesNoKeyAndFindsEach(int n) {
            Table.Match byKey = new Table.Match() {
                @Override
                public boolean matches(Hashed element, Object a, Object b, Object c, Object d, int n) {
                    return ((Entry) element).key().equals(a) && n == 3;
                }

                @Override
                public Object overflowKey(int hash, Object a, Object b, Object c, Object d, int n) {
                    return a;
                }
            };
            List<Entry> all = table.fillEqual(n, 4);

            for (Entry there : all) {
                assertThat(table.find(4, byKey, there.key(), null, null, null, 3))
                        .isSameAs(there);
            }
            assertThat(table.find(4, byKey, -1, null, null, null, 3)).isNull();
            assertThat(table.find(5, byKey, 0, null, null, null, 3)).isNull();
        }
    }

    private List<Hashed> closed() {
        List<Hashed> all = new ArrayList<>();
        for (Hashed[] some = table.closeNext(); some != null; some = table.closeNext()) {
            for (Hashed each : some) {
                if (each != null) {
                    all.add(each);
                }
            }
        }
        return all;
    }

    @Nested
    class Closing {
        @Test
        void closeIfEmpty_ofAnEmptyOne_closesItForEver() {
            assertThat(table.isClosed()).isFalse();
            assertThat(table.closeIfEmpty()).isTrue();
            assertThat(table.isClosed()).isTrue();
            assertThat(table.closeIfEmpty()).isTrue();
            assertThat(table.isEmpty()).isFalse();
            assertThat(table.size()).isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 10_000})
        void closeIfEmpty_ofAFilledOne_leavesIt(int n) {
            List<Entry> all = table.fill(n);

            assertThat(table.closeIfEmpty()).isFalse();
            assertThat(table.isClosed()).isFalse();
            requireFound(all);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3_000, 70_000})
        void closeNext_untilNull_returnsEachOnce(int n) {
            List<Entry> all = table.fill(n);

            List<Hashed> closed = closed();
            assertThat(closed).hasSize(n);
            assertThat(new HashSet<>(closed)).isEqualTo(new HashSet<>(all));
            assertThat(table.isClosed()).isTrue();
            assertThat(table.add(1, "late")).isNull();
            assertThat(table.find(Mix.avalanche(0), 0)).isNull();
            assertThat(table.size()).isZero();
            assertThat(table.elements()).isEmpty();
        }

        @Test
        void closeNext_once_isBoundedByALeaf() {
            table.fill(70_000);
            for (Hashed[] some = table.closeNext(); some != null; some = table.closeNext()) {
                assertThat(some.length).isLessThanOrEqualTo(2 * Leaf.LEAF_MOST);
            }
        }

        @Test
        void closeNext_halfWay_refusesOnlyWhatIsClosed() {
            table.fill(5_000);
            table.closeNext();

            // Sub-tables are closed in their order, and the top bits choose them.
            assertThat(table.add(0x00000001, "first")).isNull();
            assertThat(table.add(0xF0000001, "last")).isNotNull();
            assertThat(closed()).extracting(each -> ((Entry) each).key()).contains("last");
        }
    }

    @Nested
    class Scanning {
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 30, 4_000})
        void scan_ofALeaf_visitsEachOnce(int n) {
            List<Entry> all = table.fill(n);
            for (int from : new int[] {0, 5, -1, 123_456}) {
                List<Hashed> visited = new ArrayList<>();
                table.scan(from, visited::add);
                assertThat(visited).hasSize(n);
                assertThat(new HashSet<>(visited)).isEqualTo(new HashSet<>(all));
            }
        }

        @Test
        void scan_thatIsToldToStop_stops() {
            table.fill(100);
            int[] visited = new int[1];
            table.scan(0, element -> ++visited[0] < 7);

            assertThat(visited[0]).isEqualTo(7);
        }

        @Test
        void scan_fromAnEmptyLeaf_visitsAnotherOne() {
            List<Entry> all = table.fill(60_000);
            all.stream().filter(each -> each.hash() >>> 28 != 9).forEach(table::kill);
            List<Hashed> visited = new ArrayList<>();
            table.scan(0x30000000, visited::add);

            assertThat(visited).isNotEmpty().allMatch(each -> each.hash >>> 28 == 9);
        }

        @Test
        void scan_ofAnEmptyTable_visitsNothing() {
            table.scan(0, element -> {
                throw new AssertionError("visited");
            });
            assertThat(table.isEmpty()).isTrue();
        }
    }
}
