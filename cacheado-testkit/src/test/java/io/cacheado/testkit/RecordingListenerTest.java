package io.cacheado.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.event.RemovalCause;
import org.junit.jupiter.api.Test;

class RecordingListenerTest {
    @Test
    void events_areInOrder() {
        RecordingListener<String, String> listener = new RecordingListener<>();
        try (Cacheado cacheado =
                Cacheado.builder().maximumSize(10).deterministic(1).build()) {
            Cache<String, String> cache = cacheado.cache("names", String.class, String.class)
                    .removalListener(listener)
                    .build();
            var global = cache.in(cacheado.scopes().global());
            global.put("k", "old");
            global.put("k", "new");
            global.invalidate("k");
        }

        assertThat(listener.events())
                .extracting(event -> event.key() + "=" + event.value() + " " + event.cause())
                .containsExactly("k=old REPLACED", "k=new EXPLICIT");
        assertThat(listener.values(RemovalCause.EXPLICIT)).containsExactly("new");
        assertThat(listener).hasToString("RecordingListener[events=2]");
        assertThat(listener.drain()).hasSize(2);
        assertThat(listener.events()).isEmpty();
    }
}
