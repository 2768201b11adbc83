package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thread finds what it wrote last under a key of its own, while others crowd the same tables and scopes. */
class ReadYourWritesTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ownKeys_besideOthersInTheSameTable_areAlwaysAsWrittenLast(boolean equalHashes) {
        record Key(int id, boolean equalHashes) {
            @Override
            public int hashCode() {
                return equalHashes ? 42 : id;
            }
        }
        int keys = equalHashes ? 60 : 5_000;
        Cacheado cacheado = Shop.threaded().maximumSize(1_000_000).build();
        ScopedCache<Key, Integer> cache =
                cacheado.cache("c", Key.class, Integer.class).build().in(Shop.org("acme"));
        AtomicInteger wrong = new AtomicInteger();
        Threads.run(4, me -> {
            Random random = new Random(me);
            Integer[] expected = new Integer[keys];
            for (int i = 0; i < 40_000; i++) {
                int n = random.nextInt(keys);
                Key key = new Key(n * 4 + me, equalHashes);
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> {
                        cache.put(key, i);
                        expected[n] = i;
                    }
                    case 3 -> {
                        cache.invalidate(key);
                        expected[n] = null;
                    }
                    case 4 -> {
                        int loaded = -i;
                        int got = cache.get(key, missing -> loaded);
                        if (got != (expected[n] == null ? loaded : expected[n])) {
                            wrong.incrementAndGet();
                        }
                        expected[n] = got;
                    }
                    default -> {
                        if (!java.util.Objects.equals(cache.getIfPresent(key), expected[n])) {
                            wrong.incrementAndGet();
                        }
                    }
                }
            }
        });
        assertThat(wrong).hasValue(0);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void ownKeys_inScopesThatEmptyAndFillAllTheTime_areAlwaysAsWrittenLast() {
        Cacheado cacheado = Shop.threaded().maximumSize(1_000_000).build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        AtomicInteger wrong = new AtomicInteger();
        Threads.run(4, me -> {
            Random random = new Random(me);
            Integer[][] expected = new Integer[4][2];
            for (int i = 0; i < 40_000; i++) {
                int where = random.nextInt(4);
                int key = random.nextInt(2);
                Scope scope = Shop.session("o", where / 2, where % 2);
                ScopedCache<Integer, Integer> in = cache.in(scope);
                if (random.nextInt(3) == 0) {
                    in.put(key * 4 + me, i);
                    expected[where][key] = i;
                } else if (random.nextInt(2) == 0) {
                    in.invalidate(key * 4 + me);
                    expected[where][key] = null;
                } else if (!java.util.Objects.equals(in.getIfPresent(key * 4 + me), expected[where][key])) {
                    wrong.incrementAndGet();
                }
            }
        });
        assertThat(wrong).hasValue(0);
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void renewedEntries_whileTheOldLivesExpire_areNeverLost() {
        TestTime time = new TestTime();
        Cacheado cacheado = Shop.threaded().maximumSize(1_000_000).ticker(time).build();
        ScopedCache<Integer, String> cache = cacheado.cache("c", Integer.class, String.class)
                .expireAfterWrite(Duration.ofMillis(20))
                .build()
                .in(Shop.org("acme"));
        AtomicInteger lost = new AtomicInteger();
        AtomicInteger stop = new AtomicInteger();
        Threads.run(3, me -> {
            if (me == 0) {
                for (int i = 0; i < 60_000; i++) {
                    // The same instance, with a life that cannot end before it is read.
                    cache.put(i % 3, "same", Duration.ofHours(i % 2 == 0 ? 100_000 : 90_000));
                    if (cache.getIfPresent(i % 3) == null) {
                        lost.incrementAndGet();
                    }
                    cache.put(i % 3, "same", Duration.ofMillis(10));
                }
                stop.set(1);
                return;
            }
            while (stop.get() == 0) {
                time.advance(Duration.ofMillis(10));
                if (me == 1) {
                    cacheado.cleanUp();
                } else {
                    cache.getIfPresent(0);
                    cache.getIfPresent(1);
                }
            }
        });
        assertThat(lost).hasValue(0);
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void keyThatIsAlwaysThere_isNeverMissedWhileItsEntryIsReplaced() {
        Cacheado cacheado = Shop.threaded().maximumSize(10_000).build();
        ScopedCache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
        for (int key = 0; key < 6; key++) {
            cache.put(key, key, Duration.ofHours(100));
        }
        AtomicInteger missed = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Threads.run(3, me -> {
            if (me == 0) {
                for (int i = 0; i < 100_000; i++) {
                    // A shorter life is a new entry in the old one's slot, a longer one is written in place.
                    cache.put(i % 6, i, Duration.ofHours(i / 6 % 2 == 0 ? 50 : 100));
                    if (i % 5 == 0) {
                        // Entries that come and go shift those behind them.
                        cache.put(6 + i % 7, i);
                        cache.invalidate(6 + (i + 3) % 7);
                    }
                }
                over.set(true);
                return;
            }
            for (int i = 0; !over.get(); i++) {
                if (cache.getIfPresent(i % 6) == null) {
                    missed.incrementAndGet();
                }
            }
        });
        assertThat(missed).hasValue(0);
    }

    @Test
    void value_isNeverServedBeyondItsOwnLife_whileItIsOverwritten() {
        TestTime time = new TestTime();
        Cacheado cacheado = Shop.threaded().maximumSize(100).ticker(time).build();
        ScopedCache<Integer, Long> cache =
                cacheado.cache("c", Integer.class, Long.class).build().in(Shop.org("acme"));
        AtomicInteger stale = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        long life = 1_000;
        Threads.run(3, me -> {
            if (me == 0) {
                for (int i = 0; i < 200_000; i++) {
                    // Each value is the time at which it may no longer be served; it is over before the next one comes.
                    cache.put(0, time.read() + life, Duration.ofNanos(life));
                    time.advance(Duration.ofNanos(life));
                }
                over.set(true);
                return;
            }
            while (!over.get()) {
                long before = time.read();
                Long deadline = cache.getIfPresent(0);
                if (deadline != null) {
                    served.incrementAndGet();
                    if (deadline <= before) {
                        stale.incrementAndGet();
                    }
                }
            }
        });
        assertThat(stale).hasValue(0);
        assertThat(served.get()).isPositive();
    }
}
