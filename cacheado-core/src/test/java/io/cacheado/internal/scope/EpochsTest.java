package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpochsTest {
    private final Epochs epochs = new Epochs();

    @Test
    void stamp_untilRaised_stands() {
        for (int stripe = 0; stripe < 200; stripe++) {
            assertThat(epochs.stands(epochs.stamp(stripe))).isTrue();
        }
    }

    @Test
    void raise_ofOneStripe_concernsOnlyThat() {
        int mine = epochs.stamp(5);
        int other = epochs.stamp(6);
        epochs.raise(5 + 64);

        assertThat(epochs.stands(mine)).isFalse();
        assertThat(epochs.stands(other)).isTrue();
        assertThat(epochs.stands(epochs.stamp(5))).isTrue();
    }

    @Test
    void raiseAll_concernsEachStripe() {
        int[] stamps = new int[Epochs.STRIPES];
        for (int i = 0; i < stamps.length; i++) {
            stamps[i] = epochs.stamp(i);
        }
        epochs.raiseAll();

        for (int stamp : stamps) {
            assertThat(epochs.stands(stamp)).isFalse();
        }
    }

    @Test
    void stamp_ofARegionsOwn_neverStands() {
        assertThat(epochs.stands(-1)).isFalse();
        assertThat(epochs.stands(Integer.MIN_VALUE)).isFalse();
    }

    @Test
    void stamp_afterVeryManyRaises_staysInItsStripeAndNotNegative() {
        for (int i = 0; i < 3_000_000; i++) {
            epochs.raise(63);
        }

        assertThat(epochs.stamp(63)).isNotNegative();
        assertThat(epochs.stamp(63) & 63).isEqualTo(63);
    }
}
