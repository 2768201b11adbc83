package io.cacheado.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FakeTickerTest {
    @Test
    void read_standsStill() {
        FakeTicker ticker = new FakeTicker();

        assertThat(ticker.read()).isZero();
        assertThat(ticker.read()).isZero();
    }

    @Test
    void advance_movesFromTheOrigin() {
        FakeTicker ticker = new FakeTicker(-7);

        ticker.advance(Duration.ofNanos(5)).advance(Duration.ZERO).advance(Duration.ofMillis(1));

        assertThat(ticker.read()).isEqualTo(999_998);
    }

    @Test
    void advance_refusesNegativeSteps() {
        FakeTicker ticker = new FakeTicker(3);

        assertThatThrownBy(() -> ticker.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: PT-0.000000001S (allowed: zero or a positive duration)");
        assertThat(ticker.read()).isEqualTo(3);
    }

    @Test
    void autoIncrement_movesAfterEachRead() {
        FakeTicker ticker = new FakeTicker().autoIncrement(Duration.ofNanos(10));

        assertThat(ticker.read()).isZero();
        assertThat(ticker.read()).isEqualTo(10);
        ticker.autoIncrement(Duration.ZERO);
        assertThat(ticker.read()).isEqualTo(20);
        assertThat(ticker.read()).isEqualTo(20);
        assertThatThrownBy(() -> ticker.autoIncrement(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void advance_byManyThreads_losesNothing() {
        FakeTicker ticker = new FakeTicker();

        IntStream.range(0, 1_000).parallel().forEach(i -> ticker.advance(Duration.ofNanos(1)));

        assertThat(ticker).hasToString("FakeTicker[1000 ns]");
    }

    @Test
    void advance_byMoreThanNanosecondsCanSay_isRefusedAndChangesNothing() {
        FakeTicker ticker = new FakeTicker(3);

        assertThatThrownBy(() -> ticker.advance(Duration.ofDays(365 * 300)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: PT2628000H (allowed: at most PT2562047H47M16.854775807S more;"
                        + " a ticker moves 292 years in all)");
        assertThatThrownBy(() -> ticker.autoIncrement(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ticker.read()).isEqualTo(3);
    }

    @Test
    void advance_inManySteps_isRefusedWhereTimeWouldRunBackwards() {
        FakeTicker ticker = new FakeTicker(Long.MAX_VALUE - 1);
        long before = ticker.read();

        ticker.advance(Duration.ofNanos(Long.MAX_VALUE - 5));

        assertThat(ticker.read() - before).isEqualTo(Long.MAX_VALUE - 5);
        assertThatThrownBy(() -> ticker.advance(Duration.ofNanos(6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: at most PT0.000000005S more");
        assertThat(ticker.read() - before).isEqualTo(Long.MAX_VALUE - 5);
    }

    @Test
    void autoIncrement_beyondTheEnd_isAnError() {
        FakeTicker ticker = new FakeTicker().autoIncrement(Duration.ofNanos(Long.MAX_VALUE));
        ticker.read();

        assertThatThrownBy(ticker::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("292 years");
    }
}
