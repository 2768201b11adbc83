package io.cacheado.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small fixed part of what {@code mvn -Pmodel} does at length. */
class ModelTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void engineAndModel_agree(long seed) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Properties properties = new Properties();
        properties.setProperty("ops", "45000");
        properties.setProperty("configs", "30");
        properties.setProperty("seed", Long.toString(seed));
        properties.setProperty("shrinkSeconds", "5");

        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        int exit = new ModelRunner(out, out, engine -> engine).run(properties);

        assertThat(exit).as(printed.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("seed=" + seed, "SCOPE_EVICTED", "wheel cascade");
    }
}
