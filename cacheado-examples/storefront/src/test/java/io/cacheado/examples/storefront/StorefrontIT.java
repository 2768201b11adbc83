package io.cacheado.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Opens the data set, which takes a while: so it is one test. */
class StorefrontIT {
    @Test
    void run_firstSales_allFiguresAreRight() {
        Output run = new Output(false, "sales=400", "threads=3", "budget=800", "policy=lru");

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("400 sales in ")
                .contains("100 %        400 of 400")
                .contains("those of 0 visits differ")
                .contains("100 threads ask at once: 100 queries")
                .contains("100 threads ask at once: 1 query,")
                .contains("All figures are right.")
                .doesNotContain("WRONG")
                .isASCII();
        assertThat(run.code()).isZero();
    }
}
