package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Mix;
import org.junit.jupiter.api.Test;

class BucketGhostTest {
    private final BucketGhost ghost = new BucketGhost(16_384);

    @Test
    void take_ofWhatWasAdded_givesItsCountOnce() {
        ghost.add(Mix.avalanche(5), 2);

        assertThat(ghost.take(Mix.avalanche(6))).isEqualTo(BucketGhost.UNKNOWN);
        assertThat(ghost.take(Mix.avalanche(5))).isEqualTo(2);
        assertThat(ghost.take(Mix.avalanche(5))).isEqualTo(BucketGhost.UNKNOWN);
    }

    @Test
    void add_ofALargeCount_keepsTheMost() {
        ghost.add(-1, 200);

        assertThat(ghost.take(-1)).isEqualTo(BucketGhost.MOST);
    }

    @Test
    void take_ofHashZero_isKnownOnceItWasAdded() {
        assertThat(ghost.take(0)).isEqualTo(BucketGhost.UNKNOWN);
        ghost.add(0, 0);

        assertThat(ghost.take(0)).isZero();
    }

    @Test
    void add_ofOneMoreThanABucketHolds_forgetsTheOldest() {
        BucketGhost one = new BucketGhost(4);
        for (int i = 1; i <= 5; i++) {
            one.add(i << 20, i & BucketGhost.MOST);
        }

        assertThat(one.take(1 << 20)).isEqualTo(BucketGhost.UNKNOWN);
        for (int i = 2; i <= 5; i++) {
            assertThat(one.take(i << 20)).isEqualTo(i & BucketGhost.MOST);
        }
    }

    @Test
    void ghost_ofManyKeysInManyScopes_knowsTheLatestHalfAndFewOfTheOld() {
        for (int scope = 0; scope < 60_000; scope++) {
            ghost.add(hash(scope), 0);
        }

        assertThat(known(0, 20_000)).isLessThan(100);
        assertThat(known(60_000 - 8_192, 60_000)).isGreaterThan(6_900);
    }

    @Test
    void ghost_ofOneStripe_usesAllItsBuckets() {
        int added = 0;
        int first = 0;
        for (int key = 0; added < 4_096; key++) {
            if (Mix.stripe(Mix.avalanche(key), 4) == 3) {
                ghost.add(Mix.avalanche(key), 0);
                added++;
            }
            first = key;
        }
        int known = 0;
        for (int key = 0; key <= first; key++) {
            known += Mix.stripe(Mix.avalanche(key), 4) == 3 && ghost.take(Mix.avalanche(key)) >= 0 ? 1 : 0;
        }

        assertThat(known).isGreaterThan(4_000);
    }

    private int known(int from, int to) {
        int known = 0;
        for (int scope = from; scope < to; scope++) {
            known += ghost.take(hash(scope)) >= 0 ? 1 : 0;
        }
        return known;
    }

    private static int hash(int scope) {
        return Mix.of(Mix.avalanche(scope), "profile".hashCode());
    }
}
