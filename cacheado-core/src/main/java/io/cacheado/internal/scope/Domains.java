package io.cacheado.internal.scope;

import static java.util.Objects.requireNonNull;

import io.cacheado.internal.evict.Bench;
import io.cacheado.internal.evict.DomainQueue;
import io.cacheado.internal.evict.PluggedPolicies;
import io.cacheado.internal.evict.Stripe;
import io.cacheado.internal.table.Entry;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which scopes are domains, because of a limit or a policy of their own, and in whose queue an entry is. */
public final class Domains {
    private final LiveScopes.Settings settings;
    private final Budget budget;
    private final Map<Scope, Quota> quotas = new ConcurrentHashMap<>();
    private final Map<Scope, Eviction> evictions = new ConcurrentHashMap<>();
    private final Stripe[] stripes = new Stripe[16];
    private final PluggedPolicies plugged = new PluggedPolicies();
    private final Reservations reservations;
    private final Bench bench = new Bench();

    Domains(LiveScopes.Settings settings, Budget budget) {
        this.settings = settings;
        this.budget = budget;
        this.reservations = new Reservations(budget);
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe();
        }
    }

    Stripe[] stripes() {
        return stripes;
    }

    /** The policies that were written outside. */
    public PluggedPolicies plugged() {
        return plugged;
    }

    /** Who cannot pay at the moment. */
    public Bench bench() {
        return bench;
    }

    Reservations reservations() {
        return reservations;
    }

    /** The whole budget is another, and with it perhaps what can be reserved. */
    public void budgetChanged(ScopeNode root) {
        reservations.changedWhole(requireNonNull(root.domain()));
    }

    /** Whether reservations were scaled down since {@link #forEachOvercommitment} was last called. */
    public boolean hasOvercommitments() {
        return reservations.hasReports();
    }

    /** Calls back for each scope below which more is reserved than there is, since it was last called. */
    public void forEachOvercommitment(Consumer<Overcommitment> body) {
        for (Overcommitment next = reservations.poll(); next != null; next = reservations.poll()) {
            body.accept(next);
        }
    }

    /** What a scope's quota is, its reservation being what is granted of it if the scope is live; null if it has none. */
    @Nullable
    Quota effectiveQuota(Scope scope, @Nullable ScopeNode node) {
        Quota quota = quotaOf(scope);
        Domain domain = node == null ? null : node.domain();
        return quota == null || domain == null
                ? quota
                : quota.withReservation(Math.min(quota.reservation(), domain.reservation.units()));
    }

    boolean isExact() {
        return settings.exact();
    }

    /** Makes a root the domain of everything that has none below. */
    void makeWhole(ScopeNode root) {
        root.domain(new Domain(root, null, null, this));
    }

    /** The quota of a scope: its own, or that of its level; null if it has none. */
    @Nullable
    Quota quotaOf(Scope scope) {
        Quota own = quotas.get(scope);
        return own != null ? own : settings.levelQuotas().get(scope.level());
    }

    private @Nullable Eviction ownEvictionOf(Scope scope) {
        Eviction own = evictions.get(scope);
        return own != null ? own : settings.levelEvictions().get(scope.level());
    }

    /** The policy that is wanted in a scope: its own, that of its level, or that of the scope above. */
    Eviction evictionOf(Scope scope) {
        for (Scope each = scope; ; each = each.parent()) {
            Eviction own = ownEvictionOf(each);
            if (own != null) {
                return own;
            }
            if (each.depth() == 0) {
                return settings.eviction();
            }
        }
    }

    /** Sees to it that an entry is in the queue of its nearest domain, which was perhaps made while it was on its way in. */
    public void rehome(Region region, Entry entry) {
        DomainQueue to = region.node().nearestDomain().queueOf(region.cache());
        region.adjust(entry, locked -> {
            DomainQueue from = queueHolding(region, locked);
            if (from != to) {
                from.move(locked, to);
            }
            return false;
        });
    }

    /** Makes a node a domain, if it has a limit or a policy of its own; with its parent locked. */
    @Nullable
    Domain make(ScopeNode node) {
        Scope scope = node.scope();
        if (quotaOf(scope) == null && ownEvictionOf(scope) == null) {
            return null;
        }
        ScopeNode parent = requireNonNull(node.parent());
        Domain domain = new Domain(node, quotaOf(scope), parent.nearestDomain(), this);
        node.domain(domain);
        return domain;
    }

    /** Remembers a scope's own quota, until it is taken back: null. */
    void remember(Scope scope, @Nullable Quota quota) {
        if (quota == null) {
            quotas.remove(scope);
        } else {
            quotas.put(scope, quota);
        }
    }

    /** Remembers a scope's own policy, for as long as the cacheado lives. */
    void remember(Scope scope, Eviction eviction) {
        evictions.put(scope, eviction);
    }

    /** What was changed while the node was made did not find it, or else is found here. */
    void catchUp(ScopeNode node) {
        Domain domain = node.domain();
        boolean wanted = quotas.containsKey(node.scope()) || evictions.containsKey(node.scope());
        if (domain == null ? wanted : !domain.has(quotaOf(node.scope()))) {
            apply(node);
        }
        if (domain != null) {
            domain.follow();
        }
    }

    /** Has the queues of a subtree go over to the policies that are wanted now; those of caches with one of their own too. */
    void follow(ScopeNode top) {
        Subtree.forEachNode(top, node -> {
            Domain domain = node.domain();
            if (domain != null) {
                domain.follow();
            }
        });
    }

    /**
     * Makes a live node with a quota or a policy of its own a domain, or gives its domain that quota; O(entries below) the
     * first time.
     */
    void apply(ScopeNode node) {
        Domain made;
        ScopeNode parent = requireNonNull(node.parent());
        synchronized (parent) {
            if (node.isClosed()) {
                return;
            }
            Domain there = node.domain();
            if (there != null) {
                // The one remembered now, so that of two given at once the same stays in force that is remembered.
                there.quota(quotaOf(node.scope()));
                return;
            }
            made = make(node);
        }
        if (made == null) {
            return;
        }
        Domain domain = made;
        Subtree.forEachRegion(node, region -> {
            if (region.node().nearestDomain() == domain) {
                DomainQueue to = domain.queueOf(region.cache());
                region.forEach(element -> {
                    Entry entry = (Entry) element;
                    region.change(entry, false, locked -> {
                        DomainQueue from = queueHolding(region, locked);
                        if (from != to) {
                            from.move(locked, to);
                        }
                        // To its readers nothing has changed.
                        return false;
                    });
                });
            }
        });
        adopt(domain, node);
    }

    /** Domains below join the new one's index instead of the one above; rebuilt from scratch, since this is rare. */
    private void adopt(Domain domain, ScopeNode node) {
        List<ScopeNode> below = new ArrayList<>();
        Subtree.forEachNode(node, each -> {
            if (each != node && each.domain() != null) {
                below.add(each);
            }
        });
        for (ScopeNode each : below) {
            ScopeNode parent = requireNonNull(each.parent());
            if (parent.nearestDomain() == domain) {
                requireNonNull(each.domain()).moveUnder(domain);
            }
        }
    }

    /** The queue that an entry was put into. */
    public DomainQueue queueHolding(Region region, Entry entry) {
        return queueAt(region, entry.home());
    }

    /** The queue for entries of a region at the domain of the given depth. */
    public DomainQueue queueAt(Region region, int home) {
        for (ScopeNode node = region.node(); node != null; node = node.parent()) {
            Domain own = node.domain();
            if (own != null && node.scope().depth() == home) {
                return own.queueOf(region.cache());
            }
        }
        return region.node().nearestDomain().queueOf(region.cache());
    }

    /** The most units that a domain may come to hold: its own limit, or the next above. */
    long mostUnits(Domain domain) {
        long most = budget.maximum();
        for (ScopeNode node = domain.node(); node != null; node = node.parent()) {
            Domain own = node.domain();
            most = own == null ? most : Math.min(most, own.limit());
        }
        return most;
    }
}
