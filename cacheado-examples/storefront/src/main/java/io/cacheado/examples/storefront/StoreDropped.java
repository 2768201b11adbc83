package io.cacheado.examples.storefront;

import io.cacheado.Cacheado;
import io.cacheado.scope.Scope;

/** A scene: a store leaves, and everything that is cached for it and its customers has to go. */
final class StoreDropped {
    private final Cacheado cacheado;
    private final Stores stores;

    StoreDropped(Cacheado cacheado, Stores stores) {
        this.cacheado = cacheado;
        this.stores = stores;
    }

    /** Plays it. */
    void play(CachedShop shop, int store, Checks checks) {
        Scope scope = cacheado.scope("store", store);
        EntryCounts before = new EntryCounts(cacheado, stores);
        long readable = shop.readable(store, stores.customers(store), stores.products());
        checks.that(
                readable == before.of(store), "before: %,d entries, %,d of them readable", before.of(store), readable);

        long start = System.nanoTime();
        long dropped = cacheado.evict(scope);
        long micros = (System.nanoTime() - start) / 1_000;
        checks.that(dropped == before.of(store), "cacheado.evict(%s): %,d entries in %,d us", scope, dropped, micros);

        readable = shop.readable(store, stores.customers(store), stores.products());
        EntryCounts after = new EntryCounts(cacheado, stores);
        checks.that(
                readable == 0 && after.of(store) == 0, "after: %,d entries, %,d readable", after.of(store), readable);
        checks.that(
                after.sameBut(store, before),
                "the %d other stores have %,d entries, before %,d",
                stores.ids().size() - 1,
                after.others(store),
                before.others(store));
    }
}
