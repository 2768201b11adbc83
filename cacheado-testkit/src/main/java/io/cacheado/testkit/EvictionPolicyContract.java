package io.cacheado.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cacheado.Cache;
import io.cacheado.CacheBuilder;
import io.cacheado.Cacheado;
import io.cacheado.ScopedCache;
import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;
import io.cacheado.scope.Quota;
import io.cacheado.scope.ScopeLevel;
import io.cacheado.scope.ScopeTree;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EvictionPolicy} must do, as JUnit 5 tests: let a test class implement this and say how the policy is
 * made.
 *
 * <pre>{@code
 * class MyPolicyTest implements EvictionPolicyContract {
 *     @Override
 *     public EvictionPolicy policy() {
 *         return new MyPolicy();
 *     }
 * }
 * }</pre>
 *
 * <p>The tests say nothing of the order in which entries leave, but that it repeats; that is for tests of your own. They need
 * {@code junit-jupiter-api}, which the testkit does not bring along. All take less than a second together.
 */
public interface EvictionPolicyContract {
    /** A new policy for one queue; one that draws lots always starts from the same seed. */
    EvictionPolicy policy();

    /** With no candidates there is no victim. */
    @Test
    default void victim_ofNoCandidates_isNull() {
        PolicyTrial trial = new PolicyTrial(policy());
        trial.drain();
        trial.add(1, 1);
        trial.remove(1);
        trial.drain();
    }

    /** A queue of one lets that one go, again and again. */
    @Test
    default void victim_ofASingleCandidate_isThatOne() {
        PolicyTrial trial = new PolicyTrial(policy());
        for (int key = 0; key < 500; key++) {
            trial.add(key, 1 + key);
            if (key % 3 == 0) {
                trial.use(key);
            }
            trial.drain();
        }
    }

    /** Whatever comes, is used and leaves: each victim is a candidate then, and all can be let go, each once. */
    @Test
    default void victims_ofAnyUse_areCandidatesAndEachLeavesOnce() {
        for (int capacity : new int[] {2, 3, 10, 64, 500}) {
            PolicyTrial trial = new PolicyTrial(policy());
            trial.run(new SplittableRandom(capacity), 4_000, capacity);
            trial.drain();
        }
    }

    /** Who was removed is named no more. */
    @Test
    default void removedCandidate_isNeverNamed() {
        for (int keep = 0; keep < 5; keep++) {
            PolicyTrial trial = new PolicyTrial(policy());
            for (int key = 0; key < 200; key++) {
                trial.add(key, 1 + key % 7);
            }
            for (int i = 0; i < 50; i++) {
                trial.evict();
            }
            for (int key = 0; key < 200; key++) {
                if (key % 5 != keep) {
                    trial.remove(key);
                }
            }
            trial.drain();
        }
    }

    /** A key that left may come again, as a new candidate with the same hash, be it at once. */
    @Test
    default void candidate_thatComesAgain_isOneLikeOthers() {
        PolicyTrial trial = new PolicyTrial(policy());
        for (int round = 0; round < 50; round++) {
            for (int key = 0; key < 20; key++) {
                trial.add(key, 1);
            }
            for (int i = 0; i < 10; i++) {
                trial.evict();
                trial.add(trial.victims().get(trial.victims().size() - 1), 2);
            }
            for (int key = 0; key < 20; key += 2) {
                trial.remove(key);
                trial.add(key, 3);
            }
        }
        trial.drain();
    }

    /** Weights may be anything from 1 up, and change while a candidate is there. */
    @Test
    default void weights_ofAnySize_mayChange() {
        PolicyTrial trial = new PolicyTrial(policy());
        for (int key = 0; key < 100; key++) {
            trial.add(key, key % 2 == 0 ? 1 : Integer.MAX_VALUE - key);
        }
        for (int key = 0; key < 100; key++) {
            trial.weigh(key, key % 3 == 0 ? Integer.MAX_VALUE : 1);
            if (key % 4 == 0) {
                trial.evict();
            }
        }
        trial.drain();
    }

