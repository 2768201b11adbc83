package io.cacheado.examples.storefront;

import io.cacheado.Cacheado;
import io.cacheado.examples.storefront.Shop.Ranking;
import io.cacheado.policy.Eviction;
import io.cacheado.stats.CacheStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** A scene: the cached pages of a store expire, the database fails for a second, and its visitors go on asking. */
final class DatabaseDown {
    private static final Duration OUTAGE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAGES = 50;

    /** The pages have expired then, and may be served for six hours more if there is nothing better. */
    private static final Duration LATER = Duration.ofHours(12);

    private final Shop uncached;
    private final Database database;
    private final int store;
    private final List<Integer> products;
    private final int threads;

    DatabaseDown(Shop uncached, Database database, Stores stores, int store, int threads) {
        this.uncached = uncached;
        this.database = database;
        this.store = store;
        this.products = stores.products().stream().limit(PAGES).toList();
        this.threads = threads;
    }

    /** Plays it, in a shop of its own whose clock it moves. */
    void play(Checks checks) {
        List<Ranking> right = pages(uncached);
        AtomicLong moved = new AtomicLong();
        try (Cacheado cacheado = CachedShop.cacheado(Options.SHOP_BUDGET, Eviction.adaptive())
                .ticker(() -> System.nanoTime() + moved.get())
                .build()) {
            Shop shop = new CachedShop(uncached, cacheado).shop();
            pages(shop);
            moved.set(LATER.toNanos());
            outage(shop, cacheado, right, checks);
            recovery(shop, cacheado, right, checks);
        }
    }

    private void outage(Shop shop, Cacheado cacheado, List<Ranking> right, Checks checks) {
        Asked with;
        long failed;
        database.faults().fail(true);
        try {
            Asked without = ask(uncached, right);
            checks.that(
                    without.errors() == PAGES,
                    "without the cache: %d pages asked for, %d errors",
                    without.pages(),
                    without.errors());
            failed = database.faults().failed();
            with = rush(shop, right);
            failed = database.faults().failed() - failed;
        } finally {
            database.faults().fail(false);
        }
        CacheStats stats = cacheado.stats();
        checks.that(
                with.errors() == 0 && with.wrong() == 0,
                "with the cache:    %,d pages asked for, %d errors, %d wrong",
                with.pages(),
                with.errors(),
                with.wrong());
        checks.that(
                stats.staleCount() == with.pages() && stats.loadFailureCount() == failed && failed <= with.pages(),
                "all %,d were served stale, and the database was tried %,d times only",
                stats.staleCount(),
                stats.loadFailureCount());
    }

    private void recovery(Shop shop, Cacheado cacheado, List<Ranking> right, Checks checks) {
        long statements = database.statements();
        long start = System.nanoTime();
        long stale;
        Asked last;
        do { // Each page is tried again when the pause after its last failure is over.
            stale = cacheado.stats().staleCount();
            last = ask(shop, right);
        } while (cacheado.stats().staleCount() > stale && System.nanoTime() - start < PATIENCE.toNanos());
        long queries = database.statements() - statements;
        checks.that(
                cacheado.stats().staleCount() == stale && queries == PAGES,
                "%.1f s after the database is back all %d pages are fresh, by %d queries",
                (System.nanoTime() - start) / 1e9,
                last.pages(),
                queries);
        checks.that(
                last.errors() == 0 && last.wrong() == 0,
                "compared with the database: %d errors, %d wrong",
                last.errors(),
                last.wrong());
    }

    private List<Ranking> pages(Shop shop) {
        List<Ranking> pages = new ArrayList<>();
        for (int product : products) {
            pages.add(shop.alsoBought(store, product));
        }
        return pages;
    }

    /** Asks for each page once. */
    private Asked ask(Shop shop, List<Ranking> right) {
        long errors = 0;
        long wrong = 0;
        for (int i = 0; i < products.size(); i++) {
            try {
                wrong += shop.alsoBought(store, products.get(i)).equals(right.get(i)) ? 0 : 1;
            } catch (IllegalStateException e) {
                errors++;
            }
        }
        return new Asked(products.size(), errors, wrong);
    }

    /** Visitors ask until the second is over. */
    private Asked rush(Shop shop, List<Ranking> right) {
        ExecutorService visitors = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        try {
            List<Future<Asked>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(visitors.submit(() -> {
                    Asked asked = ask(shop, right);
                    while (System.nanoTime() - start < OUTAGE.toNanos()) {
                        asked = asked.and(ask(shop, right));
                    }
                    return asked;
                }));
            }
            Asked sum = new Asked(0, 0, 0);
            for (Future<Asked> each : all) {
                sum = sum.and(each.get());
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a visitor got no page: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            visitors.shutdownNow();
        }
    }

    /** How many pages were asked for, and how many of them were errors, or not what they should be. */
    private record Asked(long pages, long errors, long wrong) {
        Asked and(Asked other) {
            return new Asked(pages + other.pages, errors + other.errors, wrong + other.wrong);
        }
    }
}
