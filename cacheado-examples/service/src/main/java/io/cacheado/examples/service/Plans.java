package io.cacheado.examples.service;

import io.cacheado.annotation.CacheEvict;
import io.cacheado.annotation.Cached;
import io.cacheado.annotation.ScopeId;
import org.jspecify.annotations.Nullable;

/** The plans of the organizations; a database in truth. */
interface Plans {
    /** The plan of an organization; null if it has none. */
    @Cached(name = "plans", scope = "organization", expireAfterWrite = "1h")
    @Nullable
    Plan of(@ScopeId("org_id") String organization);

    /** Gives an organization another plan. */
    @CacheEvict(name = "plans", scope = "organization", allEntries = true)
    void change(@ScopeId("org_id") String organization, Plan plan);
}
