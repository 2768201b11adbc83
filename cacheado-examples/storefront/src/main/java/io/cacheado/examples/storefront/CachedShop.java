package io.cacheado.examples.storefront;

import static io.cacheado.scope.ScopeLevel.level;
import static java.util.Objects.requireNonNull;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The same shop with caches in front of the slow one.
 *
 * <p>Each cache says once to whom its entries belong: to everybody, to a store, to a customer of a store, or to one visit.
 * From then on no key can be used without its owner, and an owner can be dropped with all that is below it.
 */
final class CachedShop implements Shop {
    /** Who owns data: stores, their customers, and the customers' visits, under the root {@code global}. */
    private static final ScopeTree OWNERS =
            ScopeTree.of(level("store", "store_id", level("customer", "customer_id", level("visit", "visit_id"))));

    private final Shop database;
    private final Cacheado cacheado;
    private final Cache<Integer, Product> products;
    private final Cache<Integer, Ranking> bestSellers;
    private final Cache<Integer, Ranking> alsoBought;
    private final Cache<Integer, Ranking> recommendations;
    private final Cache<Integer, History> histories;
    private final Cache<String, Basket> baskets;

    CachedShop(Shop database, Cacheado cacheado) {
        this.database = database;
        this.cacheado = cacheado;
        this.products = cacheado.cache("products", Integer.class, Product.class)
                .scopedTo("global")
                .build();
        this.bestSellers = cacheado.cache("best sellers", Integer.class, Ranking.class)
                .scopedTo("store")
                .expireAfterWrite(Duration.ofHours(1))
                .build();
        this.alsoBought = cacheado.cache("also bought", Integer.class, Ranking.class)
                .scopedTo("store")
                .expireAfterWrite(Duration.ofHours(6))
                .build();
        this.recommendations = cacheado.cache("recommendations", Integer.class, Ranking.class)
                .scopedTo("customer")
                .expireAfterWrite(Duration.ofHours(6))
                .build();
        this.histories = cacheado.cache("histories", Integer.class, History.class)
                .scopedTo("customer")
                .build();
        this.baskets = cacheado.cache("baskets", String.class, Basket.class)
                .scopedTo("visit")
                .expireAfterAccess(Duration.ofMinutes(30))
                .build();
    }

    /** One memory budget for all caches of all stores. */
    static Cacheado cacheado(long budget, Eviction policy) {
        return Cacheado.builder()
                .scopes(OWNERS)
                .maximumSize(budget)
                .eviction(policy)
                .recordStats()
                .build();
    }

    @Override
    public Product product(int product) {
        return requireNonNull(products.in(OWNERS.global()).get(product, database::product));
    }

    @Override
    public Ranking bestSellers(int store, int top) {
        return requireNonNull(bestSellers.in(store).get(top, n -> database.bestSellers(store, n)));
    }

    @Override
    public Ranking alsoBought(int store, int product) {
        return requireNonNull(alsoBought.in(store).get(product, p -> database.alsoBought(store, p)));
    }

    @Override
    public Ranking recommendations(int store, int customer, int top) {
        return requireNonNull(
                recommendations.in(store, customer).get(top, n -> database.recommendations(store, customer, n)));
    }

    @Override
    public History history(int store, int customer, int last) {
        return requireNonNull(histories.in(store, customer).get(last, n -> database.history(store, customer, n)));
    }

    @Override
    public Basket basket(int store, int customer, int visit) {
        return requireNonNull(
                baskets.in(store, customer, visit).get("basket", key -> database.basket(store, customer, visit)));
    }

    @Override
    public void buy(int store, int customer, int visit, int product) {
        database.buy(store, customer, visit, product);
        histories.in(store, customer).invalidateAll();
        baskets.in(store, customer, visit).invalidate("basket");
    }

    @Override
    public void leave(int store, int customer, int visit) {
        database.leave(store, customer, visit);
        cacheado.evict(visit(store, customer, visit));
    }

    private Scope visit(int store, int customer, int visit) {
        return OWNERS.scope("visit", store, customer, visit);
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
        Set<Integer> one = Set.of(LINES);
        long readable = bestSellers.in(store).getAllPresent(one).size();
        readable += alsoBought.in(store).getAllPresent(products).size();
        for (int customer : customers) {
            readable += recommendations.in(store, customer).getAllPresent(one).size();
            readable += histories.in(store, customer).getAllPresent(one).size();
        }
        return readable;
    }
}
