package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    @TempDir
    Path folder;

    private static Options options(String... namesAndValues) {
        Map<String, String> properties = new HashMap<>(Map.of("trace", "gen:scan"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Options.from(properties::get);
    }

    @Test
    void from_withATraceAlone_hasDefaults() {
        Options options = options();
        assertThat(options.traces()).containsExactly("gen:scan");
        assertThat(options.sizes()).extracting(Size::text).containsExactly("0.1%", "1%", "10%");
        assertThat(options.policies()).isEqualTo("all");
        assertThat(options.tenants()).isEqualTo(TenantRule.parse("file"));
        assertThat(options.quotas()).isEmpty();
        assertThat(options.reach()).isEmpty();
        assertThat(options.out()).isEqualTo(Path.of("target/simulation"));
        assertThat(options.weighted() || options.skipBad() || options.production() || options.progress())
                .isFalse();
    }

    @Test
    void from_withEverything_readsIt() {
        Options options = options(
                "sizes",
                "20, 1000",
                "units",
                "weight",
                "skip-bad",
                "true",
                "reach",
                "0.5,80%",
                "quota",
                "limit:1",
                "seed",
                "-5");
        assertThat(options.sizes()).extracting(size -> size.of(1)).containsExactly(20L, 1_000L);
        assertThat(options.weighted()).isTrue();
        assertThat(options.skipBad()).isTrue();
        assertThat(options.reach()).containsExactly(0.5, 0.8);
        assertThat(options.quotas()).hasSize(1);
        assertThat(options.seed()).isEqualTo(-5);
    }

    @Test
    void from_badValues_namesOptionValueAndWhatIsAllowed() {
        for (String[] each : new String[][] {
            {"trace", "", "trace: none (allowed: files or generators"},
            {"trace", "nowhere.csv", "trace: nowhere.csv (allowed: a file that can be read, or a generator)"},
            {"trace", folder.toString(), "a file that can be read"},
            {"trace", "a\0b", "(allowed: a path)"},
            {"sizes", "0", "sizes: 0 (allowed: a whole number from 1 on, or a share up to 100%)"},
            {"sizes", "1,0%", "sizes: 0%"},
            {"sizes", "100.1%", "sizes: 100.1%"},
            {"sizes", "1.5", "sizes: 1.5"},
            {"policies", "lru,arc", "policies: arc (allowed: all, default, "},
            {"format", "xml", "format: xml (allowed: auto, csv, log)"},
            {"units", "bytes", "units: bytes (allowed: entries, weight)"},
            {"tenants", "field:0", "tenants: field:0 (allowed: file; field"},
            {"tenants", "ip", "tenants: ip"},
            {"skip-bad", "maybe", "skip-bad: maybe (allowed: no value, true or false)"},
            {"reach", "1", "reach: 1 (allowed: more than 0 and less than 1"},
            {"reach", "x%", "reach: x%"},
            {"runs", "0", "runs: 0 (allowed: a whole number from 1 to 1000)"},
            {"seed", "one", "seed: one"},
        }) {
            assertThatThrownBy(() -> options(each[0], each[1]))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining(each[2]);
        }
    }

    @Test
    void sizes_asShares_areRoundedAndAtLeastOne() {
        assertThat(Size.parse("s", "0.1%").of(20_484)).isEqualTo(20);
        assertThat(Size.parse("s", "0.1%").of(10)).isEqualTo(1);
        assertThat(Size.parse("s", "100%").of(123_456_789_012L)).isEqualTo(123_456_789_012L);
    }

    @Test
    void help_namesEveryPolicyAndGenerator() {
        assertThat(Options.help()).contains("caffeine-per-tenant", "belady", "sieve", "gen:shift", "0.1%,1%,10%");
    }
}
