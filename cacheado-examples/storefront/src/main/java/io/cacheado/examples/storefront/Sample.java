package io.cacheado.examples.storefront;

import java.util.List;

/** A sample of visits whose answers are asked for twice: from the caches as they are, and from the database. */
final class Sample {
    private static final int VISITS = 200;

    private final Shop uncached;
    private final Shop cached;
    private int answers;
    private int wrong;

    Sample(Shop uncached, Shop cached) {
        this.uncached = uncached;
        this.cached = cached;
    }

    /** Compares them. */
    void compare(List<Visit> visits, Database database, Checks checks) {
        int step = Math.max(1, visits.size() / VISITS);
        long loads = 0;
        for (int i = step - 1; i < visits.size(); i += step) {
            Visit visit = visits.get(i);
            long statements = database.statements();
            List<Object> answered = ask(cached, visit);
            loads += database.statements() - statements;
            List<Object> right = ask(uncached, visit);
            for (int k = 0; k < right.size(); k++) {
                answers++;
                wrong += right.get(k).equals(answered.get(k)) ? 0 : 1;
            }
        }
        checks.that(
                wrong == 0,
                "%,d answers, %,d of them from the cache, compared with the database: %,d wrong",
                answers,
                answers - loads,
                wrong);
    }

    private static List<Object> ask(Shop shop, Visit visit) {
        int product = visit.products().get(0);
        return List.of(
                shop.product(product),
                shop.alsoBought(visit.store(), product),
                shop.recommendations(visit.store(), visit.customer(), Shop.LINES),
                shop.history(visit.store(), visit.customer(), Shop.LINES));
    }
}
