package io.cacheado.examples.storefront;

import io.cacheado.examples.storefront.Shop.History;
import io.cacheado.examples.storefront.Shop.Ranking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;

/**
 * Visitors in a shop: every visit of the data set asks for the pages that a web shop would show.
 *
 * <p>All visits of one customer are served by one thread, in their order, whatever the shop: so each run makes exactly the
 * same requests, and has to get exactly the same answers.
 */
final class Replay {
    private final Shop shop;
    private final List<Visit> visits;
    private final int threads;
    private final AtomicIntegerArray answers;

    private Replay(Shop shop, List<Visit> visits, int threads) {
        this.shop = shop;
        this.visits = visits;
        this.threads = threads;
        this.answers = new AtomicIntegerArray(visits.size());
    }

    /** Sends the visitors to the shop, and waits until the last one has left. */
    static Result run(Shop shop, List<Visit> visits, int threads, Progress progress) {
        return new Replay(shop, visits, threads).run(progress);
    }

    private Result run(Progress progress) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            List<Future<Latencies>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int mine = thread;
                running.add(executor.submit(() -> serve(mine, progress)));
            }
            Latencies latencies = new Latencies();
            for (Future<Latencies> each : running) {
                latencies.add(each.get());
            }
            return new Result(Duration.ofNanos(System.nanoTime() - start), latencies, answers);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            executor.shutdownNow();
        }
    }

    private Latencies serve(int thread, Progress progress) {
        Latencies latencies = new Latencies();
        for (int i = 0; i < visits.size() && !Thread.currentThread().isInterrupted(); i++) {
            Visit visit = visits.get(i);
            if (visit.customer() % threads == thread) {
                answers.set(i, new Pages(shop, latencies).serve(visit));
                progress.advance(visit.products().size());
            }
        }
        return latencies;
    }

    /**
     * What a run came to.
     *
     * @param answers a hash of all answers, for each visit
     */
    record Result(Duration time, Latencies latencies, AtomicIntegerArray answers) {
        /** How many requests were served. */
        long requests() {
            return latencies.all().getTotalCount();
        }

        /** How many requests were served in a second. */
        long perSecond() {
            return Math.round(requests() / (time.toNanos() / 1e9));
        }

        /** In how many visits another run got other answers. */
        long differences(Result other) {
            long differences = 0;
            for (int i = 0; i < answers.length(); i++) {
                differences += answers.get(i) == other.answers.get(i) ? 0 : 1;
            }
            return differences;
        }
    }

    /** The pages of one visit. */
    private static final class Pages {
        private final Shop shop;
        private final Latencies latencies;
        private int answers;

        Pages(Shop shop, Latencies latencies) {
            this.shop = shop;
            this.latencies = latencies;
        }

        /** The home page; for each product its page, the purchase, and a look at what others bought; the receipt. */
        int serve(Visit visit) {
            int store = visit.store();
            int customer = visit.customer();
            int day = visit.day();
            History history = ask(Request.HISTORY, () -> shop.history(store, customer, Shop.LINES));
            if (history.purchases().isEmpty()) {
                ask(Request.BEST_SELLERS, () -> shop.bestSellers(store, Shop.LINES));
            } else {
                ask(Request.RECOMMENDATIONS, () -> shop.recommendations(store, customer, Shop.LINES));
            }
            for (int product : visit.products()) {
                Ranking others = product(visit, product);
                ask(Request.BUY, () -> {
                    shop.buy(store, customer, day, product);
                    return "sold";
                });
                if (!others.products().isEmpty()) {
                    product(visit, others.products().get(0).product());
                }
            }
            ask(Request.HISTORY, () -> shop.history(store, customer, Shop.LINES));
            shop.leave(store, customer, day);
            return answers;
        }

        private Ranking product(Visit visit, int product) {
            ask(Request.PRODUCT, () -> shop.product(product));
            ask(Request.BASKET, () -> shop.basket(visit.store(), visit.customer(), visit.day()));
            return ask(Request.ALSO_BOUGHT, () -> shop.alsoBought(visit.store(), product));
        }

        private <T> T ask(Request request, Supplier<T> page) {
            long start = System.nanoTime();
            T answer = page.get();
            latencies.record(request, System.nanoTime() - start);
            answers = 31 * answers + answer.hashCode();
            return answer;
        }
    }
}
