package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.log.LogEvents;
import org.junit.jupiter.api.Test;

/** What the guide says of log events is what there is. */
class LogTableTest {
    @Test
    void table_ofTheGuide_hasEachEvent_withItsLoggerAndLevel() {
        assertThat(LogTable.read().entrySet().stream()
                        .map(row -> row.getKey() + " " + row.getValue().logger() + " "
                                + row.getValue().level()))
                .containsExactlyElementsOf(LogEvents.all());
    }
}
