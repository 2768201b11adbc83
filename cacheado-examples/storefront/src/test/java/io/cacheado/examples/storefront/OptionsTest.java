package io.cacheado.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.policy.Eviction;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    private final Properties properties = new Properties();

    @Test
    void of_noProperties_givesDefaults() {
        Options options = Options.of(properties);

        assertThat(options.threads()).isBetween(2, 1_000);
        assertThat(options.budget()).isEmpty();
        assertThat(options.policy()).isEqualTo(Eviction.adaptive());
        assertThat(options.sales()).isEqualTo(269_720);
        assertThat(options.trace()).isEmpty();
        assertThat(options.delayMillis()).isZero();
        assertThat(options.help()).isFalse();
    }

    @Test
    void of_allProperties_givesThem() {
        properties.setProperty("threads", "7");
        properties.setProperty("budget", "123");
        properties.setProperty("policy", "lru");
        properties.setProperty("sales", "10");
        properties.setProperty("delay", "3");
        properties.setProperty("help", "true");

        Options options = Options.of(properties);

        assertThat(options.threads()).isEqualTo(7);
        assertThat(options.budget()).isEqualTo(OptionalLong.of(123));
        assertThat(options.policy()).isEqualTo(Eviction.lru());
        assertThat(options.sales()).isEqualTo(10);
        assertThat(options.delayMillis()).isEqualTo(3);
        assertThat(options.help()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "threads, x",
        "threads, 0",
        "threads, 1001",
        "threads, ''",
        "budget, 0",
        "budget, -1",
        "budget, 99999999999999999999",
        "sales, 269721",
        "sales, 1e3",
        "delay, -1",
        "policy, mru",
        "policy, ''",
        "trace, ''",
        "trace, /no/such/file"
    })
    void of_badValue_saysOptionAndValue(String name, String value) {
        properties.setProperty(name, value);

        assertThatThrownBy(() -> Options.of(properties))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("-D" + name + "=" + value + ": ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void of_unknownPolicy_listsThoseThereAre() {
        properties.setProperty("policy", "mru");

        assertThatThrownBy(() -> Options.of(properties)).hasMessageContaining("s3-fifo, lru, lfu, fifo");
    }

    @Test
    void of_traceThatIsAFolder_isRefused(@TempDir Path folder) {
        properties.setProperty("trace", folder.toString());

        assertThatThrownBy(() -> Options.of(properties))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void usage_namesEveryOption() {
        assertThat(Options.usage())
                .contains("-Dthreads=", "-Dbudget=", "-Dpolicy=", "-Dsales=", "-Ddelay=", "-Dtrace=", "-Dhelp")
                .isASCII();
    }
}
