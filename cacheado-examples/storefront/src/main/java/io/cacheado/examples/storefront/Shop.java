package io.cacheado.examples.storefront;

import java.math.BigDecimal;
import java.util.List;

/**
 * What the pages of the shop ask for. {@link DatabaseShop} answers with a query each time, {@link CachedShop} puts caches
 * in front of it.
 */
interface Shop {
    /** How many lines the pages show. */
    int LINES = 10;

    /** What a store sells most. */
    Ranking bestSellers(int store, int top);

    /** What the customers of a store put into the same basket as a product. */
    Ranking alsoBought(int store, int product);

    /** What was bought together with what a customer bought last. */
    Ranking recommendations(int store, int customer, int top);

    /** A product's details, the same in every store. */
    Product product(int product);

    /** What a customer bought last, newest first. */
    History history(int store, int customer, int last);

    /** What is in the basket of this visit. */
    Basket basket(int store, int customer, int visit);

    /** Sells one piece. */
    void buy(int store, int customer, int visit, int product);

    /** The visit is over. */
    void leave(int store, int customer, int visit);

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
