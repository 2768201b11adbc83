package io.cacheado.examples.storefront;

import io.cacheado.Cacheado;
import io.cacheado.event.RemovalCause;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.util.List;

/** A scene: one store gets a limit while it is open, and is visited as before. */
final class StoreLimited {
    private static final long LIMIT = 500;
    private static final int VISITS = 300;

    private final Cacheado cacheado;
    private final Stores stores;

    StoreLimited(Cacheado cacheado, Stores stores) {
        this.cacheado = cacheado;
        this.stores = stores;
    }

    /** Plays it. */
    void play(CachedShop shop, int store, Checks checks) {
        Scope scope = cacheado.scope("store", store);
        EntryCounts before = new EntryCounts(cacheado, stores);
        long limit = Math.max(1, Math.min(LIMIT, before.of(store) / 2));
        cacheado.quota(scope, Quota.limit(limit));
        EntryCounts limited = new EntryCounts(cacheado, stores);
        checks.that(
                limited.of(store) <= limit,
                "cacheado.quota(%s, Quota.limit(%d)): %,d entries, before %,d",
                scope,
                limit,
                limited.of(store),
                before.of(store));

        long most = 0;
        List<Visit> visits = stores.visits(store);
        for (Visit visit : visits.subList(Math.max(0, visits.size() - VISITS), visits.size())) {
            for (int product : visit.products()) {
                shop.shop().alsoBought(store, product);
                shop.shop().history(store, visit.customer(), Shop.LINES);
                most = Math.max(most, cacheado.stats(scope).entryCount());
            }
        }
        checks.that(
                most <= limit,
                "its last %,d visits again: never more than %,d entries, %,d left by SCOPE_QUOTA and ANCESTOR_QUOTA",
                Math.min(VISITS, visits.size()),
                most,
                left(scope));
        EntryCounts after = new EntryCounts(cacheado, stores);
        checks.that(
                after.sameBut(store, before),
                "the %d other stores have %,d entries, before %,d",
                stores.ids().size() - 1,
                after.others(store),
                before.others(store));
    }

    private long left(Scope scope) {
        return cacheado.stats(scope).removalCount(RemovalCause.SCOPE_QUOTA)
                + cacheado.stats(scope).removalCount(RemovalCause.ANCESTOR_QUOTA);
    }
}
