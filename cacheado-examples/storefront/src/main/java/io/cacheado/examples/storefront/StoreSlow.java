package io.cacheado.examples.storefront;

import io.cacheado.Cacheado;
import io.cacheado.LoadLimit;
import io.cacheado.examples.storefront.Shop.Ranking;
import io.cacheado.policy.Eviction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A scene: the queries of one store hang, and all stores are served by the same few threads. */
final class StoreSlow {
    private static final int THREADS = 8;
    private static final int LIMIT = 2;
    private static final long PATIENCE_SECONDS = 30;

    private final Shop uncached;
    private final Database database;
    private final int slow;
    private final List<Integer> others;
    private final List<Integer> products;

    StoreSlow(Shop uncached, Database database, Stores stores, int slow) {
        this.uncached = uncached;
        this.database = database;
        this.slow = slow;
        this.others = stores.ids().stream().filter(store -> store != slow).toList();
        this.products = stores.products().stream().limit(THREADS).toList();
    }

    /** Plays it in two shops of their own: without a load limit, and with one. */
    void play(Checks checks) {
        Outcome without = rush(CachedShop.cacheado(Options.SHOP_BUDGET, Eviction.adaptive()));
        checks.that(
                without.hanging == THREADS && without.served == 0,
                "without a limit:  %d of %d threads hang; %d of %d other stores got their page",
                without.hanging,
                THREADS,
                without.served,
                others.size());
        Outcome with = rush(CachedShop.cacheado(Options.SHOP_BUDGET, Eviction.adaptive())
                .loadLimit("store", LoadLimit.of(LIMIT).waitAtMost(Duration.ZERO)));
        checks.that(
                with.hanging == LIMIT && with.refused == THREADS - LIMIT && with.served == others.size(),
                "LoadLimit.of(%d): %d threads hang, %d requests of that store are refused at once; %d of %d got theirs",
                LIMIT,
                with.hanging,
                with.refused,
                with.served,
                others.size());
        checks.that(
                with.right == THREADS + others.size(),
                "the queries go on: %d of %d pages are right, of that store too",
                with.right,
                THREADS + others.size());
    }

    private Outcome rush(Cacheado.Builder builder) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        // Each request of the slow store hangs, or has ended.
        CountDownLatch settled = new CountDownLatch(THREADS);
        try (Cacheado cacheado = builder.build();
                Faults.Hang hang = database.faults().hang(slow, settled::countDown)) {
            Shop shop = new CachedShop(uncached, cacheado).shop();
            List<Future<Ranking>> own = new ArrayList<>();
            for (int product : products) {
                own.add(threads.submit(settling(settled, () -> shop.alsoBought(slow, product))));
            }
            settled.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            int hanging = hang.hanging();
            List<Future<Ranking>> theirs = new ArrayList<>();
            for (int store : others) {
                theirs.add(threads.submit(() -> shop.alsoBought(store, products.get(0))));
            }
            int served = hanging < THREADS ? served(theirs) : done(theirs);
            hang.close();
            int refused = own.size() - served(own);
            served(theirs);
            return new Outcome(hanging, refused, served, right(shop));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Ranking> settling(CountDownLatch settled, Callable<Ranking> page) {
        return () -> {
            try {
                return page.call();
            } finally {
                settled.countDown();
            }
        };
    }

    /** How many got their page, all waited for. */
    private static int served(List<Future<Ranking>> pages) throws InterruptedException {
        int served = 0;
        for (Future<Ranking> page : pages) {
            try {
                page.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                served++;
            } catch (ExecutionException | TimeoutException e) {
                // It got none.
            }
        }
        return served;
    }

    private static int done(List<Future<Ranking>> pages) {
        return (int) pages.stream().filter(Future::isDone).count();
    }

    /** How many pages are as the database has them, now that nothing hangs. */
    private int right(Shop shop) {
        int right = 0;
        for (int product : products) {
            right += shop.alsoBought(slow, product).equals(uncached.alsoBought(slow, product)) ? 1 : 0;
        }
        for (int store : others) {
            int product = products.get(0);
            right += shop.alsoBought(store, product).equals(uncached.alsoBought(store, product)) ? 1 : 0;
        }
        return right;
    }

    /**
     * What a rush came to.
     *
     * @param hanging how many threads hung in a query of the slow store
     * @param refused how many of its requests were refused
     * @param served how many other stores got their page meanwhile
     * @param right how many pages were right afterwards
     */
    private record Outcome(int hanging, int refused, int served, int right) {}
}
