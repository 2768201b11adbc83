package io.cacheado.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Steps;
import io.cacheado.internal.table.Together;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegionTest {
    private final Rig rig = Rig.plain();

    private Region region(Object org) {
        return (Region) rig.put(rig.session(org, 1, 1), "k").owner();
    }

    @Test
    void isFresh_ofANewRegion_isFalseUntilItsAncestorsWereWalked() {
        Region region = region(1);
        Region fresh = rig.obtain(rig.org(2));

        assertThat(fresh.isFresh(rig.live)).isFalse();
        assertThat(fresh.isAlive(rig.live)).isTrue();
        assertThat(fresh.isFresh(rig.live)).isTrue();
        assertThat(region.isAlive(rig.live)).isTrue();
    }

    @Test
    void isFresh_afterADropElsewhere_isTrueAgainOnceWalked() {
        Region region = region(1);
        region.isAlive(rig.live);
        // A drop within the same top-level scope, so of the same stripe.
        rig.put(rig.user(1, 2), "k");
        rig.drop(rig.user(1, 2));

        assertThat(region.isFresh(rig.live)).isFalse();
        assertThat(region.isAlive(rig.live)).isTrue();
        assertThat(region.isFresh(rig.live)).isTrue();
    }

    @Test
    void isAlive_whileNothingIsDropped_walksOnce() {
        Region region = region(1);
        region.isAlive(rig.live);
        long walked = Steps.NODES.sum();
        for (int i = 0; i < 1_000; i++) {
            region.isAlive(rig.live);
        }

        // Others may walk in this process, but not a thousand times.
        assertThat(Steps.NODES.sum() - walked).isLessThan(1_000);
    }

    @Test
    void isAlive_ofAKilledOne_isFalseForEver() {
        Region region = region(1);
        region.kill();

        assertThat(region.isFresh(rig.live)).isFalse();
        assertThat(region.isAlive(rig.live)).isFalse();
        assertThat(region.isEmptied()).isTrue();
        assertThat(region.kill()).isFalse();
    }

    @Test
    void isAlive_besideAKill_isFalseAfterIt() throws InterruptedException {
        Region[] regions = new Region[20_000];
        for (int i = 0; i < regions.length; i++) {
            regions[i] = rig.obtain(rig.org(i));
        }
        AtomicInteger at = new AtomicInteger();
        Together.run(2, thread -> {
            for (int i; (i = at.get()) < regions.length; ) {
                if (thread == 0) {
                    rig.live.epochs.raise(regions[i].node().stripe());
                    regions[i].isAlive(rig.live);
                } else {
                    regions[i].kill();
                    at.incrementAndGet();
                    if (regions[i].isAlive(rig.live)) {
                        throw new AssertionError("alive after it was killed");
                    }
                }
            }
        });
        for (Region region : regions) {
            assertThat(region.isAlive(rig.live)).isFalse();
        }
    }

    @Test
    void changed_keys_areReportedToTheCache() {
        Region region = region(1);
        long before = rig.cache.changes.get();
        Entry entry = rig.put(rig.session(1, 1, 1), "two");
        region.kill(entry, Entry.NEVER, true);
        region.note(5, "five");

        assertThat(rig.cache.changes.get() - before).isEqualTo(3);
    }

    @Test
    void region_ofOneCacheInOneScope_knowsBoth() {
        Region region = region(1);

        assertThat(region.cache()).isSameAs(rig.cache);
        assertThat(region.isOf(rig.cache.generation)).isTrue();
        assertThat(region.isOf(rig.other.generation)).isFalse();
        assertThat(region.tally()).isNull();
        assertThat(rig.cache.generation.cache()).isSameAs(rig.cache);
        assertThat(region.node().holdsOwn()).isTrue();
        assertThat(region.node().parent().holdsOwn()).isFalse();
    }
}
