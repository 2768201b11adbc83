package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The isolation bounds, for random trees of quotas and whatever the others do. */
class ReservationPropertyTest {
    private static final int ORGANIZATIONS = 4;
    private static final int USERS = 4;
    private static final int SESSIONS = 3;
    private static final int HEAVIEST = 20;
    private static final int WRITERS = 8;

    /** A random tree of quotas whose reservations fit into each other, and what is needed to use it. */
    private static final class World {
        final Random random;
        final boolean weighted;
        final long budget;
        final Map<Scope, Quota> quotas = new LinkedHashMap<>();
        final List<Scope> scopes = new ArrayList<>();
        final Cacheado cacheado;
        final Cache<Integer, Integer> cache;

        World(long seed, boolean weighted, Cacheado.Builder builder) {
            this.random = new Random(seed);
            this.weighted = weighted;
            this.budget = 200 + random.nextInt(400);
            String[] policies = {"adaptive", "s3-fifo", "lru", "lfu", "fifo", "sieve"};
            builder.eviction(Eviction.named(policies[random.nextInt(policies.length)]));
            this.cacheado = (weighted ? builder.maximumWeight(budget) : builder.maximumSize(budget)).build();
            this.cache = weighted
                    ? cacheado.cache("c", Integer.class, Integer.class)
                            .weigher((key, value) -> value)
                            .build()
                    : cacheado.cache("c", Integer.class, Integer.class)
                            .maximumSize(random.nextBoolean() ? Long.MAX_VALUE : budget - 20)
                            .build();
            long left = budget;
            for (int org = 0; org < ORGANIZATIONS; org++) {
                Scope scope = Shop.org(org);
                scopes.add(scope);
                long reserved = give(scope, left);
                left -= reserved;
                long within = quotas.containsKey(scope) ? reserved : left;
                for (int user = 0; user < USERS; user++) {
                    Scope below = Shop.user(org, user);
                    scopes.add(below);
                    long own = give(below, within);
                    within -= own;
                    left -= quotas.containsKey(scope) ? 0 : own;
                    for (int session = 0; session < SESSIONS; session++) {
                        scopes.add(Shop.session(org, user, session));
                    }
                }
            }
            quotas.forEach(cacheado::quota);
        }

        private long give(Scope scope, long most) {
            if (random.nextInt(3) == 0 || most < 2) {
                return 0;
            }
            long reserved = 1 + random.nextLong(Math.max(1, most / 2));
            Quota quota = Quota.reserve(reserved).withWeight(Math.exp(random.nextGaussian()));
            quotas.put(scope, random.nextInt(3) == 0 ? quota.withLimit(reserved + random.nextInt(100)) : quota);
            return reserved;
        }

        long used(Scope scope) {
            return weighted
                    ? cacheado.stats(scope).weight()
                    : cacheado.stats(scope).entryCount();
        }

        long reserved(Scope scope) {
            return quotas.get(scope).reservation();
        }

        Scope anyone() {
            return scopes.get(random.nextInt(scopes.size()));
        }

