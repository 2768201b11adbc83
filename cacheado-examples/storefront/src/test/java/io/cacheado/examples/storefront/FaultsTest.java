package io.cacheado.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final Faults faults = new Faults();

    @Test
    void strike_whileStatementsFail_throwsAndCounts() throws SQLException {
        faults.strike(Request.BUY, 13, 1, 1, 1);
        faults.fail(true);

        assertThatThrownBy(() -> faults.strike(Request.BUY, 13, 1, 1, 1)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> faults.strike(Request.PRODUCT, 1)).isInstanceOf(SQLException.class);
        faults.fail(false);
        faults.strike(Request.PRODUCT, 1);
        assertThat(faults.failed()).isEqualTo(2);
    }

    @Test
    void strike_ofTheStoreThatHangs_waitsUntilThatIsOver_andNoOtherDoes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Void> query = new FutureTask<>(() -> {
            faults.strike(Request.ALSO_BOUGHT, 13, 1, 10);
            return null;
        });
        try (Faults.Hang hang = faults.hang(13, begun::countDown)) {
            Thread thread = new Thread(query);
            thread.setDaemon(true);
            thread.start();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            faults.strike(Request.ALSO_BOUGHT, 14, 1, 10);
            faults.strike(Request.PRODUCT, 13);

            assertThat(query.isDone()).isFalse();
            assertThat(hang.hanging()).isEqualTo(1);
        }
        query.get(30, TimeUnit.SECONDS);
        faults.strike(Request.ALSO_BOUGHT, 13, 1, 10);
    }
}
