package io.cacheado.examples.service;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The plans without a database. */
final class PlansInMemory implements Plans {
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();

    @Override
    public @Nullable Plan of(String organization) {
        queries.incrementAndGet();
        return plans.get(organization);
    }

    @Override
    public void change(String organization, Plan plan) {
        plans.put(organization, plan);
    }

    int queries() {
        return queries.get();
    }
}
