package io.cacheado.examples.service;

import static io.cacheado.testkit.CacheAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.scope.Scope;
import io.cacheado.testkit.FaultyLoader;
import io.cacheado.testkit.InjectedFaultException;
import io.cacheado.testkit.junit.CacheadoExtension;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a service that caches is tested: its time, its database and its tenants are the test's. */
class BillingTest {
    private static final Scope ACME = Billing.SCOPES.scope("organization", "acme");
    private static final Scope GLOBEX = Billing.SCOPES.scope("organization", "globex");

    @RegisterExtension
    final CacheadoExtension test =
            CacheadoExtension.of(builder -> builder.scopes(Billing.SCOPES).maximumSize(1_000));

    private final PlansInMemory plans = new PlansInMemory();
    private final FaultyLoader<String, Price> prices =
            FaultyLoader.of((scope, product) -> new Price(scope.equals(ACME) ? 100 : 200));

    private Billing billing;

    @BeforeEach
    void createService() {
        plans.change("acme", new Plan("team", 5));
        plans.change("globex", new Plan("team", 7));
        billing = new Billing(test.cacheado(), plans, prices);
    }

    @Test
    void total_askedAgain_asksNoDatabase() {
        assertThat(billing.total("acme", "mail")).isEqualTo(500);
        assertThat(billing.total("acme", "mail")).isEqualTo(500);

        assertThat(prices.counts()).hasCalls(1).neverLoadedTwice();
        assertThat(plans.queries()).isEqualTo(1);
        assertThat(test.cacheado()).stats(ACME).hasHits(2).hasMisses(2).hasLoads(2);
    }

    @Test
    void total_afterTenMinutes_asksForThePriceAgain() {
        billing.total("acme", "mail");
        test.ticker().advance(Duration.ofMinutes(10));

        billing.total("acme", "mail");

        assertThat(prices.counts()).loaded(ACME, "mail", 2);
        assertThat(plans.queries()).isEqualTo(1); // an hour
    }

    @Test
    void total_whenTheDatabaseIsDown_isServedForAnHourMore() {
        billing.total("acme", "mail");
        prices.failFromNowOn();
        test.ticker().advance(Duration.ofMinutes(30));

        assertThat(billing.total("acme", "mail")).isEqualTo(500);
        assertThat(test.cacheado()).stats(ACME).hasStaleHits(1).hasFailedLoads(1);

        test.ticker().advance(Duration.ofMinutes(40));
        assertThatThrownBy(() -> billing.total("acme", "mail")).isInstanceOf(InjectedFaultException.class);

        prices.recover();
        assertThat(billing.total("acme", "mail")).isEqualTo(500);
    }

    @Test
    void total_whenTheDatabaseOfOneTenantIsDown_worksForTheOthers() {
        prices.failIn(ACME);

        assertThatThrownBy(() -> billing.total("acme", "mail")).isInstanceOf(InjectedFaultException.class);
        assertThat(billing.total("globex", "mail")).isEqualTo(1_400);
    }

    @Test
    void change_isSeenAtOnce() {
        assertThat(billing.plan("acme")).isEqualTo(new Plan("team", 5));

        billing.change("acme", new Plan("company", 50));

        assertThat(billing.plan("acme")).isEqualTo(new Plan("company", 50));
    }

    @Test
    void forget_leavesNothingOfTheTenant_andTheOthersAlone() throws Exception {
        billing.total("acme", "mail");
        billing.total("globex", "mail");

        assertThat(test.cacheado()).leavesAlone(GLOBEX, () -> billing.forget("acme"));

        assertThat(test.cacheado()).scope(ACME).isGone();
        assertThat(test.cacheado()).scope(GLOBEX).holds(2);
    }

    @Test
    void tenants_shareNothing() {
        billing.total("acme", "mail");
        billing.total("globex", "mail");

        assertThat(test.cacheado()).isolates(ACME, GLOBEX);
        assertThat(prices.counts()).loaded(ACME, "mail", 1).loaded(GLOBEX, "mail", 1);
    }
}
