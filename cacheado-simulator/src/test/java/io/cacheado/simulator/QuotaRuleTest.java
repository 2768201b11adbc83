package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.scope.Quota;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaRuleTest {
    @Test
    void parse_ofRules_givesLimitsInUnitsOfTheBudget() {
        List<QuotaRule> rules =
                QuotaRule.parse("limit:25%,acme/42=limit:7,a=weight:2+reserve:10%,b=reserve:5+limit:1%");
        assertThat(rules.get(0).of(1_000)).isEqualTo(Quota.limit(250));
        assertThat(rules.get(1).of(1_000)).isEqualTo(Quota.limit(7));
        assertThat(rules.get(1).path()).isEqualTo("acme/42");
        assertThat(rules.get(2).of(1_000)).isEqualTo(Quota.reserve(100).withWeight(2));
        assertThat(rules.get(3).of(1_000)).isEqualTo(Quota.reserve(5).withLimit(10));
        assertThatThrownBy(() -> rules.get(3).of(100))
                .isInstanceOf(BadInput.class)
                .hasMessage(
                        "quota: b=reserve:5+limit:1% (allowed: a reservation of at most the limit, which of 100 is 1)");
    }

    @Test
    void parse_ofWhatThereIsNot_namesRuleAndWhatIsAllowed() {
        for (String[] each : new String[][] {
            {"", "quota:  (allowed: for each tenant, or after PATH= for one scope: reserve:SIZE"},
            {"limit", "quota: limit (allowed"},
            {"limit:0", "limit: 0 (allowed"},
            {"limit:101%", "limit: 101%"},
            {"limit:1+limit:2", "quota: limit:1+limit:2"},
            {"reserve:10+reserve:1", "quota: reserve:10+reserve:1"},
            {"reserve:0", "reserve: 0 (allowed"},
            {"a=limit:5+weight:0", "weight: 0 (allowed: a number from 0.000001 to 1000000)"},
            {"weight:much", "weight: much (allowed"},
            {"limit:5,share:2", "quota: share:2"},
        }) {
            assertThatThrownBy(() -> QuotaRule.parse(each[0]))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining(each[1]);
        }
    }

    @Test
    void check_ofAScopeThatNoTenantIsIn_namesOneThatThereIs() {
        Trace trace = Interleaving.of(List.of(Traces.reads(1), Traces.random(1, 20, 2, 2)));
        assertThatCode(() -> QuotaRule.parse("random=limit:1,random/t0=limit:1,limit:2")
                        .forEach(rule -> rule.check(trace)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> QuotaRule.parse("rand=limit:1").get(0).check(trace))
                .hasMessageContaining("quota: rand=limit:1 (allowed: a scope of the trace, such as ");
    }

    @Test
    void scopes_ofAnIdWithASlash_isThatTenant() {
        TraceBuilder trace = new TraceBuilder();
        trace.add(trace.tenant(List.of("/")), 1, 1, Trace.READ);
        assertThat(QuotaRule.parse("/=limit:1").get(0).scopes(trace.build("log")))
                .containsExactly(List.of("/"));
    }
}
