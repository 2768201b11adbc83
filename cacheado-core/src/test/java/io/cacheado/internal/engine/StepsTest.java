package io.cacheado.internal.engine;

import static io.cacheado.scope.ScopeLevel.level;
import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.Cache;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.internal.table.Steps;
import io.cacheado.policy.Eviction;
import io.cacheado.scope.Quota;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a call costs, counted in steps and not in time: slots probed, entries touched, nodes walked. It must not follow the
 * number of entries or scopes. Background work is held back, so that a call's steps are its own.
 */
class StepsTest {
    /** What one call may cost at most: a leaf is copied, or split, and then some. */
    private static final long MOST = 3 * 4_096;

    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int SCOPES = 100_000;
    private static final int DOMAINS = 20_000;

    private final ScopeTree tree = ScopeTree.of(level("org", "org_id", level("user", "user_id")));
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong time = new AtomicLong();
    private final Random random = new Random(42);

    /** The steps of some calls: the most of one call, and the mean. */
    private record Cost(long most, double mean) {
        private void requireNotAbove(Cost few) {
            assertThat(mean).isLessThanOrEqualTo(2 * few.mean + 4);
            assertThat(most).isLessThanOrEqualTo(Math.max(MOST, few.most));
        }
    }

    @BeforeAll
    static void requireCounting() {
        assertThat(Steps.ON).as("system property io.cacheado.steps").isTrue();
    }

    private static long steps() {
        long sum = 0;
        for (Steps each : Steps.values()) {
            sum += each.sum();
        }
        return sum;
    }

    private static Cost cost(int calls, IntConsumer call) {
        long most = 0;
        long first = steps();
        long before = first;
        for (int i = 0; i < calls; i++) {
            call.accept(i);
            long now = steps();
            most = Math.max(most, now - before);
            before = now;
        }
        return new Cost(most, (double) (before - first) / calls);
    }

    private Cacheado.Builder builder(long maximum) {
        return Cacheado.builder()
                .scopes(tree)
                .maximumSize(maximum)
                .executor(tasks::add)
                .ticker(time::get);
    }

    private static Cache<Integer, String> cache(Cacheado cacheado) {
        return cacheado.cache("c", Integer.class, String.class)
                .scopedTo("user")
                .expireAfterWrite(Duration.ofHours(1))
                .build();
    }

    private static Map<Steps, Long> byKind() {
        Map<Steps, Long> all = new EnumMap<>(Steps.class);
        for (Steps each : Steps.values()) {
            all.put(each, each.sum());
        }
        return all;
    }

    /** What a call costs, but for the slots that it probes: those follow where the hashes happen to fall. */
    private static Map<Steps, Long> without(Steps kind, Map<Steps, Long> before) {
        Map<Steps, Long> all = byKind();
        all.replaceAll((each, sum) -> sum - before.get(each));
        assertThat(all.remove(kind)).isLessThan(30);
        return all;
    }

    private static void fill(ScopedCache<Integer, String> cache, int n) {
        for (int key = 0; key < n; key++) {
            cache.put(key, "v");
        }
    }

    // ---- by the number of entries --------------------------------------------------------------------------------

    private final Scope small = tree.scope("user", "acme", "small");
    private final Scope large = tree.scope("user", "acme", "large");

    /** Costs in one scope that holds so many entries, as many as there is room for. */
    private Cost[] costs(Cacheado cacheado, int entries) {
        Cache<Integer, String> cache = cache(cacheado);
        ScopedCache<Integer, String> scoped = cache.in(large);
        fill(scoped, entries);
        scoped.getIfPresent(0);
        int calls = 1_500;
        Cost hit = cost(calls, i -> scoped.getIfPresent(random.nextInt(entries)));
        Cost byIds = cost(calls, i -> cache.in("acme", "large").getIfPresent(random.nextInt(entries)));
        Cost miss = cost(calls, i -> scoped.getIfPresent(-1 - i));
        Cost overwrite = cost(calls, i -> scoped.put(random.nextInt(entries), "w"));
        Cost evicting = cost(calls, i -> scoped.put(MANY + i, "v"));
        Cost invalidate = cost(calls / 2, i -> scoped.invalidate(MANY + i));
        Cost put = cost(calls / 2, i -> scoped.put(2 * MANY + i, "v"));
        assertThat(hit.most()).isLessThanOrEqualTo(70);
        assertThat(byIds.most()).isLessThanOrEqualTo(140);
        return new Cost[] {hit, byIds, miss, overwrite, evicting, invalidate, put};
    }

    private Cost[] costs(Eviction eviction, int entries) {
        try (Cacheado cacheado = builder(entries).eviction(eviction).build()) {
            return costs(cacheado, entries);
        }
    }

    private static void requireNotAbove(Cost[] many, Cost[] few) {
        for (int i = 0; i < few.length; i++) {
            many[i].requireNotAbove(few[i]);
        }
    }

