package io.cacheado.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.testkit.model.Setup.Profile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the runner says of a failure, and of properties that make no sense. */
class ModelRunnerTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    private static UnaryOperator<Cacheado> losingPuts() {
        return Disguise.of(ScopedCache.class, "put", (real, args) -> null);
    }

    private int run(UnaryOperator<Cacheado> disguise, String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new ModelRunner(
                        new PrintStream(printed, true, StandardCharsets.UTF_8),
                        new PrintStream(complained, true, StandardCharsets.UTF_8),
                        disguise)
                .run(properties);
    }

    private String said() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void failure_isShrunkAndReportedWithHowToSeeItAgain() {
        int exit = run(losingPuts(), "ops", "2000", "configs", "4", "seed", "1", "threads", "1", "shrinkSeconds", "2");

        assertThat(exit).isEqualTo(1);
        assertThat(said()).contains("FAILED: ", "found at operation", "shrunk to", "again: -Dreplay=", "-Dops=500");
    }

    @Test
    void replay_runsTheNamedConfigurationOnly() {
        assertThat(run(engine -> engine, "replay", "1:SMALL", "ops", "300")).isZero();
        assertThat(run(losingPuts(), "replay", "1:SMALL", "ops", "300", "shrinkSeconds", "1"))
                .isEqualTo(1);
        assertThat(said()).contains("shrunk to");
    }

    @ParameterizedTest
    @CsvSource({"ops, 0", "ops, many", "configs, 0", "shrinkSeconds, -1", "replay, 1:NONE", "replay, nonsense"})
    void senselessProperty_isNamedWithWhatIsAllowed(String name, String value) {
        assertThat(run(engine -> engine, name, value)).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8))
                .startsWith("-D" + name + "=" + value + " (allowed: ")
                .hasLineCount(1);
        assertThat(said()).isEmpty();
    }

    @Test
    void senselessProperty_thatIsLongOrManyLines_isToldInOneShortLine() {
        assertThat(run(engine -> engine, "seed", "x\n".repeat(5_000))).isEqualTo(2);
        assertThat(complained.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .hasSizeLessThan(120)
                .contains("… (allowed: a whole number)");
    }

    @Test
    void help_listsTheOptionsAndRunsNothing() {
        assertThat(run(engine -> engine, "help", "")).isZero();
        assertThat(said())
                .contains("-Dops", "-Dconfigs", "-Dseed", "-Dthreads", "-DshrinkSeconds", "-Dreplay", "-Dhelp", "SMALL")
                .doesNotContain("model:");
        assertThat(complained.size()).isZero();
    }

    @Test
    void shrinker_findsTheOperationThatMatters() {
        Setup setup = SetupSource.setup(1, Profile.SMALL);
        Trial trial = new Trial(setup, losingPuts());
        List<Op> operations = OpSource.operations(setup, 300);
        Trial.Failure failure = trial.run(operations).failure();
        assertThat(failure).isNotNull();

        AtomicLong clock = new AtomicLong();
        List<Op> shrunk = new Shrinker(trial, clock::incrementAndGet, 100_000).shrink(operations, failure);

        assertThat(shrunk).hasSizeLessThan(operations.size());
        assertThat(trial.run(shrunk).failure()).isNotNull();
        assertThat(Report.of(trial, shrunk, operations.size(), failure)).contains("shrunk to " + shrunk.size());
    }

    @Test
    void cacheSpec_saysWhatWasSet() {
        List<String> texts = new ArrayList<>();
        for (int seed = 1; seed <= 30; seed++) {
            texts.add(SetupSource.setup(seed, Profile.SMALL).toString());
        }
        assertThat(texts).anySatisfy(text -> assertThat(text).contains("max="));
    }
}
