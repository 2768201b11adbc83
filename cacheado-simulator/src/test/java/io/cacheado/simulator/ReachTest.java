package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final Trace TRACE = Generator.trace("gen:zipf?keys=3000&s=0.8&requests=20000");

    private final Simulation simulation = new Simulation(Traces.course(TRACE), 1, 1, Traces.silent());
    private final Tally reads = Tally.reads(TRACE);

    @Test
    void smallest_isEnough_andAHundredthLessIsNot() {
        for (String policy : new String[] {"lru", "belady"}) {
            Contestant contestant = Contestants.named(policy, 1).get(0);
            Reach reach = new Reach(simulation, contestant, reads, TRACE.unique());
            for (double goal : new double[] {0.001, 0.1, 0.4, reach.most()}) {
                long budget = reach.smallest(goal).orElseThrow();
                assertThat(simulation.play(contestant, budget).rate(reads, -1)).isGreaterThanOrEqualTo(goal);
                long less = budget - 1 - budget / 99;
                if (less > 0) {
                    assertThat(simulation.play(contestant, less).rate(reads, -1))
                            .isLessThan(goal);
                }
            }
        }
    }

    @Test
    void smallest_whenNotEvenAllIsEnough_isNone() {
        Reach reach = new Reach(simulation, new Belady(), reads, TRACE.unique());
        assertThat(reach.smallest(reach.most() + 1e-6)).isEqualTo(OptionalLong.empty());
    }
}