        int value() {
            return weighted ? 1 + random.nextInt(HEAVIEST) : 1;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void othersWrites_neverTakeWhatIsReserved_norEvictWhileThereIsRoom(boolean weighted) {
        // With weights a search for a victim that fits may take long.
        for (int seed = 0; seed < (weighted ? 25 : 60); seed++) {
            World world = new World(seed, weighted, Shop.deterministic());
            for (int i = 0; i < (weighted ? 600 : 1_500); i++) {
                Scope writer = world.anyone();
                Map<Scope, Long> before = new LinkedHashMap<>();
                world.quotas.keySet().forEach(scope -> before.put(scope, world.used(scope)));
                boolean room = hasRoom(world, writer);
                long removals = world.cacheado.stats().evictionCount();

                world.cache.in(writer).put(world.random.nextInt(300), world.value());

                before.forEach((scope, used) -> {
                    long now = world.used(scope);
                    if (!writer.isWithin(scope)) {
                        assertThat(now)
                                .as("%s, of which %s are reserved", scope, world.reserved(scope))
                                .isGreaterThanOrEqualTo(Math.min(used, world.reserved(scope)));
                    }
                    assertThat(now).isLessThanOrEqualTo(world.quotas.get(scope).limit());
                });
                if (room) {
                    assertThat(world.cacheado.stats().evictionCount()).isEqualTo(removals);
                }
            }
            assertThat(world.cacheado.stats().evictionCount()).isPositive();
            world.cacheado.cleanUp();
            assertThat(Audit.violations(world.cacheado)).isEmpty();
        }
    }

    private static boolean hasRoom(World world, Scope writer) {
        long most = world.weighted ? HEAVIEST : 1;
        if (world.used(Shop.TREE.global()) + most > world.budget - (world.weighted ? 0 : 20)) {
            return false;
        }
        return world.quotas.entrySet().stream()
                .filter(each -> writer.isWithin(each.getKey()))
                .allMatch(each ->
                        world.used(each.getKey()) + most <= each.getValue().limit());
    }

    /** Each scope with a quota has a writer that only ever adds; once it holds its reservation it keeps it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void underThreads_whoeverHoldsItsReservation_keepsIt(boolean weighted) {
        int puts = weighted ? 500 : 4_000;
        for (int seed = 0; seed < 6; seed++) {
            World world = new World(seed, weighted, Shop.threaded());
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger samples = new AtomicInteger();
            FutureTask<String> sampler = Threads.start(() -> {
                Map<Scope, Boolean> reached = new LinkedHashMap<>();
                while (!over.get()) {
                    samples.incrementAndGet();
                    for (Scope scope : world.quotas.keySet()) {
                        // A charge of its own that is taken back counts for an instant, and where it gives up a heavy
                        // entry for a light one, for its own limit, that is its own doing.
                        long reserved = world.reserved(scope) - (weighted ? (WRITERS + 1) * HEAVIEST : WRITERS);
                        long used = world.used(scope);
                        if (used > world.quotas.get(scope).limit()) {
                            return scope + " uses " + used + ", limit " + world.quotas.get(scope);
                        }
                        if (used < reserved && reached.getOrDefault(scope, false)) {
                            return scope + " is left " + used + " of " + reserved;
                        }
                        reached.put(scope, used >= world.reserved(scope) || reached.getOrDefault(scope, false));
                    }
                }
                return reached.containsValue(true) ? null : "none has reached its reservation";
            });
            try {
                Threads.run(WRITERS, me -> {
                    Random random = new Random(me);
                    for (int i = 0; i < puts; i++) {
                        Scope writer = world.scopes.get(random.nextInt(world.scopes.size()));
                        int key = random.nextInt(Integer.MAX_VALUE);
                        world.cache.in(writer).put(key, weighted ? 1 + key % HEAVIEST : 1);
                    }
                });
            } finally {
                over.set(true);
            }
            assertThat(Threads.join(sampler)).isNull();
            assertThat(samples.get()).isPositive();
            world.cacheado.cleanUp();
            assertThat(Audit.violations(world.cacheado)).isEmpty();
        }
    }

    /** Many see the same unit too many of a scope that does nothing; together they take no more than that. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void underThreads_quietScopes_areLeftAllThatIsReserved(boolean weighted) {
        for (int round = 0; round < 150; round++) {
            Cacheado.Builder builder = Shop.threaded().quota("user", Quota.reserve(10));
            Cacheado cacheado = (weighted ? builder.maximumWeight(120) : builder.maximumSize(120)).build();
            Cache<Integer, Integer> cache = weighted
                    ? cacheado.cache("c", Integer.class, Integer.class)
                            .weigher((key, value) -> value)
                            .build()
                    : cacheado.cache("c", Integer.class, Integer.class).build();
            for (int user = 0; user < 6; user++) {
                int units = 0;
                for (int key = 0; units < 15; key++) {
                    int weight = weighted ? 1 + (key + round) % 3 : 1;
                    cache.in(Shop.user("quiet", user)).put(key, weight);
                    units += weight;
                }
            }
            Threads.run(WRITERS, me -> {
                for (int key = 0; key < 100; key++) {
                    cache.in(me % 2 == 0 ? Shop.org("busy") : Shop.user("busy", me))
                            .put(key, 1);
                }
            });
            for (int user = 0; user < 6; user++) {
                Scope quiet = Shop.user("quiet", user);
                long left = weighted
                        ? cacheado.stats(quiet).weight()
                        : cacheado.stats(quiet).entryCount();
                assertThat(left).isGreaterThanOrEqualTo(10);
            }
            cacheado.cleanUp();
            assertThat(Audit.violations(cacheado)).isEmpty();
        }
    }
}
