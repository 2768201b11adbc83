package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** D1 with real threads: what was stored before a drop returned is never read after it, whoever else drops meanwhile. */
class DropRaceTest {
    private static final Scope SCOPE = Shop.session("acme", 42, "s");

    private final Cacheado cacheado = Shop.threaded().maximumSize(10_000).build();
    private final Cache<Integer, Long> cache =
            cacheado.cache("c", Integer.class, Long.class).build();

    private enum Drop {
        EVICT_SCOPE,
        EVICT_ANCESTOR,
        EVICT_ALL,
        CACHE_INVALIDATE_ALL,
        SCOPED_INVALIDATE_ALL,
        CACHE_EVICT_ANCESTOR
    }

    private void apply(Drop drop) {
        switch (drop) {
            case EVICT_SCOPE -> cacheado.evict(SCOPE);
            case EVICT_ANCESTOR -> cacheado.evict(Shop.org("acme"));
            case EVICT_ALL -> cacheado.evictAll();
            case CACHE_INVALIDATE_ALL -> cache.invalidateAll();
            case SCOPED_INVALIDATE_ALL -> cache.in(SCOPE).invalidateAll();
            case CACHE_EVICT_ANCESTOR -> cache.evict(Shop.org("acme"));
        }
    }

    @ParameterizedTest
    @EnumSource(Drop.class)
    void reader_afterADropReturned_seesNothingStoredBeforeIt(Drop drop) {
        AtomicLong sequence = new AtomicLong();
        AtomicLong lastPut = new AtomicLong();
        // Every value that is stored after this was read is greater than it.
        AtomicLong droppedUpTo = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger stale = new AtomicInteger();
        Threads.run(4, me -> {
            if (me == 0) {
                for (int i = 0; i < 3_000; i++) {
                    // A put that returned before the drop began carries this number or a smaller one; one under way a
                    // greater.
                    long before = lastPut.get();
                    apply(drop);
                    droppedUpTo.accumulateAndGet(before, Math::max);
                }
                over.set(true);
                return;
            }
            ScopedCache<Integer, Long> in = cache.in(SCOPE);
            Random random = new Random(me);
            while (!over.get()) {
                int key = random.nextInt(6);
                if (me == 1) {
                    long next = sequence.incrementAndGet();
                    in.put(key, next);
                    lastPut.set(next);
                    continue;
                }
                long floor = droppedUpTo.get();
                Long value = me == 2
                        ? in.getIfPresent(key)
                        : in.get(key, missing -> {
                            long began = sequence.incrementAndGet();
                            Thread.yield();
                            return began;
                        });
                // A load that began before the drop may be given to its own caller; a read may not.
                if (me == 2 && value != null && value <= floor) {
                    stale.incrementAndGet();
                }
            }
        });
        assertThat(stale).hasValue(0);
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void twoDropsAtOnce_ofAScopeAndItsAncestor_areEachCompleteWhenTheyReturn() {
        CyclicBarrier together = new CyclicBarrier(2);
        AtomicInteger stale = new AtomicInteger();
        Threads.run(2, me -> {
            ScopedCache<Integer, Long> mine = cache.in(SCOPE);
            for (long i = 0; i < 15_000; i++) {
                if (me == 0) {
                    mine.put(1, i);
                }
                together.await();
                mine.getIfPresent(1);
                cacheado.evict(me == 0 ? Shop.org("acme") : SCOPE);
                if (mine.getIfPresent(1) != null) {
                    stale.incrementAndGet();
                }
                together.await();
            }
        });
        assertThat(stale).hasValue(0);
    }

    @Test
    void twoInvalidationsOfTheCacheAtOnce_areEachCompleteWhenTheyReturn() {
        CyclicBarrier together = new CyclicBarrier(2);
        AtomicInteger stale = new AtomicInteger();
        Threads.run(2, me -> {
            ScopedCache<Integer, Long> mine = cache.in(SCOPE);
            for (long i = 0; i < 15_000; i++) {
                if (me == 0) {
                    mine.put(1, i);
                }
                together.await();
                cache.invalidateAll();
                if (mine.getIfPresent(1) != null) {
                    stale.incrementAndGet();
                }
                together.await();
            }
        });
        assertThat(stale).hasValue(0);
    }

    @Test
    void droppedCounts_ofNestedDropsBesideWriters_areExactAtRest() {
        Cacheado counted = Shop.threaded().maximumSize(100_000).build();
        Cache<Integer, Long> entries =
                counted.cache("c", Integer.class, Long.class).build();
        AtomicLong dropped = new AtomicLong();
        AtomicLong stored = new AtomicLong();
        Threads.run(4, me -> {
            Random random = new Random(me);
            for (int i = 0; i < 20_000; i++) {
                Scope scope = Shop.session("o" + random.nextInt(2), random.nextInt(2), random.nextInt(2));
                if (random.nextInt(20) == 0) {
                    for (int up = random.nextInt(3); up > 0; up--) {
                        scope = scope.parent();
                    }
                    dropped.addAndGet(counted.evict(scope));
                } else {
                    // Keys of its own for each thread and step: no overwrites.
                    entries.in(scope).put(me * 1_000_000 + i, 1L);
                    stored.incrementAndGet();
                }
            }
        });
        for (int org = 0; org < 2; org++) {
            dropped.addAndGet(counted.evict(Shop.org("o" + org)));
        }
        counted.cleanUp();
        assertThat(counted.stats().entryCount()).isZero();
        assertThat(counted.stats().removalCount()).isEqualTo(counted.stats().insertCount());
        assertThat(Audit.violations(counted)).isEmpty();
        // A charge that a drop has counted may be taken again by a writer that then finds its scope gone, or was linked
        // too
        // late and is taken back by its writer: the counts differ by what was in flight, never by whole scopes.
        assertThat(dropped.get()).isCloseTo(stored.get(), org.assertj.core.data.Offset.offset(1_000L));
    }
}
