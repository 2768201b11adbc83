package io.cacheado.internal.scope;

import io.cacheado.scope.Quota;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Shares out what may be reserved. Those directly below a domain get what they ask for, or, where that is more than the
 * domain has itself, all the same part of it; so what is reserved below a domain never exceeds what is reserved for it, and
 * whoever holds more than its reservation finds one below who does. A domain with no reservation of its own asks for what is
 * reserved below it.
 *
 * <p>Scaling visits all domains below, and is done anew only when the part has changed by {@value #SLACK_PERCENT} %, being
 * taken so much lower then: a domain that comes or goes costs O(depth), amortized, however many there are. For the same
 * reason scaling ends only when there is some room again.
 *
 * <p><b>Lock order:</b> after the monitors of nodes and of domains, before those of share indices. Nobody is told of scaling
 * here, since the locks of nodes are held: it is remembered until someone asks.
 */
final class Reservations {
    private static final int SLACK_PERCENT = 3;
    private static final double LOWER = 1 - SLACK_PERCENT / 100.0;
    private static final double HIGHER = 1 + 2 * SLACK_PERCENT / 100.0;
    private static final int MOST_REPORTS = 64;

    private final Budget budget;
    private final Queue<Overcommitment> reports = new ConcurrentLinkedQueue<>();

    Reservations(Budget budget) {
        this.budget = budget;
    }

    /** The next that has not been reported; null if there is none. */
    @Nullable
    Overcommitment poll() {
        return reports.poll();
    }

    boolean hasReports() {
        return !reports.isEmpty();
    }

    synchronized void join(Domain domain, @Nullable Quota quota, @Nullable Domain above) {
        domain.reservation.above = above;
        domain.reservation.take(quota);
        settle(domain);
    }

    synchronized void change(Domain domain, @Nullable Quota quota) {
        domain.reservation.take(quota);
        settle(domain);
    }

    /** Under another one from now on; what is granted to it stays in force meanwhile. */
    synchronized void move(Domain domain, Domain above) {
        Reservation own = domain.reservation;
        if (own.left) {
            return;
        }
        Domain before = own.above;
        long asked = own.asked;
        own.above = above;
        own.asked = 0;
        if (before != null && asked > 0) {
            before.reservation.below -= asked;
            settle(before);
        }
        settle(domain);
    }

    synchronized void leave(Domain domain) {
        Reservation own = domain.reservation;
        own.left = true;
        Domain above = own.above;
        long asked = own.asked;
        own.asked = 0;
        own.units(0);
        domain.changed();
        if (above != null && asked > 0) {
            above.reservation.below -= asked;
            settle(above);
        }
    }

    /** The whole budget has changed. */
    synchronized void changedWhole(Domain whole) {
        grant(whole);
    }

    /** Has what a domain asks for counted by those above, and grants it. */
    private void settle(Domain domain) {
        Reservation own = domain.reservation;
        if (own.left) {
            // Those below it may still come and go until they are reclaimed.
            return;
        }
        Domain above = own.above;
        long wanted = own.wanted();
        if (above == null || wanted == own.asked) {
            grantTo(domain);
            return;
        }
        above.reservation.below += wanted - own.asked;
        own.asked = wanted;
        settle(above);
        grantTo(domain);
    }

    private void grantTo(Domain domain) {
        Reservation own = domain.reservation;
        if (own.left) {
            return;
        }
        Domain above = own.above;
        if (above != null) {
            own.units((long) (own.asked * above.reservation.scale));
            domain.granted();
        }
        grant(domain);
    }

    /** Scales what is reserved directly below a domain, if it must be or need no longer be. */
    private void grant(Domain domain) {
        Reservation own = domain.reservation;
        long available = own.above == null ? budget.maximum() : own.units();
        double fits = own.below == 0 ? Double.POSITIVE_INFINITY : (double) available / own.below;
        boolean stays = own.scale == 1 ? fits >= 1 : own.scale <= fits && fits < own.scale * HIGHER;
        if (stays || fits == own.scale) {
            return;
        }
        if (own.scale == 1 && reports.size() < MOST_REPORTS) {
            reports.add(new Overcommitment(domain.node().scope(), own.below, available));
        }
        own.scale = fits < 1 ? fits * LOWER : 1;
        domain.forEachBelow(this::grantAgain);
    }

    private void grantAgain(Domain domain) {
        grantTo(domain);
    }
}
