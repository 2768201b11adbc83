package io.cacheado.internal.scope;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hit takes no lock: it returns while another thread holds the monitor of every object of the engine, and its locks. */
// The time-out only ends what would hang.
@Timeout(120)
class LocksTest {
    private final ScopeTree tree = ScopeTree.of(level("org", "org_id", level("user", "user_id")));
    private final Scope user = tree.scope("user", "acme", 7);

    /** Holds the monitors of all from an index on, and their locks, while it runs the body. */
    private static void holding(List<Object> all, int from, Runnable body) {
        if (from == all.size()) {
            body.run();
            return;
        }
        Object each = all.get(from);
        synchronized (each) {
            if (each instanceof Lock lock) {
                lock.lock();
                try {
                    holding(all, from + 1, body);
                } finally {
                    lock.unlock();
                }
            } else {
                holding(all, from + 1, body);
            }
        }
    }

    /** Runs the hits in another thread while every lock is held, and gives what they gave. */
    private static List<String> beside(List<Object> locked, List<Supplier<String>> hits) throws InterruptedException {
        AtomicReference<List<String>> answers = new AtomicReference<>();
        Thread holder = new Thread(
                null,
                () -> holding(locked, 0, () -> {
                    Thread reader = new Thread(
                            () -> answers.set(hits.stream().map(Supplier::get).toList()));
                    reader.setDaemon(true);
                    reader.start();
                    try {
                        reader.join(30_000);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }),
                "holder",
                1L << 30);
        holder.start();
        holder.join();
        return answers.get();
    }

    private void fill(Cacheado cacheado, Cache<Integer, String> cache) {
        for (int key = 0; key < 6_000; key++) {
            cache.in(user).put(key, "v");
        }
        for (int other = 0; other < 60; other++) {
            cache.in(tree.scope("user", other, other)).put(1, "v");
        }
        cacheado.evict(tree.scope("org", 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"})
    void hit_whileEveryLockIsHeld_returns(String policy) throws Exception {
        try (Cacheado cacheado = Cacheado.builder()
                .scopes(tree)
                .maximumSize(100_000)
                .eviction(Eviction.named(policy))
                .executor(task -> {})
                .recordStats()
                .build()) {
            Cache<Integer, String> cache = cacheado.cache("c", Integer.class, String.class)
                    .scopedTo("user")
                    .expireAfterWrite(Duration.ofHours(1))
                    .expireAfterAccess(Duration.ofMinutes(10))
                    .build();
            fill(cacheado, cache);
            ScopedCache<Integer, String> warm = cache.in(user);
            assertThat(warm.getIfPresent(5)).isEqualTo("v");
            ScopedCache<Integer, String> cold = cache.in(user);
            List<Object> locked = EngineLocks.reachable(cacheado);
            assertThat(locked).hasAtLeastOneElementOfType(Region.class).hasAtLeastOneElementOfType(ScopeNode.class);
            assertThat(locked.stream().filter(Lock.class::isInstance).count()).isGreaterThanOrEqualTo(16 + 16);

            List<String> answers = beside(
                    locked,
                    List.of(
                            () -> warm.getIfPresent(5),
                            () -> cold.getIfPresent(6),
                            () -> cache.in("acme", 7).getIfPresent(5_999),
                            () -> cache.in("acme", "7").getIfPresent(1),
                            () -> warm.get(9, key -> "loaded"),
                            () -> warm.resolve(10).orElseThrow()));

            assertThat(answers).containsOnly("v").hasSize(6);
        }
    }

    // That the hook holds: what does take a lock must not return.
    @Test
    void put_whileEveryLockIsHeld_waits() throws Exception {
        try (Cacheado cacheado = Cacheado.builder()
                .scopes(tree)
                .maximumSize(100_000)
                .executor(task -> {})
                .build()) {
            Cache<Integer, String> cache =
                    cacheado.cache("c", Integer.class, String.class).build();
            fill(cacheado, cache);
            List<Object> locked = EngineLocks.reachable(cacheado);
            AtomicReference<Thread.State> state = new AtomicReference<>();
            Thread putter = new Thread(() -> cache.in(user).put(1, "w"));
            Thread holder = new Thread(
                    null,
                    () -> holding(locked, 0, () -> {
                        putter.start();
                        while (putter.getState() != Thread.State.BLOCKED
                                && putter.getState() != Thread.State.WAITING
                                && putter.getState() != Thread.State.TERMINATED) {
                            Thread.onSpinWait();
                        }
                        state.set(putter.getState());
                    }),
                    "holder",
                    1L << 30);
            holder.start();
            holder.join();
            putter.join();

            assertThat(state.get()).isNotEqualTo(Thread.State.TERMINATED);
            assertThat(cache.in(user).getIfPresent(1)).isEqualTo("w");
        }
    }
}
