package io.cacheado.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 50_000, Long.MAX_VALUE})
    void limit_atLeastOne_isKept(long units) {
        assertThat(Quota.limit(units).limit()).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void limit_lessThanOne_isRefusedByNameAndValue(long units) {
        assertThatThrownBy(() -> Quota.limit(units))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit: " + units + " (allowed: at least 1)");
    }

    @Test
    void quota_sameLimit_isEqual() {
        assertThat(Quota.limit(7))
                .isEqualTo(Quota.limit(7))
                .hasSameHashCodeAs(Quota.limit(7))
                .isNotEqualTo(Quota.limit(8))
                .isNotEqualTo("7")
                .hasToString("Quota[limit=7]");
    }
}
