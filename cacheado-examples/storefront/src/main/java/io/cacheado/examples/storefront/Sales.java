package io.cacheado.examples.storefront;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The sales of the data set, in the order in which they happened. */
final class Sales {
    /** How many lines the three tables have. */
    static final int ALL = 269_720;

    /** Their days do not overlap. */
    private static final List<String> TABLES = List.of("sales_fact_1997", "sales_fact_1998", "sales_fact_dec_1998");

    private final List<Visit> visits = new ArrayList<>();
    private final int most;
    private int count;

    private Sales(int most) {
        this.most = most;
    }

    /** The visits that made the first sales, by day, store, customer and product. */
    static List<Visit> read(Database database, int sales) {
        Sales read = new Sales(sales);
        for (String table : TABLES) {
            try (Statement statement = database.connection().createStatement();
                    ResultSet rows = statement.executeQuery("""
                            select "store_id", "customer_id", "time_id", "product_id" from "%s"
                            order by "time_id", "store_id", "customer_id", "product_id\"""".formatted(table))) {
                read.add(rows);
            } catch (SQLException e) {
                throw new IllegalStateException(table + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(read.visits);
    }

    /** The first of the visits, as many as make so many sales; the last of them may be cut short. */
    static List<Visit> first(int sales, List<Visit> visits) {
        List<Visit> first = new ArrayList<>();
        int left = sales;
        for (int i = 0; i < visits.size() && left > 0; i++) {
            Visit visit = visits.get(i);
            List<Integer> products =
                    visit.products().subList(0, Math.min(left, visit.products().size()));
            first.add(new Visit(visit.store(), visit.customer(), visit.day(), products));
            left -= products.size();
        }
        return first;
    }

    /** How many sales the visits made. */
    static int count(List<Visit> visits) {
        return visits.stream().mapToInt(visit -> visit.products().size()).sum();
    }

    private void add(ResultSet rows) throws SQLException {
        while (count < most && rows.next()) {
            Visit last = visits.isEmpty() ? null : visits.get(visits.size() - 1);
            int store = rows.getInt(1);
            int customer = rows.getInt(2);
            int day = rows.getInt(3);
            if (last == null || last.store() != store || last.customer() != customer || last.day() != day) {
                last = new Visit(store, customer, day, new ArrayList<>());
                visits.add(last);
            }
            last.products().add(rows.getInt(4));
            count++;
        }
    }
}
