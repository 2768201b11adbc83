package io.cacheado.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One key that is equal in 100,000 scopes must spread like 100,000 keys: over leaves, slots, stripes and shards. */
class MixTest {
    private static final int SCOPES = 100_000;

    private static int[] hashesOfOneKey() {
        int inner = "profile".hashCode();
        int[] all = new int[SCOPES];
        for (int scope = 0; scope < SCOPES; scope++) {
            all[scope] = Mix.of(Mix.avalanche(scope * 31), inner);
        }
        return all;
    }

    private static void requireEven(int[] counts) {
        double mean = (double) SCOPES / counts.length;
        for (int count : counts) {
            assertThat((double) count).isBetween(mean - 6 * Math.sqrt(mean), mean + 6 * Math.sqrt(mean));
        }
    }

    @Test
    void of_oneKeyInManyScopes_spreadsOverTopAndLowBits() {
        int[] top = new int[256];
        int[] low = new int[256];
        for (int hash : hashesOfOneKey()) {
            top[hash >>> 24]++;
            low[hash & 255]++;
        }

        requireEven(top);
        requireEven(low);
    }

    @Test
    void stripe_oneKeyInManyScopes_spreadsEvenlyAndApartFromTheLeaves() {
        int[] stripes = new int[16];
        int[] within = new int[16];
        int inOneLeaf = 0;
        for (int hash : hashesOfOneKey()) {
            stripes[Mix.stripe(hash, 4)]++;
            if (hash >>> 28 == 5) {
                inOneLeaf++;
                within[Mix.stripe(hash, 4)]++;
            }
        }

        requireEven(stripes);
        for (int count : within) {
            assertThat(count).isBetween(inOneLeaf / 16 / 2, inOneLeaf / 16 * 2);
        }
    }

    @Test
    void stripe_ofNoBits_isZero() {
        assertThat(Mix.stripe(-1, 0)).isZero();
        assertThat(Mix.stripe(-1, 4)).isBetween(0, 15);
    }

    @Test
    void avalanche_isOneToOne() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < SCOPES; i++) {
            seen.add(Mix.avalanche(i));
        }

        assertThat(seen).hasSize(SCOPES);
    }
}
