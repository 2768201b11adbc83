package io.cacheado.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockTest {
    @Test
    void clock_ofATicker_beginsAtZeroAndFollowsIt() {
        AtomicLong time = new AtomicLong(-5_000);
        Clock clock = Clock.of(time::get);
        assertThat(clock.now()).isZero();
        assertThat(clock.exact()).isZero();

        time.set(Long.MAX_VALUE / 2);
        assertThat(clock.now()).isEqualTo(Long.MAX_VALUE / 2 + 5_000);
        assertThat(clock.exact()).isEqualTo(clock.now());
    }

    @Test
    void clock_coarse_isNotNegative() {
        Clock clock = Clock.coarse();

        assertThat(clock.exact()).isNotNegative();
        assertThat(clock.now()).isNotNegative();
    }

    @Test
    void deadline_ofAnyLife_doesNotOverflow() {
        assertThat(Clock.deadline(5, 10)).isEqualTo(15);
        assertThat(Clock.deadline(5, Clock.AGES)).isEqualTo(Clock.AGES);
        assertThat(Clock.deadline(1L << 61, Long.MAX_VALUE)).isEqualTo(Clock.AGES);
        assertThat(Clock.deadline(0, Clock.AGES - 1)).isEqualTo(Clock.AGES - 1);
        assertThat(Clock.deadline(1, Clock.AGES - 1)).isEqualTo(Clock.AGES);
    }
}
