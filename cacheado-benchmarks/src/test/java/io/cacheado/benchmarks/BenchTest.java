package io.cacheado.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int run(Map<String, String> properties) throws Exception {
        return Bench.run(properties::get, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void run_unknownRow_listsTheRowsAndEndsWith2() throws Exception {
        assertThat(run(Map.of("rows", "hitt"))).isEqualTo(2);

        assertThat(text())
                .startsWith("rows: hitt (allowed, comma separated:")
                .contains(
                        "hit ",
                        "put ",
                        "mix ",
                        "limits ",
                        "bigscope ",
                        "load ",
                        "drop ",
                        "sessions ",
                        "scopes ",
                        "footprint ",
                        "leak ",
                        "hitrate ",
                        "smoke ")
                .doesNotContain("Exception");
    }

    @Test
    void run_unknownRowAmongKnownOnes_runsNone() throws Exception {
        assertThat(run(Map.of("rows", "hit,hitt"))).isEqualTo(2);

        assertThat(text()).doesNotContain("hit: ");
    }

    @Test
    void run_badValue_saysSoInOneLineAndEndsWith2() throws Exception {
        assertThat(run(Map.of("forks", "none"))).isEqualTo(2);

        assertThat(text()).isEqualToNormalizingNewlines("forks: none (allowed: a whole number from 1 on)\n");
    }

    @Test
    void run_help_listsOptionsAndRows() throws Exception {
        assertThat(run(Map.of("help", ""))).isZero();

        assertThat(text()).contains("-Drows=", "-Dforks=", "-Dtime=", "-Dtraces=", "footprint");
    }

    @Test
    void run_hitrateWithoutTraces_saysSo() throws Exception {
        assertThat(run(Map.of("rows", "hitrate"))).isZero();

        assertThat(text()).contains("no traces were given: -Dtraces=DIR");
    }
}
