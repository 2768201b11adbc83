package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.engine.Audit;
import io.cacheado.scope.Scope;
import io.cacheado.stats.CacheStats;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** C1 and C2 with threads whose scopes come and go meanwhile: not one request is lost or counted twice. */
class StatsUnderThreadsTest {
    @Test
    void requests_whileScopesVanish_areEachCountedOnce() {
        try (Cacheado cacheado = Shop.threaded().maximumSize(500).build()) {
            Cache<Integer, Integer> one =
                    cacheado.cache("one", Integer.class, Integer.class).build();
            Cache<Integer, Integer> two = cacheado.cache("two", Integer.class, Integer.class)
                    .scopedTo("user")
                    .build();
            AtomicLong requests = new AtomicLong();
            AtomicLong loads = new AtomicLong();
            Threads.run(4, me -> {
                Random random = new Random(me);
                for (int i = 0; i < 30_000; i++) {
                    Scope scope = Shop.session("o" + random.nextInt(2), random.nextInt(3), random.nextInt(2));
                    ScopedCache<Integer, Integer> in = (random.nextBoolean() ? one : two).in(scope);
                    int key = random.nextInt(3);
                    switch (random.nextInt(10)) {
                        case 0, 1 -> in.put(key, i);
                        case 2, 3 -> {
                            in.getIfPresent(key);
                            requests.incrementAndGet();
                        }
                        case 4, 5 -> {
                            in.get(key, missing -> {
                                loads.incrementAndGet();
                                return random.nextBoolean() ? 1 : null;
                            });
                            requests.incrementAndGet();
                        }
                        case 6 -> {
                            in.getAll(List.of(key, key + 1), keys -> {
                                loads.addAndGet(keys.size());
                                return Map.of(key, 1);
                            });
                            requests.addAndGet(2);
                        }
                        case 7 -> in.invalidate(key);
                        case 8 -> in.invalidateAll();
                        default -> {
                            if (random.nextInt(10) == 0) {
                                cacheado.evict(random.nextBoolean() ? scope : scope.parent());
                            } else if (random.nextInt(100) == 0) {
                                cacheado.evictAll();
                            }
                        }
                    }
                }
            });
            cacheado.cleanUp();
            CacheStats stats = cacheado.stats();
            assertThat(stats.requestCount()).isEqualTo(requests.get());
            assertThat(stats.loadSuccessCount()).isEqualTo(loads.get());
            assertThat(stats.loadFailureCount()).isZero();
            assertThat(stats.insertCount() - stats.removalCount()).isEqualTo(stats.entryCount());
            assertThat(one.stats().requestCount() + two.stats().requestCount()).isEqualTo(requests.get());
            assertThat(stats.loadsInFlight()).isZero();
            assertThat(Audit.violations(cacheado)).isEmpty();
            for (Cache<Integer, Integer> each : List.of(one, two)) {
                CacheStats figures = each.stats();
                assertThat(figures.insertCount() - figures.removalCount()).isEqualTo(figures.entryCount());
            }
            long requestsOfChildren = 0;
            long entriesOfChildren = 0;
            for (int user = 0; user < 3; user++) {
                CacheStats figures = cacheado.stats(Shop.user("o0", user));
                requestsOfChildren += figures.requestCount();
                entriesOfChildren += figures.entryCount();
            }
            assertThat(requestsOfChildren)
                    .isLessThanOrEqualTo(cacheado.stats(Shop.org("o0")).requestCount());
            assertThat(entriesOfChildren)
                    .isEqualTo(cacheado.stats(Shop.org("o0")).entryCount());

            cacheado.evictAll();
            cacheado.cleanUp();
            assertThat(cacheado.stats().scopeCount()).isZero();
            assertThat(cacheado.stats().requestCount()).isEqualTo(requests.get());
            assertThat(cacheado.stats().insertCount())
                    .isEqualTo(cacheado.stats().removalCount());
        }
    }
}
