package io.cacheado.examples.storefront;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The shop without a cache: each request is a query. */
final class DatabaseShop implements Shop {
    private final Database database;

    DatabaseShop(Database database) {
        this.database = database;
    }

    @Override
    public Ranking bestSellers(int store, int top) {
        return new Ranking(database.query(Request.BEST_SELLERS, DatabaseShop::ranked, store, top));
    }

    @Override
    public Ranking alsoBought(int store, int product) {
        return new Ranking(database.query(Request.ALSO_BOUGHT, DatabaseShop::ranked, store, product, LINES));
    }

    @Override
    public Ranking recommendations(int store, int customer, int top) {
        return new Ranking(database.query(Request.RECOMMENDATIONS, DatabaseShop::ranked, store, customer, top));
    }

    @Override
    public Product product(int product) {
        return database.query(Request.PRODUCT, DatabaseShop::product, product).get(0);
    }

    @Override
    public History history(int store, int customer, int last) {
        return new History(database.query(Request.HISTORY, DatabaseShop::purchase, store, customer, last));
    }

    @Override
    public Basket basket(int store, int customer, int visit) {
        return database.query(Request.BASKET, DatabaseShop::basket, store, customer, visit)
                .get(0);
    }

    @Override
    public void buy(int store, int customer, int visit, int product) {
        database.update(Request.BUY, store, customer, visit, product);
    }

    @Override
    public void leave(int store, int customer, int visit) {
        // The database keeps nothing that belongs to a visit only.
    }

    private static Ranked ranked(ResultSet row) throws SQLException {
        return new Ranked(row.getInt(1), row.getString(2), row.getLong(3));
    }

    private static Product product(ResultSet row) throws SQLException {
        return new Product(row.getInt(1), row.getString(2), row.getString(3), row.getString(4), row.getBigDecimal(5));
    }

    private static Purchase purchase(ResultSet row) throws SQLException {
        return new Purchase(row.getInt(1), row.getString(2), row.getBigDecimal(3));
    }

    private static Basket basket(ResultSet row) throws SQLException {
        return new Basket(row.getInt(1), row.getBigDecimal(2));
    }
}
