package io.cacheado.benchmarks;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;

/** Who uses the cache: tenants with ten users each, all by their ids as strings. */
public final class Population {
    /** 1,000 tenants with 10 users each. */
    public static final int USUAL = 10_000;

    private static final int USERS = 10;

    private final String[] tenants;
    private final String[] users;

    private Population(String[] tenants, String[] users) {
        this.tenants = tenants;
        this.users = users;
    }

    /** A population of so many users, ten to a tenant. */
    public static Population of(int users) {
        String[] tenants = new String[users];
        String[] ids = new String[users];
        String tenant = "";
        for (int i = 0; i < users; i++) {
            if (i % USERS == 0) {
                tenant = "tenant-" + i / USERS;
            }
            tenants[i] = tenant;
            ids[i] = "user-" + i % USERS;
        }
        return new Population(tenants, ids);
    }

    public int size() {
        return users.length;
    }

    /** The id of a user's tenant. */
    public String tenant(int user) {
        return tenants[user];
    }

    /** The id of a user in its tenant. */
    public String user(int user) {
        return users[user];
    }

    /** The composite key of a user's entry. */
    public Key key(int user, String key) {
        return new Key(tenants[user], users[user], key);
    }

    /** The handle of each user. */
    public ScopedCache<String, Object>[] handles(Cacheado cacheado, Cache<String, Object> cache) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        ScopedCache<String, Object>[] handles = new ScopedCache[size()];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = cache.in(cacheado.scope("user", tenants[i], users[i]));
        }
        return handles;
    }
}
