package io.cacheado.examples.storefront;

import io.cacheado.examples.storefront.Shop.Ranking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A scene: many visitors open the same home page at the same moment, and its best sellers are out of date. */
final class Stampede {
    private static final int VISITORS = 100;

    private final Database database;
    private final int store;

    Stampede(Database database, int store) {
        this.database = database;
        this.store = store;
    }

    /** Plays it against the database alone, then with the cache. */
    void play(Shop uncached, CachedShop cached, Checks checks) {
        Outcome without = rush(uncached);
        checks.that(without.queries() == VISITORS, "without the cache: %s", without);
        cached.figuresChanged(store);
        Outcome with = rush(cached.shop());
        checks.that(with.queries() == 1, "with the cache:    %s", with);
        checks.that(
                with.answers().equals(without.answers()) && with.answers().size() == 1,
                "everybody got the same answer");
    }

    private Outcome rush(Shop shop) {
        ExecutorService visitors = Executors.newFixedThreadPool(VISITORS);
        CountDownLatch ready = new CountDownLatch(VISITORS);
        CountDownLatch doors = new CountDownLatch(1);
        try {
            List<Future<Ranking>> pages = new ArrayList<>();
            for (int i = 0; i < VISITORS; i++) {
                pages.add(visitors.submit(() -> {
                    database.connection();
                    ready.countDown();
                    doors.await();
                    return shop.bestSellers(store, Shop.LINES);
                }));
            }
            ready.await();
            long statements = database.statements();
            long start = System.nanoTime();
            doors.countDown();
            Set<Ranking> answers = new HashSet<>();
            for (Future<Ranking> page : pages) {
                answers.add(page.get());
            }
            return new Outcome(database.statements() - statements, (System.nanoTime() - start) / 1e6, answers);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a visitor got no page: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            visitors.shutdownNow();
        }
    }

    private record Outcome(long queries, double millis, Set<Ranking> answers) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d threads ask at once: %d %s, %.1f ms",
                    VISITORS,
                    queries,
                    queries == 1 ? "query" : "queries",
                    millis);
        }
    }
}
