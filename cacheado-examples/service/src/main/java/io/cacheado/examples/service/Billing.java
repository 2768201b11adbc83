package io.cacheado.examples.service;

import io.cacheado.CacheLoader;
import io.cacheado.Cacheado;
import io.cacheado.LoadingCache;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What organizations have booked and what they pay: the plans by annotated methods, the prices by a cache. It is handed its
 * cacheado, so that a test can hand it another.
 */
final class Billing {
    static final ScopeTree SCOPES = ScopeTree.of(ScopeLevel.level("organization", "org_id"));

    private final Cacheado cacheado;
    private final Plans plans;
    private final LoadingCache<String, Price> prices;

    /**
     * Creates a service.
     *
     * @param plans where plans are kept
     * @param prices where prices come from, by product
     */
    Billing(Cacheado cacheado, Plans plans, CacheLoader<String, Price> prices) {
        this.cacheado = cacheado;
        this.plans = cacheado.proxy(Plans.class, plans);
        this.prices = cacheado.cache("prices", String.class, Price.class)
                .scopedTo("organization")
                .expireAfterWrite(Duration.ofMinutes(10))
                .staleIfError(Duration.ofHours(1))
                .build(prices);
    }

    /** What a product costs all seats of an organization, in cents. */
    long total(String organization, String product) {
        Plan plan = plans.of(organization);
        Price price = prices.in(organization).get(product);
        return plan == null || price == null ? 0 : plan.seats() * price.cents();
    }

    /** The plan of an organization; null if it has none. */
    @Nullable
    Plan plan(String organization) {
        return plans.of(organization);
    }

    /** Gives an organization another plan. */
    void change(String organization, Plan plan) {
        plans.change(organization, plan);
    }

    /** Forgets an organization that has left. */
    void forget(String organization) {
        cacheado.evict(SCOPES.scope("organization", organization));
    }
}
