package io.cacheado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.event.RemovalCause;
import io.cacheado.internal.engine.Audit;
import io.cacheado.policy.Candidate;
import io.cacheado.policy.CandidateList;
import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;
import io.cacheado.scope.Quota;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** F6: policies from outside: what they are told, that they choose, and R3: that none of them harms anything. */
class EvictionPolicyTest {
    /** Last in, first out: unlike whatever the engine does without a policy. Notes what it is told. */
    private static class Newest implements EvictionPolicy {
        final CandidateList list = new CandidateList();
        final List<String> told = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void added(Candidate candidate) {
            told.add("+" + candidate.weight());
            list.addLast(candidate);
        }

        @Override
        public void removed(Candidate candidate) {
            told.add("-" + candidate.weight());
            assertThat(list.remove(candidate)).isTrue();
        }

        @Override
        public Candidate victim() {
            return list.last();
        }
    }

    private static Eviction newest() {
        return Eviction.of("newest", Newest::new);
    }

    private static ScopedCache<Integer, Integer> cache(Cacheado cacheado) {
        return cacheado.cache("c", Integer.class, Integer.class).build().in(Shop.org("acme"));
    }

    private static List<Integer> keysOf(ScopedCache<Integer, Integer> cache, int below) {
        return IntStream.range(0, below)
                .boxed()
                .filter(key -> cache.getIfPresent(key) != null)
                .toList();
    }

    // ---- what is made of it ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "lru", "sieve"})
    void of_withABadName_isRefused(String name) {
        assertThatThrownBy(() -> Eviction.of(name, Newest::new))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("name: " + name, "allowed:");
    }

    @Test
    void of_isEqualToItselfAndNotAmongTheBuiltIn() {
        Eviction mine = newest();

        assertThat(mine).hasToString("newest").isNotEqualTo(newest());
        assertThat(Eviction.builtIn()).contains(Eviction.sieve()).doesNotContain(mine);
        assertThatThrownBy(() -> Eviction.named("newest")).hasMessageContaining("sieve");
        assertThatThrownBy(() -> Eviction.of("x".repeat(65), Newest::new)).hasMessageContaining("1 to 64");
        assertThat(Eviction.of("x".repeat(64), Newest::new).factory()).isNotNull();
        assertThat(Eviction.lru().factory()).isNull();
    }

    @Test
    void victim_isWhatThePolicyNames() {
        Cacheado cacheado =
                Shop.deterministic().maximumSize(3).eviction(newest()).build();
        ScopedCache<Integer, Integer> cache = cache(cacheado);
        for (int key = 0; key < 6; key++) {
            cache.put(key, key);
        }

        assertThat(keysOf(cache, 6)).containsExactly(0, 1, 5);
        assertThat(cacheado.stats().policyFailureCount()).isZero();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    @Test
    void calls_areOneForEachThatComesAndLeaves_andNoneForAHit() {
        List<Newest> made = new ArrayList<>();
        TestTime time = new TestTime();
        Cacheado cacheado = Shop.deterministic()
                .maximumWeight(30)
                .ticker(time)
                .eviction(Eviction.of("noting", () -> {
                    made.add(new Newest());
                    return made.get(made.size() - 1);
                }))
                .build();
        Cache<Integer, Integer> all = cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .build();
        ScopedCache<Integer, Integer> cache = all.in(Shop.org("acme"));
        assertThat(made).isEmpty();
        cache.put(1, 11);
        cache.put(2, 12);
        cache.getIfPresent(1);
        cache.getIfPresent(9);
        cache.put(3, 13);
        cache.put(1, 10);
        for (int key = 100; key < 120; key++) {
            cache.put(key, 1, Duration.ofSeconds(1));
        }
        List<String> told = List.copyOf(made.get(0).told);
        assertThat(made).hasSize(1);
        assertThat(told.subList(0, 4)).containsExactly("+11", "+12", "-12", "+13");

        time.advance(Duration.ofSeconds(2));
        cache.invalidate(1);
        cacheado.evict(Shop.org("acme"));
        cacheado.cleanUp();
        // The last few that left otherwise are told when more have, or when the policy names them.
        assertThat(made.get(0).list.size()).isLessThanOrEqualTo(16);
        cache.put(500, 30);
        cache.put(501, 30);
        assertThat(cache.getIfPresent(501)).isEqualTo(30);
        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().policyFailureCount()).isZero();
    }

