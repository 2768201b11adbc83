package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavingTest {
    private static Trace loop(int keys, int requests) {
        return Generator.trace("gen:loop?keys=" + keys + "&requests=" + requests);
    }

    @Test
    void of_oneTrace_isThatTrace() {
        Trace one = loop(2, 4);
        assertThat(Interleaving.of(List.of(one))).isSameAs(one);
    }

    @Test
    void of_traces_spreadsEachEvenlyToTheEnd() {
        Trace whole = Interleaving.of(List.of(loop(1, 4), loop(2, 8), Generator.trace("gen:scan?requests=2")));
        StringBuilder tenants = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            tenants.append(whole.tenant(i));
        }
        assertThat(tenants).hasToString("10121011012101");
        assertThat(whole.tenants()).containsExactly(List.of("loop"), List.of("loop#2"), List.of("scan"));
        assertThat(whole.name()).isEqualTo("loop + loop + scan");
    }

    @Test
    void of_equalKeys_keepsThemApart() {
        Trace whole = Interleaving.of(List.of(loop(5, 20), loop(5, 20)));
        assertThat(whole.unique()).isEqualTo(10);
        assertThat(whole.length()).isEqualTo(40);
    }

    @Test
    void of_tracesWithTenants_putsThemBelowTheTracesName() {
        Trace whole = Interleaving.of(List.of(Traces.random(1, 200, 2, 3), Traces.reads(1)));
        assertThat(whole.tenants())
                .containsExactlyInAnyOrder(List.of("random", "t0"), List.of("random", "t1"), List.of("reads", "t"));
    }

    @Test
    void of_namesThatLookLikeOurs_keepsTenantsApart() {
        Trace likeOurs = new Trace(
                "loop#2", List.of(List.of("loop#2")), new int[1], new int[1], new byte[] {Trace.READ}, new int[] {1});
        Trace whole = Interleaving.of(List.of(likeOurs, loop(1, 1), loop(1, 1)));
        assertThat(whole.tenants()).containsExactly(List.of("loop#2"), List.of("loop"), List.of("loop#3"));
    }
}
