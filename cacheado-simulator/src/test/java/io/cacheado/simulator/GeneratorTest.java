package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    @Test
    void loop_asksForTheSameKeysInOneOrder() {
        assertThat(Generator.trace("gen:loop?keys=3&requests=7").entries()).containsExactly(0, 1, 2, 0, 1, 2, 0);
    }

    @Test
    void scan_asksForEachKeyOnce() {
        Trace trace = Generator.trace("gen:scan?requests=500");
        assertThat(trace.unique()).isEqualTo(500);
        assertThat(trace.tenants()).containsExactly(List.of("scan"));
    }

    @Test
    void zipf_asksMoreOftenForTheFirst_andIsRepeatable() {
        Trace trace = Generator.trace("gen:zipf?keys=100&s=1.2&requests=10000&seed=7");
        long[] counts = new long[trace.unique()];
        Arrays.stream(trace.entries()).forEach(entry -> counts[entry]++);
        assertThat(Arrays.stream(counts).max().orElse(0)).isBetween(2_000L, 4_000L);
        assertThat(Generator.trace("gen:zipf?keys=100&s=1.2&requests=10000&seed=7")
                        .entries())
                .isEqualTo(trace.entries());
        assertThat(Generator.trace("gen:zipf?keys=100&s=1.2&requests=10000&seed=8")
                        .entries())
                .isNotEqualTo(trace.entries());
    }

    @Test
    void shift_movesOnToOtherKeys() {
        Trace trace = Generator.trace("gen:shift?keys=10&every=100&by=10&requests=300&s=0");
        int[] entries = trace.entries();
        assertThat(trace.unique()).isEqualTo(30);
        assertThat(Arrays.stream(entries, 0, 100).max().orElse(0))
                .isLessThan(Arrays.stream(entries, 100, 200).min().orElse(0));
    }

    @Test
    void trace_ofWhatThereIsNot_namesIt() {
        for (String[] each : new String[][] {
            {"gen:spiral", "gen:loop?keys=1200"},
            {"gen:loop?keys=0", "keys: 0 (allowed: a whole number from 1 to 100000000)"},
            {"gen:loop?keys", "name=value"},
            {"gen:loop?keys=1&keys=2", "each name once"},
            {"gen:loop?s=1", "without [s], which gen:loop does not have"},
            {"gen:zipf?s=-1", "s: -1"},
            {"gen:zipf?requests=1e6", "requests: 1e6"},
        }) {
            assertThatThrownBy(() -> Generator.trace(each[0]))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining(each[1]);
        }
    }
}
