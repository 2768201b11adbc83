package io.cacheado.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CandidateListTest {
    private static final class Numbered extends Candidate {
        private final int number;

        Numbered(int number) {
            this.number = number;
        }

        @Override
        public int mark() {
            return 0;
        }

        @Override
        public void mark(int newMark) {}

        @Override
        public int weight() {
            return 1;
        }

        @Override
        public int hash() {
            return number;
        }

        @Override
        public int tick() {
            return number;
        }
    }

    private final CandidateList list = new CandidateList();

    private List<Candidate> forward() {
        List<Candidate> all = new ArrayList<>();
        for (Candidate each = list.first(); each != null; each = list.next(each)) {
            all.add(each);
        }
        return all;
    }

    private List<Candidate> backward() {
        List<Candidate> all = new ArrayList<>();
        for (Candidate each = list.last(); each != null; each = list.previous(each)) {
            all.add(0, each);
        }
        return all;
    }

    @Test
    void list_ofRandomChanges_isThatOfADeque() {
        Random random = new Random(3);
        List<Numbered> pool = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pool.add(new Numbered(i));
        }
        ArrayDeque<Candidate> expected = new ArrayDeque<>();
        for (int i = 0; i < 4_000; i++) {
            Numbered one = pool.get(random.nextInt(pool.size()));
            boolean there = expected.contains(one);
            assertThat(list.contains(one)).isEqualTo(there);
            if (!there && random.nextBoolean()) {
                list.addFirst(one);
                expected.addFirst(one);
            } else if (!there) {
                list.addLast(one);
                expected.addLast(one);
            } else if (random.nextBoolean()) {
                list.moveToLast(one);
                expected.remove(one);
                expected.addLast(one);
            } else {
                assertThat(list.remove(one)).isTrue();
                assertThat(list.remove(one)).isFalse();
                expected.remove(one);
            }
            assertThat(forward()).containsExactlyElementsOf(expected).isEqualTo(backward());
            assertThat(list.size()).isEqualTo(expected.size());
            assertThat(list.isEmpty()).isEqualTo(expected.isEmpty());
        }
    }

    @Test
    void candidate_ofAnotherList_isRefused() {
        CandidateList other = new CandidateList();
        Numbered one = new Numbered(1);
        other.addLast(one);

        assertThatThrownBy(() -> list.addLast(one)).hasMessage("candidate: in a list (allowed: one in no list)");
        assertThatThrownBy(() -> list.addFirst(one)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list.moveToLast(one)).hasMessage("candidate: not in this list (allowed: one that is)");
        assertThatThrownBy(() -> list.next(one)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> list.previous(one)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(list.remove(one)).isFalse();
        assertThat(other.first()).isSameAs(one);
    }
}