    /** A victim is found also while all candidates are used faster than the policy can forget it. */
    @Test
    default void victim_whileAllAreInUse_isFound() {
        PolicyTrial trial = new PolicyTrial(policy());
        for (int key = 0; key < 50; key++) {
            trial.add(key, 1 + key);
        }
        trial.useAllIncessantly();
        trial.drain();
    }

    /** Two policies that are told the same decide the same. */
    @Test
    default void victims_ofEqualUse_areEqual() {
        PolicyTrial one = new PolicyTrial(policy());
        PolicyTrial other = new PolicyTrial(policy());
        one.run(new SplittableRandom(9), 5_000, 40);
        other.run(new SplittableRandom(9), 5_000, 40);
        if (!one.victims().equals(other.victims())) {
            throw new AssertionError("two policies that were told the same let go different candidates: "
                    + one.victims() + " and " + other.victims());
        }
    }

    /** Candidates that were removed are kept by nobody, neither by the policy nor by those that stay. */
    @Test
    default void removedCandidates_areNotKept() {
        EvictionPolicy policy = policy();
        PolicyTrial trial = new PolicyTrial(policy);
        for (int key = 0; key < 300; key++) {
            trial.add(key, 1 + key % 5);
            trial.use(key % 11);
        }
        List<WeakReference<Object>> watched = trial.watch();
        for (int i = 0; i < 150; i++) {
            trial.evict();
        }
        for (int key = 0; key < 300; key++) {
            trial.remove(key);
        }
        trial.add(1_000, 1);
        WeakReference<Object> control = new WeakReference<>(new Object());
        long kept = watched.size();
        for (int i = 0; i < 20 && (kept > 0 || control.get() != null); i++) {
            System.gc();
            kept = watched.stream().filter(each -> each.get() != null).count();
        }
        assumeTrue(control.get() == null, "this JVM does not collect when asked to");
        Reference.reachabilityFence(policy);
        if (kept > 0) {
            throw new AssertionError(kept + " of 300 removed candidates are still held (allowed: none)");
        }
    }

    /** Plugged into a cacheado, by entries and by weight, below limits and drops: no fault, and all invariants hold. */
    @Test
    default void cacheado_withThisPolicy_countsNoFault() {
        for (boolean weighted : new boolean[] {false, true}) {
            ScopeTree tree = ScopeTree.of(ScopeLevel.level("org", "org_id"));
            Cacheado.Builder builder = Cacheado.builder()
                    .scopes(tree)
                    .deterministic(1)
                    .quota("org", Quota.limit(weighted ? 150 : 30))
                    .eviction(Eviction.of("under test", this::policy));
            try (Cacheado cacheado = (weighted ? builder.maximumWeight(400) : builder.maximumSize(80)).build()) {
                CacheBuilder<Integer, Integer> cache =
                        cacheado.cache("c", Integer.class, Integer.class).scopedTo("org");
                if (weighted) {
                    cache.weigher((key, value) -> value);
                }
                use(cacheado, cache.build());
                CacheInvariants.check(cacheado);
                long faults = cacheado.stats().policyFailureCount();
                if (faults > 0) {
                    throw new AssertionError(faults + " faults in a cacheado (allowed: none); see the log");
                }
            }
        }
    }

    private static void use(Cacheado cacheado, Cache<Integer, Integer> cache) {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 4_000; i++) {
            ScopedCache<Integer, Integer> in = cache.in("org" + random.nextInt(5));
            int key = random.nextInt(60);
            switch (random.nextInt(10)) {
                case 0 -> in.invalidate(key);
                case 1, 2, 3, 4 -> in.getIfPresent(key);
                default -> in.put(key, 1 + random.nextInt(20));
            }
            if (random.nextInt(500) == 0) {
                cacheado.evict(in.scope());
            }
        }
    }
}
