package io.cacheado.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings settings(Map<String, String> properties) {
        return Settings.from(properties::get);
    }

    @Test
    void settings_nothingSaid_areTheDefaults() {
        Settings settings = settings(Map.of());

        assertThat(settings.rows()).containsExactly("smoke");
        assertThat(settings.forks()).isEqualTo(3);
        assertThat(settings.time()).isEqualTo(0.5);
        assertThat(settings.runs()).isEqualTo(1);
        assertThat(settings.traces()).isNull();
        assertThat(settings.scoped()).isFalse();
        assertThat(settings.quick()).isFalse();
    }

    @Test
    void settings_allSaid_areRead(@TempDir Path folder) {
        Settings settings = settings(Map.of(
                "rows", "hit, put,,mix",
                "forks", "5",
                "time", "1.5",
                "runs", "7",
                "traces", folder.toString(),
                "scoped", "true"));

        assertThat(settings.rows()).containsExactly("hit", "put", "mix");
        assertThat(settings.forks()).isEqualTo(5);
        assertThat(settings.time()).isEqualTo(1.5);
        assertThat(settings.runs()).isEqualTo(7);
        assertThat(settings.traces()).isEqualTo(folder);
        assertThat(settings.scoped()).isTrue();
    }

    @Test
    void quickly_anySettings_areShort() {
        Settings quick = settings(Map.of("forks", "5", "time", "2")).quickly();

        assertThat(quick.forks()).isEqualTo(1);
        assertThat(quick.time()).isLessThanOrEqualTo(0.5);
        assertThat(quick.quick()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "forks, 0, a whole number from 1 on",
        "forks, many, a whole number from 1 on",
        "runs, 1.5, a whole number from 1 on",
        "time, 0, seconds from 0.01 to 600",
        "time, NaN, seconds from 0.01 to 600",
        "time, soon, seconds from 0.01 to 600",
        "scoped, yes, true or false",
        "traces, /no/such/folder, a folder"
    })
    void settings_badValue_areRefusedByName(String name, String value, String allowed) {
        assertThatThrownBy(() -> settings(Map.of(name, value)))
                .isInstanceOf(BadInput.class)
                .hasMessage(name + ": " + value + " (allowed: " + allowed + ")");
    }
}
