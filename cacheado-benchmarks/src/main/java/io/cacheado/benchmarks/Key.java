package io.cacheado.benchmarks;

/** The composite key by which one Caffeine serves many tenants. */
public record Key(String tenant, String user, String key) {}
