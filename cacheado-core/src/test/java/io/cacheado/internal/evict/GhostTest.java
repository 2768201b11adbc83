package io.cacheado.internal.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Mix;
import org.junit.jupiter.api.Test;

class GhostTest {
    private final Ghost ghost = new Ghost();

    @Test
    void ghost_ofASmallQueue_remembersNothing() {
        ghost.reach(15);
        ghost.add(5);

        assertThat(ghost.remove(5)).isFalse();
    }

    @Test
    void remove_ofWhatWasAdded_isTrueOnce() {
        ghost.reach(64);
        ghost.add(5);

        assertThat(ghost.remove(6)).isFalse();
        assertThat(ghost.remove(5)).isTrue();
        assertThat(ghost.remove(5)).isFalse();
    }

    @Test
    void remove_ofHashZero_isKnown() {
        ghost.reach(64);
        assertThat(ghost.remove(0)).isFalse();
        ghost.add(0);

        assertThat(ghost.remove(0)).isTrue();
    }

    @Test
    void reach_ofTwiceTheSize_stillKnowsTheOldOnes() {
        ghost.reach(64);
        ghost.add(5);
        ghost.reach(500);

        assertThat(ghost.remove(5)).isTrue();
    }

    @Test
    void reach_longAgoGrown_forgetsTheOldOnes() {
        ghost.reach(64);
        ghost.add(5);
        ghost.reach(1_000);
        for (int i = 0; i < 1_100; i++) {
            ghost.add(Mix.avalanche(i + 100));
        }

        assertThat(ghost.remove(5)).isFalse();
    }

    @Test
    void reach_ofAQueueOfWhichMostHasGone_givesTheMemoryBack() {
        Ghost ghost = new Ghost();
        ghost.reach(100_000);
        ghost.add(5);
        ghost.reach(10_000);
        assertThat(ghost.length()).isEqualTo(131_072);
        assertThat(ghost.remove(5)).isTrue();

        ghost.reach(5_000);
        assertThat(ghost.length()).isEqualTo(8_192);
        ghost.reach(0);
        assertThat(ghost.length()).isZero();
    }

    @Test
    void ghost_ofManyKeys_knowsMostOfTheLatest() {
        ghost.reach(10_000);
        for (int i = 0; i < 50_000; i++) {
            ghost.add(Mix.avalanche(i));
        }
        int known = 0;
        for (int i = 40_000; i < 50_000; i++) {
            known += ghost.remove(Mix.avalanche(i)) ? 1 : 0;
        }

        // Direct-mapped, 16,384 slots: of 10,000 keys a share of e^-(10/16.4 / 2) or so survives each other.
        assertThat(known).isGreaterThan(6_500);
    }

    @Test
    void ghost_ofOneKeyInManyScopes_givesEachASlotOfItsOwn() {
        ghost.reach(10_000);
        for (int scope = 0; scope < 10_000; scope++) {
            ghost.add(Mix.of(Mix.avalanche(scope), "profile".hashCode()));
        }
        int known = 0;
        for (int scope = 0; scope < 10_000; scope++) {
            known += ghost.remove(Mix.of(Mix.avalanche(scope), "profile".hashCode())) ? 1 : 0;
        }

        assertThat(known).isGreaterThan(6_500);
    }
}
