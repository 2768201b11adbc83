package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BeladyTest {
    @Test
    void hits_ofRandomTraces_areTheMostThatAnyChoiceGives() {
        for (int seed = 0; seed < 200; seed++) {
            Trace trace = Traces.random(seed, 24, 2, 4);
            for (int budget = 1; budget <= 4; budget++) {
                long best = best(trace, budget, 0, new BitSet(), new HashMap<>());
                assertThat(Traces.play("belady", Traces.course(trace), budget).allHits())
                        .as("seed %d, budget %d", seed, budget)
                        .isEqualTo(best);
            }
        }
    }

    /** Tries all that a cache could keep after each request. */
    private static long best(Trace trace, int budget, int at, BitSet held, Map<String, Long> known) {
        if (at == trace.length()) {
            return 0;
        }
        String state = at + ":" + held;
        Long there = known.get(state);
        if (there != null) {
            return there;
        }
        int entry = trace.entries()[at];
        BitSet without = (BitSet) held.clone();
        without.clear(entry);
        long most = best(trace, budget, at + 1, without, known);
        if (trace.ops()[at] != Trace.DELETE) {
            BitSet with = (BitSet) without.clone();
            with.set(entry);
            if (with.cardinality() <= budget) {
                most = Math.max(most, best(trace, budget, at + 1, with, known));
            } else {
                for (int victim = without.nextSetBit(0); victim >= 0; victim = without.nextSetBit(victim + 1)) {
                    BitSet other = (BitSet) with.clone();
                    other.clear(victim);
                    most = Math.max(most, best(trace, budget, at + 1, other, known));
                }
            }
        }
        most += trace.ops()[at] == Trace.READ && held.get(entry) ? 1 : 0;
        known.put(state, most);
        return most;
    }

    @Test
    void hits_withRoomForAll_areAllReadsButTheFirst() {
        Trace trace = Generator.trace("gen:zipf?keys=500&requests=5000");
        assertThat(Traces.play("belady", Traces.course(trace), trace.unique()).allHits())
                .isEqualTo(trace.length() - trace.unique());
    }

    @Test
    void hits_ofALoop_areTheShareThatFits() {
        Trace trace = Generator.trace("gen:loop?keys=100&requests=100100");
        // All but one of those that are kept hit in each round, since the newcomer may be left out.
        assertThat(Traces.play("belady", Traces.course(trace), 60).allHits()).isEqualTo(60_000);
    }

    @Test
    void usedWeight_whenBudgetIsByWeight_neverExceedsIt() {
        Trace trace = Traces.random(3, 2_000, 2, 40);
        Course course = new Course(trace, true, List.of(), false);
        long before = 0;
        for (int budget = 1; budget <= trace.wholeWeight(); budget *= 2) {
            long hits = Traces.play("belady", course, budget).allHits();
            assertThat(hits).isGreaterThanOrEqualTo(before);
            before = hits;
        }
        assertThat(Traces.play("belady", course, trace.wholeWeight()).allHits())
                .isEqualTo(Traces.play("belady", Traces.course(trace), trace.unique())
                        .allHits());
    }
}
