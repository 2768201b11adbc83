package io.cacheado.examples.service;

import static io.cacheado.testkit.CacheAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cacheado;
import io.cacheado.testkit.SlowLoader;
import io.cacheado.testkit.junit.CacheadoSetup;
import io.cacheado.testkit.junit.CacheadoTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same service under many threads, so with a cacheado that is not deterministic. */
@CacheadoTest(setup = BillingStampedeTest.Setup.class, onThreads = true)
class BillingStampedeTest {
    static final class Setup implements CacheadoSetup {
        @Override
        public void configure(Cacheado.Builder builder) {
            builder.scopes(Billing.SCOPES).maximumSize(1_000);
        }
    }

    @Test
    void hundredThreads_oneMissingPrice_areOneLoad(Cacheado cacheado) throws Exception {
        PlansInMemory plans = new PlansInMemory();
        plans.change("acme", new Plan("team", 5));
        SlowLoader<String, Price> prices = SlowLoader.held(product -> new Price(100));
        Billing billing = new Billing(cacheado, plans, prices);

        ExecutorService threads = Executors.newFixedThreadPool(100);
        try {
            List<Future<Long>> totals = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                totals.add(threads.submit(() -> billing.total("acme", "mail")));
            }
            prices.awaitCalled(1).release();

            for (Future<Long> total : totals) {
                assertThat(total.get(10, TimeUnit.SECONDS)).isEqualTo(500);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(prices.counts()).hasCalls(1);
        assertThat(plans.queries()).isEqualTo(1);
        assertThat(cacheado).stats().hasLoads(2).hasEntries(2);
    }
}
