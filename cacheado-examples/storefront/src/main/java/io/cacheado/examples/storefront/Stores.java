package io.cacheado.examples.storefront;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The stores that visits were made to, and what can be bought there. */
final class Stores {
    private final Map<Integer, List<Visit>> visits;
    private final Map<Integer, String> cities = new TreeMap<>();
    private final Set<Integer> products = new TreeSet<>();

    Stores(List<Visit> visits, Database database) {
        this.visits = visits.stream().collect(Collectors.groupingBy(Visit::store, TreeMap::new, Collectors.toList()));
        try (Statement statement = database.connection().createStatement()) {
            try (ResultSet rows = statement.executeQuery("select \"store_id\", \"store_city\" from \"store\"")) {
                while (rows.next()) {
                    cities.put(rows.getInt(1), rows.getString(2));
                }
            }
            try (ResultSet rows = statement.executeQuery("select \"product_id\" from \"product\"")) {
                while (rows.next()) {
                    products.add(rows.getInt(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("stores and products: " + e.getMessage(), e);
        }
    }

    /** The ids, ascending. */
    Set<Integer> ids() {
        return visits.keySet();
    }

    /** The ids, the store with most visits first. */
    List<Integer> busiest() {
        return ids().stream()
                .sorted(Comparator.comparing(store -> -visits(store).size()))
                .toList();
    }

    /** The visits of a store, in their order. */
    List<Visit> visits(int store) {
        return visits.getOrDefault(store, List.of());
    }

    /** Who visited a store. */
    Set<Integer> customers(int store) {
        return visits(store).stream().map(Visit::customer).collect(Collectors.toSet());
    }

    /** All products of the catalogue. */
    Set<Integer> products() {
        return products;
    }

    /** A store's number and town. */
    String name(int store) {
        return store + " " + cities.getOrDefault(store, "");
    }
}