    @Test
    void candidate_showsMarkWeightHashAndTick() {
        List<Candidate> seen = new ArrayList<>();
        List<Integer> hashes = new ArrayList<>();
        Cacheado cacheado = Shop.deterministic()
                .maximumWeight(20)
                .eviction(Eviction.of("seeing", () -> new Newest() {
                    @Override
                    public void added(Candidate candidate) {
                        seen.add(candidate);
                        hashes.add(candidate.hash());
                        candidate.attachment("note " + seen.size());
                        super.added(candidate);
                    }
                }))
                .build();
        ScopedCache<Integer, Integer> cache = cacheado.cache("c", Integer.class, Integer.class)
                .weigher((key, value) -> value)
                .build()
                .in(Shop.org("acme"));
        cache.put(1, 5);
        cache.put(2, 6);
        Candidate one = seen.get(0);
        assertThat(one.mark()).isZero();
        for (int hits = 1; hits < 5; hits++) {
            cache.getIfPresent(1);
            assertThat(one.mark()).isEqualTo(Math.min(hits, Candidate.MOST_MARK));
        }
        one.mark(1);
        cache.put(1, 7);
        assertThat(one.mark()).isEqualTo(2);
        assertThat(one.weight()).isEqualTo(7);
        assertThat(one.attachment()).isEqualTo("note 1");
        assertThat(seen.get(1).tick() - one.tick()).isPositive();
        assertThat(seen).hasSize(2);
        assertThatThrownBy(() -> one.mark(4)).hasMessage("mark: 4 (allowed: 0 to 3)");
        assertThatThrownBy(() -> one.mark(-1)).hasMessage("mark: -1 (allowed: 0 to 3)");

        // The newest leaves, and comes again with the same hash.
        Candidate two = seen.get(1);
        cache.put(3, 9);
        assertThat(List.of(two.weight(), two.mark(), two.hash())).containsOnly(0);
        two.mark(3);
        cache.put(2, 6);
        assertThat(hashes.get(3)).isEqualTo(hashes.get(1)).isNotEqualTo(hashes.get(0));
    }

    @Test
    void instances_areOneForEachQueue() {
        AtomicInteger made = new AtomicInteger();
        Eviction counting = Eviction.of("counting", () -> {
            made.incrementAndGet();
            return new Newest();
        });
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(100)
                .eviction("organization", counting)
                .build();
        Cache<Integer, Integer> shared =
                cacheado.cache("shared", Integer.class, Integer.class).build();
        Cache<Integer, Integer> own = cacheado.cache("own", Integer.class, Integer.class)
                .maximumSize(3)
                .eviction(counting)
                .build();
        shared.in(Shop.org("a")).put(1, 1);
        shared.in(Shop.user("a", 1)).put(1, 1);
        shared.in(Shop.org("b")).put(1, 1);
        shared.in(Shop.tenant("t")).put(1, 1);
        own.in(Shop.tenant("t")).put(1, 1);
        own.in(Shop.org("a")).put(1, 1);

        assertThat(made).hasValue(4);
        assertThat(own.policy().eviction()).isEqualTo(counting);
    }

