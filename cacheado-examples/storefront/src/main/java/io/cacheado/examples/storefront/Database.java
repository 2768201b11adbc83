package io.cacheado.examples.storefront;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.hsqldb.jdbc.JDBCDataSource;

/**
 * The Foodmart data set in HSQLDB, inside this process: a connection for each thread, and a count of the statements.
 *
 * <p>The data set is read-only; what the shop sells goes to a table of our own, {@code orders}. All the indexes on the
 * data set are its own.
 */
final class Database implements AutoCloseable {
    private final JDBCDataSource source = new JDBCDataSource();
    private final ThreadLocal<Session> sessions = ThreadLocal.withInitial(this::connect);
    private final Map<Request, LongAdder> statements = new EnumMap<>(Request.class);
    private final Faults faults = new Faults();
    private final int delayMillis;

    private Database(int delayMillis) {
        this.delayMillis = delayMillis;
        for (Request request : Request.values()) {
            statements.put(request, new LongAdder());
        }
        source.setUrl("jdbc:hsqldb:res:foodmart");
        source.setUser("FOODMART");
        source.setPassword("FOODMART");
    }

    /** Opens the database, which reads 78 MB of SQL. */
    static Database open(int delayMillis) {
        System.setProperty("hsqldb.reconfig_logging", "false"); // leave Maven's logging alone
        Database database = new Database(delayMillis);
        database.run("set database transaction control mvcc");
        // The key is the only index: of a read-only database, HSQLDB lets one create tables, but no indexes on them.
        database.run("""
                create table "orders" ("id" integer generated always as identity,
                  "store_id" integer, "customer_id" integer, "time_id" integer, "product_id" integer,
                  primary key ("store_id", "customer_id", "time_id", "id"))""");
        return database;
    }

    /** What the statement finds, a row each; waits first, if a delay was asked for. */
    <T> List<T> query(Request request, Row<T> row, int... parameters) {
        try {
            List<T> found = new ArrayList<>();
            try (ResultSet results = prepare(request, parameters).executeQuery()) {
                while (results.next()) {
                    found.add(row.read(results));
                }
            }
            return List.copyOf(found);
        } catch (SQLException e) {
            throw new IllegalStateException(request + ": " + e.getMessage(), e);
        }
    }

    /** Changes something. */
    void update(Request request, int... parameters) {
        try {
            prepare(request, parameters).executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(request + ": " + e.getMessage(), e);
        }
    }

    /** How many statements were executed since the orders were cleared. */
    long statements() {
        return statements.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** How many statements were executed since the orders were cleared, for each kind of request. */
    Map<Request, Long> statementsByRequest() {
        Map<Request, Long> counts = new EnumMap<>(Request.class);
        statements.forEach((request, count) -> counts.put(request, count.sum()));
        return counts;
    }

    /** Forgets all orders, and begins to count anew. */
    void clearOrders() {
        run("truncate table \"orders\" restart identity");
        statements.values().forEach(LongAdder::reset);
    }

    /** What goes wrong in it. */
    Faults faults() {
        return faults;
    }

    /** The connection of this thread. */
    Connection connection() {
        return sessions.get().connection;
    }

    private PreparedStatement prepare(Request request, int... parameters) throws SQLException {
        faults.strike(request, parameters);
        requireNonNull(statements.get(request)).increment();
        pause();
        PreparedStatement statement = sessions.get().prepare(request);
        for (int i = 0; i < parameters.length; i++) {
            statement.setInt(i + 1, parameters[i]);
        }
        return statement;
    }

    private void pause() {
        if (delayMillis > 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(delayMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(String sql) {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    private Session connect() {
        try {
            Connection connection = source.getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("set schema \"foodmart\"");
            }
            return new Session(connection, new EnumMap<>(Request.class));
        } catch (SQLException e) {
            throw new IllegalStateException("the Foodmart database cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Closes the connections of all threads, and the database. */
    @Override
    public void close() {
        run("shutdown");
    }

    /** How a row becomes a value. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** One thread's connection, with the statements that it has prepared. */
    private record Session(Connection connection, Map<Request, PreparedStatement> prepared) {
        PreparedStatement prepare(Request request) throws SQLException {
            PreparedStatement statement = prepared.get(request);
            if (statement == null) {
                statement = connection.prepareStatement(request.sql());
                prepared.put(request, statement);
            }
            return statement;
        }
    }
}
