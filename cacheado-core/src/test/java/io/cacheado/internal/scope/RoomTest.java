package io.cacheado.internal.scope;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Room is found while what was dropped waits for the reclaimer: the executor here holds its tasks back. */
class RoomTest {
    private final ScopeTree tree = ScopeTree.of(level("org", "org_id", level("session", "session_id")));
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    private Cacheado.Builder builder() {
        return Cacheado.builder().scopes(tree).executor(tasks::add).maximumSize(100_000);
    }

    private static void fill(Cache<Integer, String> cache, Scope scope, int n) {
        for (int i = 0; i < n; i++) {
            cache.in(scope).put(i, "v");
        }
    }

    @Test
    void put_afterADroppedSessionIsRefilled_isNotRefusedByItsDomain() {
        try (Cacheado cacheado = builder().quota("org", Quota.limit(1_000)).build()) {
            Cache<Integer, String> cache =
                    cacheado.cache("c", Integer.class, String.class).build();
            for (int s = 0; s < 10; s++) {
                fill(cache, tree.scope("session", "acme", s), 100);
            }
            cacheado.evict(tree.scope("session", "acme", 0));
            fill(cache, tree.scope("session", "acme", 10), 100);

            cache.in(tree.scope("session", "acme", 1)).put(-1, "new");

            assertThat(cache.in(tree.scope("session", "acme", 1)).getIfPresent(-1))
                    .isEqualTo("new");
        }
    }

    @Test
    void put_afterADroppedDomainIsRefilled_isNotRefusedByTheDomainAbove() {
        try (Cacheado cacheado = builder()
                .eviction(Eviction.fifo())
                .quota("org", Quota.limit(2_000))
                .quota("session", Quota.limit(1_000))
                .build()) {
            Cache<Integer, String> cache =
                    cacheado.cache("c", Integer.class, String.class).build();
            fill(cache, tree.scope("session", "acme", 0), 200);
            for (int s = 1; s <= 18; s++) {
                fill(cache, tree.scope("session", "acme", s), 100);
            }
            assertThat(cacheado.evict(tree.scope("session", "acme", 0))).isEqualTo(200);
            fill(cache, tree.scope("session", "acme", 20), 100);
            fill(cache, tree.scope("session", "acme", 21), 100);

            cache.in(tree.scope("session", "acme", 1)).put(-1, "new");

            assertThat(cache.in(tree.scope("session", "acme", 1)).getIfPresent(-1))
                    .isEqualTo("new");
        }
    }

    @Test
    void put_growingTheOldestOfItsQueueWhileAnotherQueueIsEmpty_takesTheNextOldest() {
        ScopeTree flat = ScopeTree.of(level("org", "org_id"));
        try (Cacheado cacheado = Cacheado.builder()
                .scopes(flat)
                .deterministic(1)
                .maximumWeight(100)
                .eviction(Eviction.fifo())
                .build()) {
            Cache<String, Integer> cache = cacheado.cache("c", String.class, Integer.class)
                    .weigher((k, v) -> v)
                    .build();
            Cache<String, Integer> other = cacheado.cache("o", String.class, Integer.class)
                    .maximumSize(10)
                    .build();
            Scope acme = flat.scope("org", "acme");
            other.in(acme).put("x", 1);
            other.in(acme).invalidate("x");
            cache.in(acme).put("grows", 10);
            cache.in(acme).put("leaves", 60);

            cache.in(acme).put("grows", 50);

            assertThat(cache.in(acme).getIfPresent("grows")).isEqualTo(50);
            assertThat(cache.in(acme).getIfPresent("leaves")).isNull();
        }
    }

    @Test
    void put_rightAfterEverythingWasDropped_findsRoomInWhatWasDropped() {
        try (Cacheado cacheado = builder().maximumSize(1_000).build()) {
            Cache<Integer, String> cache =
                    cacheado.cache("c", Integer.class, String.class).build();
            for (int s = 0; s < 1_000; s++) {
                cache.in(tree.scope("session", s, s)).put(1, "v");
            }
            cacheado.evictAll();
            for (int s = 0; s < 1_000; s++) {
                cache.in(tree.scope("session", s, s)).put(2, "v");
                assertThat(cache.in(tree.scope("session", s, s)).getIfPresent(2))
                        .isEqualTo("v");
            }
        }
    }
}
