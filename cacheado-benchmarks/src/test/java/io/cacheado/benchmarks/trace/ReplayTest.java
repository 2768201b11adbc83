package io.cacheado.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cacheado.policy.Eviction;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static Trace trace(int... keys) {
        return new Trace("made", List.of(""), new int[keys.length], keys);
    }

    @Test
    void rates_roomForAll_missOnlyFirstRequests() {
        Replay replay = new Replay(trace(0, 1, 0, 1, 2, 0, 1, 2));

        assertThat(replay.unique()).isEqualTo(3);
        assertThat(replay.cacheado(100, null)).isEqualTo(62.5);
        assertThat(replay.caffeine(100)).isEqualTo(62.5);
        assertThat(replay.belady(100)).isEqualTo(62.5);
    }

    @Test
    void cacheado_tenantsAsScopes_keepsThemApart() {
        Trace trace = new Trace("made", List.of("a/x", "a", ""), new int[] {0, 1, 2, 0, 1, 2}, new int[6]);

        assertThat(new Replay(trace).cacheado(100, null)).isEqualTo(50);
        assertThat(new Replay(trace.flat()).cacheado(100, null)).isCloseTo(83.3, within(0.1));
    }

    @Test
    void belady_knownExample_hasTheOptimum() {
        // The textbook's reference string: 9 faults for 3 frames, where a fault must load; without that, 8.
        int[] string = {7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1};

        assertThat(Belady.hits(string, 3)).isBetween(11L, 12L);
        assertThat(Belady.hits(new int[] {0, 1, 0, 1}, 1)).isEqualTo(1);
        assertThat(Belady.hits(new int[0], 1)).isZero();
    }

    @Test
    void belady_randomTraces_isNeverWorseThanAPolicy() {
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            int[] keys = random.ints(2000, 0, 100)
                    .map(key -> key * random.nextInt(100) / 100)
                    .toArray();
            Replay replay = new Replay(trace(keys));
            for (String policy : new String[] {"s3-fifo", "lru", "lfu", "fifo", "sieve"}) {
                assertThat(replay.cacheado(10, Eviction.named(policy))).isLessThanOrEqualTo(replay.belady(10));
            }
        }
    }
}
