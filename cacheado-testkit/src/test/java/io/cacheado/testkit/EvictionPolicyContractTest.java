package io.cacheado.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cacheado.policy.Candidate;
import io.cacheado.policy.CandidateList;
import io.cacheado.policy.EvictionPolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That the contract finds what it is there to find, and has nothing against a policy without fault. */
class EvictionPolicyContractTest {
    /** First in, first out, with a place for a fault. */
    private static class Fifo implements EvictionPolicy {
        final CandidateList list = new CandidateList();

        @Override
        public void added(Candidate candidate) {
            list.addLast(candidate);
        }

        @Override
        public void removed(Candidate candidate) {
            list.remove(candidate);
        }

        @Override
        public Candidate victim() {
            return list.first();
        }
    }

    private static Arguments fault(String test, Supplier<EvictionPolicy> factory) {
        return Arguments.of(test, factory);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("victim_ofNoCandidates_isNull", () -> new Fifo() {
                    private Candidate last;

                    @Override
                    public void added(Candidate candidate) {
                        super.added(candidate);
                        last = candidate;
                    }

                    @Override
                    public Candidate victim() {
                        return list.isEmpty() ? last : list.first();
                    }
                }),
                fault("victim_ofASingleCandidate_isThatOne", () -> new Fifo() {
                    @Override
                    public Candidate victim() {
                        return list.size() < 2 ? null : list.first();
                    }
                }),
                fault("victims_ofAnyUse_areCandidatesAndEachLeavesOnce", () -> new Fifo() {
                    @Override
                    public void removed(Candidate candidate) {}
                }),
                fault("removedCandidate_isNeverNamed", () -> new Fifo() {
                    private Candidate hand;

                    @Override
                    public Candidate victim() {
                        Candidate named = hand == null ? list.first() : hand;
                        hand = named == null ? null : list.contains(named) ? list.next(named) : null;
                        return named;
                    }
                }),
                fault("candidate_thatComesAgain_isOneLikeOthers", () -> new Fifo() {
                    private final List<Integer> seen = new ArrayList<>();

                    @Override
                    public void added(Candidate candidate) {
                        if (!seen.contains(candidate.hash())) {
                            seen.add(candidate.hash());
                            super.added(candidate);
                        }
                    }
                }),
                fault("weights_ofAnySize_mayChange", () -> new Fifo() {
                    private int sum;

                    @Override
                    public void added(Candidate candidate) {
                        super.added(candidate);
                        sum = Math.addExact(sum, candidate.weight());
                    }
                }),
                fault("victim_whileAllAreInUse_isFound", () -> new Fifo() {
                    @Override
                    public Candidate victim() {
                        while (list.first() != null && list.first().mark() > 0) {
                            list.first().mark(0);
                            list.moveToLast(list.first());
                        }
                        return list.first();
                    }
                }),
                fault("victims_ofEqualUse_areEqual", () -> new Fifo() {
                    private final Random random = new Random();

                    @Override
                    public Candidate victim() {
                        return random.nextBoolean() ? list.first() : list.last();
                    }
                }),
                fault("removedCandidates_areNotKept", () -> new Fifo() {
                    private final List<Candidate> gone = new ArrayList<>();

                    @Override
                    public void removed(Candidate candidate) {
                        super.removed(candidate);
                        gone.add(candidate);
                    }
                }),
                fault("cacheado_withThisPolicy_countsNoFault", () -> new Fifo() {
                    @Override
                    public void added(Candidate candidate) {
                        super.added(candidate);
                        if (candidate.getClass().getSimpleName().startsWith("Plugged")) {
                            throw new IllegalStateException("the policy's");
                        }
                    }
                }));
    }

    private static void run(String test, EvictionPolicyContract contract) throws Throwable {
        Method method = EvictionPolicyContract.class.getMethod(test);
        try {
            method.invoke(contract);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void contract_ofAFaultyPolicy_findsTheFault(String test, Supplier<EvictionPolicy> factory) {
        assertThat(catchThrowable(() -> run(test, factory::get)))
                .isNotNull()
                .isNotInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void contract_ofAPolicyWithoutFault_isHeld(String test, Supplier<EvictionPolicy> ignored) throws Throwable {
        run(test, Fifo::new);
    }

    @Test
    void contract_tests_areAllTried() {
        List<String> tried =
                faults().map(arguments -> (String) arguments.get()[0]).toList();

        assertThat(Stream.of(EvictionPolicyContract.class.getMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(tried);
    }
}
