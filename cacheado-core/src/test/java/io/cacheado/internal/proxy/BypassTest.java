package io.cacheado.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

class BypassTest {
    private final AtomicInteger count = new AtomicInteger();

    @Test
    void bypass_isCountedAndLoggedAtDebug_withCacheAndLevelAndNothingElse() {
        LogRecorder log = new LogRecorder(Level.DEBUG);
        new Bypass(log, "reports", "organization", count::incrementAndGet).happened();
        new Bypass(log, "byArgument", null, count::incrementAndGet).happened();
        assertThat(count).hasValue(2);
        assertThat(log.events()).hasSize(2).allMatch(event -> event.getLevel() == Level.DEBUG);
        assertThat(log.events().get(0).getMessage()).isEqualTo("cache bypassed, there is no scope");
        assertThat(log.events().get(0).getArguments()).isNullOrEmpty();
        assertThat(log.events().get(0).getKeyValuePairs())
                .extracting(KeyValuePair::toString)
                .containsExactly("cache=\"reports\"", "level=\"organization\"");
        assertThat(log.events().get(1).getKeyValuePairs())
                .extracting(KeyValuePair::toString)
                .containsExactly("cache=\"byArgument\"", "level=\"any\"");
    }

    @Test
    void bypass_withTheLevelOff_isCountedAllTheSame() {
        LogRecorder log = new LogRecorder(Level.INFO);
        new Bypass(log, "reports", "organization", count::incrementAndGet).happened();
        assertThat(count).hasValue(1);
        assertThat(log.events()).isEmpty();
    }
}
