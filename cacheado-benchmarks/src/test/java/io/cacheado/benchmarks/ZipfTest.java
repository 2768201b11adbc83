package io.cacheado.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ZipfTest {
    @Test
    void next_manyDraws_followTheLaw() {
        Zipf zipf = new Zipf(1000, 1, 1);
        int[] drawn = new int[1000];
        for (int i = 0; i < 1_000_000; i++) {
            drawn[zipf.next()]++;
        }

        assertThat(drawn[0] / (double) drawn[1]).isCloseTo(2, within(0.1));
        assertThat(drawn[0] / (double) drawn[9]).isCloseTo(10, within(1.0));
        assertThat(drawn[999]).isPositive();
    }

    @Test
    void next_sameSeed_drawsTheSame() {
        Zipf one = new Zipf(100, 0.99, 5);
        Zipf other = new Zipf(100, 0.99, 5);
        for (int i = 0; i < 1000; i++) {
            assertThat(one.next()).isEqualTo(other.next());
        }
    }
}
