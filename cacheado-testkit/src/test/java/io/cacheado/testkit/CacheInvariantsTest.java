package io.cacheado.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.Cacheado;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheInvariantsTest {
    @Test
    void check_ofAHealthyCacheado_isSilent() {
        try (Cacheado cacheado =
                Cacheado.builder().maximumSize(10).deterministic(1).build()) {
            var global = cacheado.cache("names", String.class, String.class)
                    .build()
                    .in(cacheado.scopes().global());
            for (int i = 0; i < 30; i++) {
                global.put("k" + i, "v");
            }

            assertThatCode(() -> CacheInvariants.check(cacheado)).doesNotThrowAnyException();
        }
    }

    @Test
    void requireHeld_listsAllViolations() {
        assertThatThrownBy(() -> CacheInvariants.requireHeld(List.of("one", "two")))
                .isInstanceOf(AssertionError.class)
                .hasMessage("2 invariants do not hold:\n  one\n  two");
    }
}
