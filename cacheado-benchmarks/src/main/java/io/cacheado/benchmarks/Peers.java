package io.cacheado.benchmarks;

import static io.cacheado.scope.ScopeLevel.level;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.scope.ScopeTree;
import java.time.Duration;

/** What is compared: a cacheado, and what a user would write today with Caffeine, with equal bounds. */
public final class Peers {
    /** Long enough that nothing expires while it is measured. */
    public static final Duration LIFE = Duration.ofHours(1);

    /** Tenants, and below each its users and its sessions. */
    public static final ScopeTree TREE =
            ScopeTree.of(level("tenant", "tenant_id", level("user", "user_id"), level("session", "session_id")));

    private Peers() {}

    /** A cacheado of tenants, users and sessions, without a bound yet. */
    public static Cacheado.Builder cacheado() {
        return Cacheado.builder().scopes(TREE);
    }

    /** A cache of the given level, whose entries expire. */
    public static Cache<String, Object> cache(Cacheado cacheado, String level) {
        return cache(cacheado, level, level + "-data");
    }

    /** A cache of the given level and name, whose entries expire. */
    public static Cache<String, Object> cache(Cacheado cacheado, String level, String name) {
        return cacheado.cache(name, String.class, Object.class)
                .scopedTo(level)
                .expireAfterWrite(LIFE)
                .build();
    }

    /** One Caffeine for all, whose entries expire. */
    public static <K> com.github.benmanes.caffeine.cache.Cache<K, Object> caffeine(long maximum) {
        return Caffeine.newBuilder().maximumSize(maximum).expireAfterWrite(LIFE).build();
    }

    /** One Caffeine for all, whose entries do not expire. */
    public static <K> com.github.benmanes.caffeine.cache.Cache<K, Object> eternalCaffeine(long maximum) {
        return Caffeine.newBuilder().maximumSize(maximum).build();
    }
}
