package io.cacheado.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cacheado;
import io.cacheado.internal.table.Together;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A cache's own limit, as a charge meets it: makes room for nothing, and is never passed. */
class CacheCoreTest {
    private static final int MAXIMUM = 3;

    private final Cacheado cacheado = Cacheado.builder().maximumSize(1_000).build();
    private final CacheCore<?, ?> core = ((CacheView<?, ?>) cacheado.cache("c", String.class, String.class)
                    .maximumSize(MAXIMUM)
                    .build())
            .core();

    @Test
    void charge_atTheMaximum_isRefusedUntilOneIsGivenBack() {
        for (int i = 0; i < MAXIMUM; i++) {
            assertThat(core.isFull()).isFalse();
            assertThat(core.tryCharge()).isTrue();
        }
        assertThat(core.isFull()).isTrue();
        assertThat(core.tryCharge()).isFalse();
        assertThat(core.entries()).isEqualTo(MAXIMUM);

        core.release();
        assertThat(core.tryCharge()).isTrue();
        assertThat(core.tryCharge()).isFalse();
    }

    @Test
    void charges_ofManyThreads_neverPassTheMaximum() throws InterruptedException {
        AtomicInteger held = new AtomicInteger();
        Together.run(4, thread -> {
            for (int i = 0; i < 20_000; i++) {
                if (!core.tryCharge()) {
                    Thread.yield();
                    continue;
                }
                if (held.incrementAndGet() > MAXIMUM || core.entries() > MAXIMUM) {
                    throw new AssertionError("above the maximum");
                }
                if ((i & 31) == 0) {
                    Thread.yield();
                }
                held.decrementAndGet();
                core.release();
            }
        });
        assertThat(core.entries()).isZero();
    }
}
