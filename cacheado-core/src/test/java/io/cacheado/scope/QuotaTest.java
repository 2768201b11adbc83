package io.cacheado.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {

    @Test
    void factories_leaveTheRestAsWithoutAQuota() {
        assertThat(Quota.reserve(5).reservation()).isEqualTo(5);
        assertThat(Quota.reserve(5).limit()).isEqualTo(Long.MAX_VALUE);
        assertThat(Quota.reserve(5).weight()).isEqualTo(1);
        assertThat(Quota.limit(9).reservation()).isZero();
        assertThat(Quota.limit(9).limit()).isEqualTo(9);
        assertThat(Quota.weight(0.25).weight()).isEqualTo(0.25);
        assertThat(Quota.weight(0.25).limit()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void withers_changeOneFigureAndReturnAnother() {
        Quota quota = Quota.reserve(5);
        Quota all = quota.withLimit(7).withWeight(3).withReservation(6);
        assertThat(all.reservation()).isEqualTo(6);
        assertThat(all.limit()).isEqualTo(7);
        assertThat(all.weight()).isEqualTo(3);
        assertThat(quota).isEqualTo(Quota.reserve(5)).isNotEqualTo(all);
        assertThat(all)
                .isEqualTo(Quota.limit(7).withWeight(3).withReservation(6))
                .hasSameHashCodeAs(Quota.limit(7).withWeight(3).withReservation(6));
        assertThat(all)
                .isNotEqualTo(all.withWeight(2))
                .isNotEqualTo(all.withLimit(8))
                .isNotEqualTo(null);
    }

    @Test
    void reservation_aboveTheLimit_isRefusedInAnyOrder() {
        assertThatThrownBy(() -> Quota.limit(5).withReservation(6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reservation: 6 (allowed: at most the limit, 5)");
        assertThatThrownBy(() -> Quota.reserve(6).withLimit(5)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Quota.reserve(5).withLimit(5).limit()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 9e-7, 1_000_001, Double.NaN, Double.POSITIVE_INFINITY})
    void weight_outOfRange_isRefused(double weight) {
        assertThatThrownBy(() -> Quota.weight(weight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight: " + weight + " (allowed: from 0.000001 to 1000000)");
        assertThatThrownBy(() -> Quota.limit(1).withWeight(weight)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void badUnits_areRefused() {
        assertThatThrownBy(() -> Quota.reserve(-1)).hasMessage("reservation: -1 (allowed: at least 0)");
        assertThatThrownBy(() -> Quota.limit(0)).hasMessage("limit: 0 (allowed: at least 1)");
        assertThatThrownBy(() -> Quota.reserve(1).withLimit(0)).hasMessage("limit: 0 (allowed: at least 1)");
    }

    @Test
    void toString_namesWhatWasGiven() {
        assertThat(Quota.limit(50)).hasToString("Quota[limit=50]");
        assertThat(Quota.reserve(10).withLimit(100).withWeight(2))
                .hasToString("Quota[reservation=10, limit=100, weight=2.0]");
        assertThat(Quota.reserve(0)).hasToString("Quota[weight=1.0]");
        assertThat(Quota.reserve(3).withWeight(2)).hasToString("Quota[reservation=3, weight=2.0]");
    }
}