    @Test
    void quota_givenLater_movesCandidatesToThePolicyOfTheNewQueue() {
        Cacheado cacheado =
                Shop.deterministic().maximumSize(100).eviction(newest()).build();
        ScopedCache<Integer, Integer> cache = cache(cacheado);
        for (int key = 0; key < 10; key++) {
            cache.put(key, key);
        }
        cacheado.quota(Shop.org("acme"), Quota.limit(4));
        cacheado.cleanUp();

        assertThat(Audit.violations(cacheado)).isEmpty();
        assertThat(cacheado.stats().entryCount()).isEqualTo(4);
        cache.put(50, 50);
        cache.put(51, 51);
        assertThat(cache.getIfPresent(51)).isEqualTo(51);
        assertThat(cache.getIfPresent(50)).isNull();
        cacheado.maximumSize(2);
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isEqualTo(2);
        assertThat(cacheado.stats().policyFailureCount()).isZero();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    // ---- SIEVE ---------------------------------------------------------------------------------------------------

    /** SIEVE as in the paper, over plain lists. */
    private static final class PlainSieve {
        private final int capacity;
        private final List<Integer> newestFirst = new ArrayList<>();
        private final Set<Integer> visited = new HashSet<>();
        private int hand = -1;

        PlainSieve(int capacity) {
            this.capacity = capacity;
        }

        boolean request(int key) {
            if (newestFirst.contains(key)) {
                visited.add(key);
                return true;
            }
            if (newestFirst.size() == capacity) {
                hand = hand < 0 ? newestFirst.size() - 1 : hand;
                while (visited.remove(newestFirst.get(hand))) {
                    hand = hand == 0 ? newestFirst.size() - 1 : hand - 1;
                }
                newestFirst.remove(hand);
                hand--;
            }
            newestFirst.add(0, key);
            hand += hand < 0 ? 0 : 1;
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 50})
    void sieve_ofAnyRequests_hitsAsThePaperSays(int capacity) {
        ScopedCache<Integer, Integer> cache = cache(Shop.deterministic()
                .maximumSize(capacity)
                .eviction(Eviction.sieve())
                .build());
        PlainSieve plain = new PlainSieve(capacity);
        Random random = new Random(capacity);
        int hits = 0;
        for (int i = 0; i < 5_000; i++) {
            int key = (int) (Math.abs(random.nextGaussian()) * capacity);
            boolean hit = cache.getIfPresent(key) != null;
            if (!hit) {
                cache.put(key, key);
            }
            assertThat(hit).as("request %s of %s", i, key).isEqualTo(plain.request(key));
            hits += hit ? 1 : 0;
        }
        assertThat(hits).isGreaterThan(1_000);
    }

    // ---- faults --------------------------------------------------------------------------------------------------

    /** A policy that does one thing wrong at each call. */
    private static Arguments wrong(String how, Supplier<EvictionPolicy> factory) {
        return Arguments.of(how, factory);
    }

    private static IllegalStateException broken() {
        return new IllegalStateException("the policy's");
    }

    static Stream<Arguments> faulty() {
        AtomicReference<Candidate> foreign = new AtomicReference<>();
        cacheOfAStranger(foreign);
        return Stream.of(
                wrong("made as null", () -> null),
                wrong("not made", () -> {
                    throw broken();
                }),
                wrong("added throws", () -> new Newest() {
                    @Override
                    public void added(Candidate candidate) {
                        throw broken();
                    }
                }),
                wrong("removed throws", () -> new Newest() {
                    @Override
                    public void removed(Candidate candidate) {
                        throw broken();
                    }
                }),
                wrong("victim throws", () -> new Newest() {
                    @Override
                    public Candidate victim() {
                        throw broken();
                    }
                }),
                wrong("victim throws an error", () -> new Newest() {
                    @Override
                    public Candidate victim() {
                        return victim();
                    }
                }),
                wrong("names null", () -> new Newest() {
                    @Override
                    public Candidate victim() {
                        return null;
                    }
                }),
                wrong("names a stranger's", () -> new Newest() {
                    @Override
                    public Candidate victim() {
                        return foreign.get();
                    }
                }),
                wrong("names one of its own making", () -> new Newest() {
                    @Override
                    public Candidate victim() {
                        return new Made();
                    }
                }),
                wrong("names the first for ever", () -> new Newest() {
                    private Candidate first;

                    @Override
                    public void added(Candidate candidate) {
                        first = first == null ? candidate : first;
                    }

                    @Override
                    public void removed(Candidate candidate) {}

                    @Override
                    public Candidate victim() {
                        return first;
                    }
                }));
    }

    private static final class Made extends Candidate {
        @Override
        public int mark() {
            return 0;
        }

        @Override
        public void mark(int newMark) {}

        @Override
        public int weight() {
            return 1;
        }

        @Override
        public int hash() {
            return 0;
        }

        @Override
        public int tick() {
            return 1;
        }
    }

    private static void cacheOfAStranger(AtomicReference<Candidate> seen) {
        cache(Shop.deterministic()
                        .maximumSize(10)
                        .eviction(Eviction.of("stranger", () -> new Newest() {
                            @Override
                            public void added(Candidate candidate) {
                                seen.set(candidate);
                            }
                        }))
                        .build())
                .put(1, 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faulty")
    void fault_ofAPolicy_letsTheOldestGoAndIsCounted(String how, Supplier<EvictionPolicy> factory) {
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(5)
                .eviction(Eviction.of("faulty", factory))
                .build();
        ScopedCache<Integer, Integer> cache = cache(cacheado);
        for (int key = 0; key < 20; key++) {
            cache.put(key, key);
            assertThat(cacheado.stats().entryCount()).isLessThanOrEqualTo(5);
        }

        if (!how.equals("removed throws")) {
            assertThat(keysOf(cache, 20)).containsExactly(15, 16, 17, 18, 19);
        }
        assertThat(keysOf(cache, 20)).hasSize(5).contains(19);
        long faults = cacheado.stats().policyFailureCount();
        assertThat(faults).isGreaterThanOrEqualTo(14);
        assertThat(cacheado.stats(Shop.org("acme")).policyFailureCount()).isZero();
        assertThat(cacheado.stats().removalCount(RemovalCause.SIZE)).isEqualTo(15);
        assertThat(Audit.violations(cacheado)).isEmpty();
        cacheado.evictAll();
        cacheado.cleanUp();
        assertThat(cacheado.stats().entryCount()).isZero();
        cache.put(1, 1);
        assertThat(cache.getIfPresent(1)).isEqualTo(1);
    }

    @Test
    void policyThatCallsTheCache_isAnsweredAndHarmsNothing() {
        AtomicReference<ScopedCache<Integer, Integer>> self = new AtomicReference<>();
        AtomicReference<Cacheado> whole = new AtomicReference<>();
        AtomicInteger keys = new AtomicInteger(1_000);
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(5)
                .eviction(Eviction.of("calling", () -> new Newest() {
                    @Override
                    public void added(Candidate candidate) {
                        super.added(candidate);
                        self.get().put(keys.incrementAndGet(), 1);
                        self.get().invalidate(keys.get() - 3);
                    }

                    @Override
                    public void removed(Candidate candidate) {
                        super.removed(candidate);
                        self.get().getIfPresent(1);
                        self.get().get(keys.incrementAndGet(), key -> key);
                    }

                    @Override
                    public Candidate victim() {
                        self.get().put(keys.incrementAndGet(), 1);
                        whole.get().evict(Shop.user("acme", 1));
                        whole.get().cleanUp();
                        return super.victim();
                    }
                }))
                .build();
        whole.set(cacheado);
        self.set(cache(cacheado));
        for (int key = 0; key < 50; key++) {
            self.get().put(key, key);
            assertThat(cacheado.stats().entryCount()).isLessThanOrEqualTo(5);
        }

        assertThat(cacheado.stats().policyFailureCount()).isPositive();
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    /** A policy that does not come back from one method until it is told to. */
    private static final class Stuck extends Newest {
        private final String method;
        private final CountDownLatch entered;
        private final CountDownLatch goOn;

        Stuck(String method, CountDownLatch entered, CountDownLatch goOn) {
            this.method = method;
            this.entered = entered;
            this.goOn = goOn;
        }

        private void at(String place) {
            if (place.equals(method) && list.size() >= 3) {
                entered.countDown();
                Threads.await(goOn);
            }
        }

        @Override
        public void added(Candidate candidate) {
            super.added(candidate);
            at("added");
        }

        @Override
        public void removed(Candidate candidate) {
            at("removed");
            super.removed(candidate);
        }

        @Override
        public Candidate victim() {
            at("victim");
            return super.victim();
        }
    }

    // No lock of the engine is held while a policy runs, or some of these calls would hang.
    @ParameterizedTest
    @ValueSource(strings = {"added", "removed", "victim"})
    void policyThatBlocks_holdsNobody(String method) {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Cacheado cacheado = Shop.threaded()
                .maximumSize(20)
                .executor(Runnable::run)
                .eviction("organization", Eviction.of("stuck", () -> new Stuck(method, entered, goOn)))
                .quota("organization", Quota.limit(5))
                .build();
        Cache<Integer, Integer> all = cacheado.cache("c", Integer.class, Integer.class)
                .expireAfterWrite(Duration.ofHours(1))
                .build();
        ScopedCache<Integer, Integer> cache = all.in(Shop.org("acme"));
        FutureTask<Void> stuck = Threads.start(() -> {
            for (int key = 0; key < 10; key++) {
                cache.put(key, key);
            }
            return null;
        });
        Threads.await(entered);

        Threads.join(Threads.start(() -> {
            for (int key = 100; key < 120; key++) {
                cache.put(key, key);
                assertThat(cache.getIfPresent(key)).isEqualTo(key);
                all.in(Shop.tenant("t")).put(key, key);
                all.in(Shop.user("acme", 7)).put(key, key);
            }
            assertThat(cacheado.stats(Shop.org("acme")).entryCount()).isLessThanOrEqualTo(5);
            cache.invalidate(119);
            cache.get(200, key -> key);
            cacheado.evict(Shop.user("acme", 7));
            cacheado.cleanUp();
            cacheado.quota(Shop.org("acme"), Quota.limit(4));
            cacheado.cleanUp();
            assertThat(cacheado.stats(Shop.org("acme")).entryCount()).isLessThanOrEqualTo(4);
            cacheado.evict(Shop.org("acme"));
            cacheado.cleanUp();
            for (int key = 0; key < 20; key++) {
                all.in(Shop.tenant("t")).put(key, key);
            }
            return null;
        }));
        assertThat(cacheado.stats().policyFailureCount()).isPositive();
        assertThat(stuck.isDone()).isFalse();
        goOn.countDown();
        Threads.join(stuck);
        cacheado.cleanUp();
        assertThat(Audit.violations(cacheado)).isEmpty();
        cacheado.close();
    }

    @Test
    void policyThatComesBack_isAskedAgainAndToldWhatItMissed() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Stuck policy = new Stuck("victim", entered, goOn);
        Cacheado cacheado = Shop.threaded()
                .maximumSize(5)
                .eviction(Eviction.of("stuck", () -> policy))
                .build();
        ScopedCache<Integer, Integer> cache = cache(cacheado);
        for (int key = 0; key < 5; key++) {
            cache.put(key, key);
        }
        FutureTask<Void> stuck = Threads.start(() -> {
            cache.put(5, 5);
            return null;
        });
        Threads.await(entered);
        for (int key = 10; key < 30; key++) {
            cache.put(key, key);
        }
        long faults = cacheado.stats().policyFailureCount();
        assertThat(faults).isPositive();
        assertThat(keysOf(cache, 30)).contains(29);
        goOn.countDown();
        Threads.join(stuck);

        assertThat(policy.list.size()).isEqualTo(5);
        cache.put(40, 40);
        cache.put(41, 41);
        assertThat(cache.getIfPresent(40)).isNull();
        assertThat(cacheado.stats().policyFailureCount()).isEqualTo(faults);
        assertThat(Audit.violations(cacheado)).isEmpty();
    }

    // ---- many threads --------------------------------------------------------------------------------------------

    /** Does whatever it likes, and checks that it is called by one at a time and in order. */
    private static final class Erratic implements EvictionPolicy {
        private final Random random = new Random(5);
        private final List<Candidate> known = new ArrayList<>();
        private final List<Candidate> gone = new ArrayList<>();
        private final AtomicInteger callers = new AtomicInteger();
        private final AtomicInteger overlaps;
        private final AtomicInteger disorders;

        Erratic(AtomicInteger overlaps, AtomicInteger disorders) {
            this.overlaps = overlaps;
            this.disorders = disorders;
        }

        private <T> T alone(Supplier<T> body) {
            if (callers.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            try {
                return body.get();
            } finally {
                callers.decrementAndGet();
            }
        }

        private void fail() {
            if (random.nextInt(20) == 0) {
                throw broken();
            }
        }

        @Override
        public void added(Candidate candidate) {
            alone(() -> {
                if (candidate.weight() == 0 || known.contains(candidate)) {
                    disorders.incrementAndGet();
                }
                known.add(candidate);
                fail();
                return null;
            });
        }

        @Override
        public void removed(Candidate candidate) {
            alone(() -> {
                if (!known.remove(candidate)) {
                    disorders.incrementAndGet();
                }
                if (gone.size() < 50) {
                    gone.add(candidate);
                }
                fail();
                return null;
            });
        }

        @Override
        public Candidate victim() {
            return alone(() -> {
                fail();
                int draw = random.nextInt(20);
                if (draw == 1 && !gone.isEmpty()) {
                    return gone.get(random.nextInt(gone.size()));
                }
                return draw == 0 || known.isEmpty() ? null : known.get(random.nextInt(known.size()));
            });
        }
    }

    @Test
    void erraticPolicy_underThreads_isCalledInTurnAndHarmsNothing() {
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger disorders = new AtomicInteger();
        Eviction erratic = Eviction.of("erratic", () -> new Erratic(overlaps, disorders));
        Cacheado cacheado = Shop.threaded()
                .maximumSize(200)
                .eviction(erratic)
                .quota("organization", Quota.limit(60))
                .build();
        Cache<Integer, Integer> cache =
                cacheado.cache("c", Integer.class, Integer.class).build();
        Cache<Integer, Integer> limited = cacheado.cache("limited", Integer.class, Integer.class)
                .maximumSize(40)
                .build();
        for (int round = 0; round < 4; round++) {
            int seed = round;
            Threads.run(4, me -> {
                Random random = new Random(seed * 7L + me);
                for (int i = 0; i < 3_000; i++) {
                    ScopedCache<Integer, Integer> in = (random.nextInt(3) == 0 ? limited : cache)
                            .in(Shop.user("o" + random.nextInt(5), random.nextInt(3)));
                    switch (random.nextInt(12)) {
                        case 0 -> in.invalidate(random.nextInt(50));
                        case 1, 2, 3 -> in.getIfPresent(random.nextInt(50));
                        case 4 -> in.get(random.nextInt(50), key -> key);
                        default -> in.put(random.nextInt(50), i);
                    }
                    if (random.nextInt(200) == 0) {
                        cacheado.evict(Shop.org("o" + random.nextInt(5)));
                    }
                }
            });
            cacheado.cleanUp();
            assertThat(Audit.violations(cacheado)).as("round %s", round).isEmpty();
            assertThat(cacheado.stats().entryCount()).isLessThanOrEqualTo(200);
        }
        assertThat(overlaps).hasValue(0);
        assertThat(disorders).hasValue(0);
        assertThat(cacheado.stats().policyFailureCount()).isPositive();
        assertThat(cacheado.stats().insertCount() - cacheado.stats().removalCount())
                .isEqualTo(cacheado.stats().entryCount());
        cacheado.close();
    }

    @Test
    void drop_ofMany_isToldWithoutAnotherWrite() {
        Newest policy = new Newest();
        Cacheado cacheado = Shop.deterministic()
                .maximumSize(10_000)
                .eviction(Eviction.of("noting", () -> policy))
                .build();
        ScopedCache<Integer, Integer> cache = cache(cacheado);
        for (int key = 0; key < 10_000; key++) {
            cache.put(key, key);
        }
        assertThat(policy.list.size()).isEqualTo(10_000);
        cacheado.evict(Shop.org("acme"));
        cacheado.cleanUp();

        assertThat(policy.list.size()).isLessThanOrEqualTo(16);
        assertThat(cacheado.stats().policyFailureCount()).isZero();
    }
}
