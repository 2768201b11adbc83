package io.cacheado.examples.storefront;

import io.cacheado.annotation.CacheEvict;
import io.cacheado.annotation.Cached;
import io.cacheado.annotation.KeyDerivation;
import io.cacheado.annotation.ScopeId;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.List;

/**
 * What the pages of the shop ask for. {@link DatabaseShop} answers with a query each time.
 *
 * <p>The annotations say what is worth keeping, and for whom: for everybody, for a store, for a customer of a store, or for
 * one visit. They do nothing until {@link CachedShop} puts a proxy in front of the queries.
 */
interface Shop {
    /** How many lines the pages show. */
    int LINES = 10;

    /** What a store sells most. */
    @Cached(name = "best sellers", scope = "store")
    Ranking bestSellers(@ScopeId("store_id") int store, int top);

    /** What the customers of a store put into the same basket as a product. */
    @Cached(name = "also bought", scope = "store")
    Ranking alsoBought(@ScopeId("store_id") int store, int product);

    /** What was bought together with what a customer bought last. */
    @Cached(name = "recommendations", scope = "customer")
    Ranking recommendations(@ScopeId("store_id") int store, @ScopeId("customer_id") int customer, int top);

    /** A product's details, the same in every store. */
    @Cached(name = "products", scope = "global")
    Product product(int product);

    /** What a customer bought last, newest first. */
    @Cached(name = "histories", scope = "customer")
    History history(@ScopeId("store_id") int store, @ScopeId("customer_id") int customer, int last);

    /** What is in the basket of this visit. */
    @Cached(name = "baskets", scope = "visit", key = TheBasket.class)
    Basket basket(@ScopeId("store_id") int store, @ScopeId("customer_id") int customer, @ScopeId("visit_id") int visit);

    /** Sells one piece. */
    @CacheEvict(name = "histories", allEntries = true)
    @CacheEvict(name = "baskets", key = TheBasket.class)
    void buy(
            @ScopeId("store_id") int store,
            @ScopeId("customer_id") int customer,
            @ScopeId("visit_id") int visit,
            int product);

    /** The visit is over. */
    @CacheEvict(name = "baskets", key = TheBasket.class)
    void leave(@ScopeId("store_id") int store, @ScopeId("customer_id") int customer, @ScopeId("visit_id") int visit);

    /** The key of a visit's one basket, whatever else the method is told. */
    final class TheBasket implements KeyDerivation {
        @Override
        public Object keyOf(Method method, List<Object> arguments) {
            return "basket";
        }
    }

    /** A catalogue entry. */
    record Product(int id, String name, String brand, String category, BigDecimal price) {}

    /** Products with how often they were bought, best first. */
    record Ranking(List<Ranked> products) {}

    /** One line of a ranking. */
    record Ranked(int product, String name, long times) {}

    /** Purchases, newest first. */
    record History(List<Purchase> purchases) {}

    /** One line of a history. */
    record Purchase(int visit, String product, BigDecimal price) {}

    /** The basket, as the corner of each page shows it. */
    record Basket(int pieces, BigDecimal total) {}
}
