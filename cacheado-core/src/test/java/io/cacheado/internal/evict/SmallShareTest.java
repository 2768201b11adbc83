package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cacheado.internal.table.Mix;
import org.junit.jupiter.api.Test;

class SmallShareTest {
    private static final int SIZE = 1_024;
    private static final double STEP = 4.0 / SIZE;

    private final SmallShare share = new SmallShare();
    private int stranger = 1_000_000;

    SmallShareTest() {
        share.follow(SIZE);
    }

    private void backFrom(boolean small, int size) {
        int hash = Mix.avalanche(7);
        share.left(hash, small);
        share.came(hash, small, size);
    }

    private void strangers(int n, boolean fromSmall) {
        for (int i = 0; i < n; i++) {
            share.left(Mix.avalanche(stranger++), fromSmall);
        }
    }

    private void allNew(int n) {
        for (int i = 0; i < n; i++) {
            share.came(Mix.avalanche(stranger++), false, SIZE);
        }
    }

    @Test
    void came_soonAfterItLeftTheSmallPart_makesThatLarger() {
        double before = share.share();
        backFrom(true, SIZE);

        assertThat(share.share()).isCloseTo(before + STEP, within(1e-9));
        assertThat(share.backToSmall()).isOne();
        assertThat(share.backToMain()).isZero();
    }

    @Test
    void came_soonAfterItLeftTheMainPart_makesTheSmallOneSmaller() {
        double before = share.share();
        backFrom(false, SIZE);

        assertThat(share.share()).isCloseTo(before - STEP, within(1e-9));
        assertThat(share.backToMain()).isOne();
    }

    @Test
    void came_longAfterItLeft_changesNothing() {
        double before = share.share();
        share.left(Mix.avalanche(7), true);
        strangers(SIZE, true);
        share.came(Mix.avalanche(7), true, SIZE);

        assertThat(share.share()).isEqualTo(before);
    }

    @Test
    void came_afterManyLeftTheOtherPart_stillCounts() {
        double before = share.share();
        share.left(Mix.avalanche(7), false);
        strangers(10 * SIZE, true);
        share.came(Mix.avalanche(7), false, SIZE);

        assertThat(share.share()).isLessThan(before);
    }

    @Test
    void came_inAQueueOfTwenty_movesByASixtyFourth() {
        SmallShare few = new SmallShare();
        few.follow(20);
        few.left(7, true);
        few.came(7, true, 20);

        assertThat(few.share()).isCloseTo(0.1 + 1.0 / 64, within(1e-9));
    }

    @Test
    void came_inAQueueThatIsTooShort_saysNothing() {
        SmallShare few = new SmallShare();
        few.follow(SmallShare.ADAPTS_FROM - 1);
        few.left(7, true);
        few.came(7, true, 15);

        assertThat(few.share()).isEqualTo(0.1);
    }

    @Test
    void share_ofOneSidedEvidence_staysWithinItsBounds() {
        for (int i = 0; i < SIZE; i++) {
            backFrom(true, SIZE);
            allNew(2);
        }
        assertThat(share.share()).isEqualTo(0.95);
        assertThat(share.isStrict()).isFalse();

        for (int i = 0; i < SIZE; i++) {
            backFrom(false, SIZE);
            allNew(2);
        }
        assertThat(share.share()).isEqualTo(0.01);
        assertThat(share.isStrict()).isTrue();
        assertThat(share.backToSmall() + share.backToMain()).isLessThan(1_024);
    }

    @Test
    void share_whereNearlyAllComeBack_isTheLeastUntilNewOnesCome() {
        for (int i = 0; i < SIZE; i++) {
            share.came(Mix.avalanche(i), true, SIZE);
        }
        assertThat(share.goesRound()).isTrue();
        assertThat(share.share()).isEqualTo(0.01);

        allNew(SIZE);
        assertThat(share.goesRound()).isFalse();
        assertThat(share.share()).isEqualTo(0.1);
        assertThat(share.news()).isGreaterThan(0.9);
    }
}
