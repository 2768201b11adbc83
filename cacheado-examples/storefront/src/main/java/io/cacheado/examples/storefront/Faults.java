package io.cacheado.examples.storefront;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What goes wrong in the database while a scene asks for it: queries fail, or those of one store hang. */
final class Faults {
    private final LongAdder failed = new LongAdder();
    private volatile boolean failing;
    private volatile @Nullable Hang hang;

    /** From now on every statement fails, or none any more. */
    void fail(boolean on) {
        failing = on;
    }

    /** How many statements have failed. */
    long failed() {
        return failed.sum();
    }

    /** From now on the queries of a store hang, until that is closed; each says so when it begins to. */
    Hang hang(int store, Runnable says) {
        Hang next = new Hang(store, says);
        hang = next;
        return next;
    }

    /** Called before each statement is executed. */
    void strike(Request request, int... parameters) throws SQLException {
        if (failing) {
            failed.increment();
            throw new SQLException("the database is down, as the scene wants it");
        }
        Hang there = hang;
        if (there != null) {
            there.strike(request, parameters);
        }
    }

    /** The queries of one store that hang. */
    final class Hang implements AutoCloseable {
        private static final Set<Request> NOT_OF_A_STORE = Set.of(Request.PRODUCT);

        private final int store;
        private final Runnable says;
        private final LongAdder hanging = new LongAdder();
        private final CountDownLatch over = new CountDownLatch(1);

        private Hang(int store, Runnable says) {
            this.store = store;
            this.says = says;
        }

        private void strike(Request request, int... parameters) throws SQLException {
            if (over.getCount() == 0 || NOT_OF_A_STORE.contains(request) || parameters[0] != store) {
                return;
            }
            hanging.increment();
            says.run();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted", e);
            }
        }

        /** How many queries began to hang. */
        int hanging() {
            return hanging.intValue();
        }

        /** Lets the queries go on. */
        @Override
        public void close() {
            hang = null;
            over.countDown();
        }
    }
}
