package io.cacheado.examples.storefront;

import static io.cacheado.scope.ScopeLevel.level;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.examples.storefront.Shop.Basket;
import io.cacheado.examples.storefront.Shop.History;
import io.cacheado.examples.storefront.Shop.Product;
import io.cacheado.examples.storefront.Shop.Ranking;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.ScopeTree;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The same shop with caches in front of the slow one.
 *
 * <p>The annotations of {@link Shop} name the caches; how each of them is to be kept stands here. No key can be used without
 * its owner, and an owner can be dropped with all that is below it.
 */
final class CachedShop {
    /** Who owns data: stores, their customers, and the customers' visits, under the root {@code global}. */
    private static final ScopeTree OWNERS =
            ScopeTree.of(level("store", "store_id", level("customer", "customer_id", level("visit", "visit_id"))));

    private final Cache<Integer, Product> products;
    private final Cache<Integer, Ranking> bestSellers;
    private final Cache<Integer, Ranking> alsoBought;
    private final Cache<Integer, Ranking> recommendations;
    private final Cache<Integer, History> histories;
    private final Cache<String, Basket> baskets;
    private final Shop shop;

    CachedShop(Shop database, Cacheado cacheado) {
        this.products = cacheado.cache("products", Integer.class, Product.class)
                .scopedTo("global")
                .build();
        this.bestSellers = rankings("best sellers", "store", cacheado)
                .expireAfterWrite(Duration.ofHours(1))
                .build();
        this.alsoBought = rankings("also bought", "store", cacheado).build();
        this.recommendations = rankings("recommendations", "customer", cacheado).build();
        this.histories = cacheado.cache("histories", Integer.class, History.class)
                .scopedTo("customer")
                .build();
        this.baskets = cacheado.cache("baskets", String.class, Basket.class)
                .scopedTo("visit")
                .expireAfterAccess(Duration.ofMinutes(30))
                .build();
        this.shop = cacheado.proxy(Shop.class, database);
    }

    /** Rankings are costly, and an old one is better than none: they outlive their time while the database fails. */
    private static CacheBuilder<Integer, Ranking> rankings(String name, String level, Cacheado cacheado) {
        return cacheado.cache(name, Integer.class, Ranking.class)
                .scopedTo(level)
                .expireAfterWrite(Duration.ofHours(6))
                .staleIfError(Duration.ofHours(12));
    }

    /** One memory budget for all caches of all stores. */
    static Cacheado.Builder cacheado(long budget, Eviction policy) {
        return Cacheado.builder()
                .scopes(OWNERS)
                .maximumSize(budget)
                .eviction(policy)
                .recordStats();
    }

    /** The shop as its pages see it. */
    Shop shop() {
        return shop;
    }

    /** The caches, the widest scope first. */
    List<Cache<?, ?>> caches() {
        return List.of(products, bestSellers, alsoBought, recommendations, histories, baskets);
    }

    /** New figures came in: the best sellers of this store are out of date. */
    void figuresChanged(int store) {
        bestSellers.in(store).invalidateAll();
    }

    /** How many answers of a store can be read from the caches, for scenes that check that. */
    long readable(int store, Set<Integer> customers, Set<Integer> products) {
        Set<Integer> one = Set.of(Shop.LINES);
        long readable = bestSellers.in(store).getAllPresent(one).size();
        readable += alsoBought.in(store).getAllPresent(products).size();
        for (int customer : customers) {
            readable += recommendations.in(store, customer).getAllPresent(one).size();
            readable += histories.in(store, customer).getAllPresent(one).size();
        }
        return readable;
    }
}
