package io.cacheado.internal.engine;

import static java.util.Objects.requireNonNull;

import io.cacheado.LoadLimit;
import io.cacheado.event.ChangeEvent;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.scope.LiveScopes;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import org.jspecify.annotations.Nullable;

/** Changes limits, quotas, policies and bounds on loads while it runs, each with its event. */
final class LimitChanges {
    private final Engine engine;
    private final LiveScopes live;
    private final boolean unbounded;

    LimitChanges(Engine engine, LiveScopes live, boolean unbounded) {
        this.engine = engine;
        this.live = live;
        this.unbounded = unbounded;
    }

    /** Gives a scope a quota of its own, or takes it back: null. */
    void quota(Scope scope, @Nullable Quota quota) {
        engine.checkOpen();
        Scope own = Drops.belowGlobal(engine.own(scope), "maximumSize(n) changes the whole budget");
        engine.changes().ofScope(ChangeEvent.Setting.QUOTA, own, () -> {
            Quota before = live.quota(own);
            live.quota(own, quota);
            return new Changes.Changed(before, live.quota(own));
        });
        reportOvercommitments();
    }

    /** Logs that reservations were scaled down; with no lock held. */
    void reportOvercommitments() {
        if (live.domains().hasOvercommitments()) {
            live.domains()
                    .forEachOvercommitment(
                            each -> engine.logs().overcommitted(each.scope(), each.asked(), each.available()));
        }
    }

    /** Has a scope use another policy. */
    void eviction(Scope scope, Eviction eviction) {
        engine.checkOpen();
        Scope own = engine.own(scope);
        DomainQueue.requireChangeable(requireNonNull(eviction, "eviction"), live.eviction(own));
        if (DomainQueue.needsRich(eviction) && !engine.needsRich()) {
            throw new IllegalStateException("eviction: this cacheado was built without " + eviction
                    + ", so entries cannot be linked (allowed: if it was built with eviction(Eviction.lru()), also for"
                    + " one level)");
        }
        engine.changes().ofScope(ChangeEvent.Setting.EVICTION, own, () -> {
            Eviction before = live.eviction(own);
            live.eviction(own, eviction);
            return new Changes.Changed(before, eviction);
        });
    }

    /** Gives a scope a bound on loads of its own, or takes it back: null. */
    void loadLimit(Scope scope, @Nullable LoadLimit limit) {
        engine.checkOpen();
        Scope own = engine.own(scope);
        engine.changes().ofScope(ChangeEvent.Setting.LOAD_LIMIT, own, () -> {
            LoadLimit before = engine.bulkheads().limit(own);
            engine.bulkheads().limit(own, limit);
            return new Changes.Changed(before, engine.bulkheads().limit(own));
        });
        // It lets in who may come now, and so is done with no lock held.
        engine.bulkheads().adjust(own);
    }

    /** Changes the whole budget. */
    void maximumSize(long maximum) {
        engine.checkOpen();
        CacheadoBuilder.atLeastOne("maximum", maximum);
        if (unbounded) {
            throw new IllegalStateException(
                    "maximumSize: this cacheado was built unbounded (allowed: with maximumSize or maximumWeight)");
        }
        engine.changes()
                .ofScope(ChangeEvent.Setting.MAXIMUM_SIZE, engine.scopes().global(), () -> {
                    long before = engine.budget().maximum();
                    engine.budget().maximum(maximum);
                    live.domains().budgetChanged(live.root());
                    return new Changes.Changed(before, maximum);
                });
        reportOvercommitments();
    }
}