    static Stream<Eviction> policies() {
        return Stream.of(
                Eviction.adaptive(),
                Eviction.s3Fifo(),
                Eviction.lru(),
                Eviction.lfu(),
                Eviction.fifo(),
                Eviction.sieve());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void calls_ofEachPolicy_costTheSameWhateverTheNumberOfEntries(Eviction eviction) {
        requireNotAbove(costs(eviction, MANY / 20), costs(eviction, FEW));
    }

    @Test
    void callsAndDrop_atAMillionEntries_takeTheStepsOfAFew() {
        try (Cacheado cacheado = builder(MANY).build()) {
            requireNotAbove(costs(cacheado, MANY), costs(Eviction.s3Fifo(), FEW));

            // Dropping it takes the very same steps as dropping ten entries, but for the slots that hashes happen to
            // need.
            fill(cache(cacheado).in(small), 10);
            fill(cache(cacheado).in(tree.scope("user", "acme", "other")), 1);
            Map<Steps, Long> before = byKind();
            assertThat(cacheado.evict(small)).isEqualTo(10);
            Map<Steps, Long> ofTen = without(Steps.SLOTS, before);
            before = byKind();
            assertThat(cacheado.evict(large)).isGreaterThan(MANY - 1_000);
            assertThat(without(Steps.SLOTS, before)).isEqualTo(ofTen);
            assertThat(ofTen.values()).allMatch(n -> n < 10);
            assertThat(cache(cacheado).in(large).getIfPresent(2 * MANY)).isNull();
            assertThat(cacheado.stats().entryCount()).isEqualTo(1);

            requireReclaimedInBoundedTasks(cacheado);
        }
    }

    private void requireReclaimedInBoundedTasks(Cacheado cacheado) {
        int ran = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            long before = steps();
            task.run();
            assertThat(steps() - before).isLessThan(1_024 * 64 + MOST);
            ran++;
        }

        assertThat(ran).isGreaterThan(500);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    // ---- by the number of scopes ---------------------------------------------------------------------------------

    private Cost[] costsOver(Cacheado cacheado, int scopes) {
        Cache<Integer, String> cache = cache(cacheado);
        for (int user = 0; user < scopes; user++) {
            cache.in(tree.scope("user", user % 10, user)).put(7, "v");
        }
        ScopedCache<Integer, String> handle = cache.in(tree.scope("user", 0, 0));
        handle.getIfPresent(7);
        int calls = 1_500;
        Cost hit = cost(calls, i -> handle.getIfPresent(7));
        Cost byIds = cost(calls, i -> {
            int user = random.nextInt(scopes);
            cache.in(user % 10, user).getIfPresent(7);
        });
        Cost miss = cost(calls, i -> cache.in("nobody", i).getIfPresent(7));
        Cost overwrite = cost(calls, i -> handle.put(7, "w"));
        Cost fresh = cost(calls, i -> cache.in(tree.scope("user", 0, "new" + i)).put(7, "v"));
        Cost drop = cost(calls, i -> cacheado.evict(tree.scope("user", 0, "new" + i)));
        assertThat(hit.most()).isLessThanOrEqualTo(70);
        return new Cost[] {hit, byIds, miss, overwrite, fresh, drop};
    }

    @Test
    void oneEqualKey_inAHundredThousandScopes_spreadsAndCostsLikeOne() {
        try (Cacheado cacheado = builder(131_072).build();
                Cacheado single = builder(131_072).build()) {
            Cost[] many = costsOver(cacheado, SCOPES);
            requireNotAbove(many, costsOver(single, 1));

            // Capacity is not lost to the spread: each is there, though there is room for few more.
            assertThat(cacheado.stats().entryCount()).isEqualTo(SCOPES);
            Cache<Integer, String> cache = cache(cacheado);
            for (int user = 0; user < SCOPES; user++) {
                if (cache.in(user % 10, user).getIfPresent(7) == null) {
                    throw new AssertionError("lost that of user " + user);
                }
            }
            // Ten thousand scopes below one take the steps of one.
            cache.in(tree.scope("user", "small", 1)).put(7, "v");
            Map<Steps, Long> before = byKind();
            cacheado.evict(tree.scope("org", "small"));
            Map<Steps, Long> ofOne = without(Steps.SLOTS, before);
            before = byKind();
            assertThat(cacheado.evict(tree.scope("org", 3))).isEqualTo(SCOPES / 10);
            assertThat(without(Steps.SLOTS, before)).isEqualTo(ofOne);
        }
    }

    @Test
    void calls_atManyScopesWithALimitEach_costWhatTheyCostAtOne() {
        try (Cacheado cacheado =
                        builder(2 * SCOPES).quota("user", Quota.limit(10)).build();
                Cacheado single =
                        builder(2 * SCOPES).quota("user", Quota.limit(10)).build()) {
            requireNotAbove(costsOver(cacheado, DOMAINS), costsOver(single, 1));
        }
    }

    @Test
    void victims_amongManyScopesWithALimitEach_costWhatTheyCostAmongFew() {
        victims(DOMAINS).requireNotAbove(victims(20));
    }

    /** The budget is full, and each put must find out who has most; over several hash seeds, for one may fall badly. */
    private Cost victims(int domains) {
        long most = 0;
        double sum = 0;
        int rounds = 5;
        for (int i = 0; i < rounds; i++) {
            Cost each = victimsOfOneEngine(domains);
            most = Math.max(most, each.most());
            sum += each.mean();
        }
        return new Cost(most, sum / rounds);
    }

    private Cost victimsOfOneEngine(int domains) {
        try (Cacheado cacheado =
                builder(domains).quota("user", Quota.limit(100)).build()) {
            Cache<Integer, String> cache = cache(cacheado);
            for (int user = 0; user < domains; user++) {
                cache.in(tree.scope("user", user % 10, user)).put(7, "v");
            }
            return cost(1_500, i -> cache.in(tree.scope("user", 0, 0)).put(100 + i, "v"));
        }
    }
}
