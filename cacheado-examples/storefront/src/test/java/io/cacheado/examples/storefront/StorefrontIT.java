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
                .contains("without the cache: 50 pages asked for, 50 errors")
                .contains("pages asked for, 0 errors, 0 wrong")
                .contains("all 50 pages are fresh, by 50 queries")
                .contains("without a limit:  8 of 8 threads hang; 0 of ")
                .contains("LoadLimit.of(2): 2 threads hang, 6 requests of that store are refused at once")
                .contains("All figures are right.")
                .doesNotContain("WRONG")
                .isASCII();
        assertThat(run.code()).isZero();
    }
}
