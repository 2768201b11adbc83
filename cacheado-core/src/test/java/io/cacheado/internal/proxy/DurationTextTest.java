package io.cacheado.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "30s, PT30S",
        "10m, PT10M",
        "1h, PT1H",
        "1d, PT24H",
        "0s, PT0S",
        "PT10M, PT10M",
        "P2D, PT48H",
        "pt1.5s, PT1.5S",
        "00010m, PT10M"
    })
    void text_ofAKnownForm_isItsDuration(String text, String expected) {
        assertThat(DurationText.parse("expireAfterWrite", text)).isEqualTo(Duration.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10",
                "m",
                "10 m",
                "10min",
                "1w",
                "-5m",
                "1.5h",
                "10M",
                "1h30m",
                " 1h",
                "9999999999999999999d",
                "999999999999999999d",
                "P1Y"
            })
    void text_ofAnotherForm_isRefusedByNameAndValue(String text) {
        assertThatThrownBy(() -> DurationText.parse("expireAfterWrite", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expireAfterWrite: \"" + text
                        + "\" (allowed: such as 250ms, 30s, 10m, 1h, 1d, or ISO-8601 such as PT10M)");
    }

    @Test
    void longest_thatFits_isTaken() {
        assertThat(DurationText.parse("expireAfterWrite", "100000000000000d"))
                .isEqualTo(Duration.ofDays(100000000000000L));
    }
}
