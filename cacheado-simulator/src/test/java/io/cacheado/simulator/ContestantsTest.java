package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.policy.Eviction;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestantsTest {
    private static final Trace TRACE = Generator.trace("gen:zipf?keys=2000&s=0.9&requests=20000");

    @Test
    void hits_ofLru_areThoseOfAListInOrderOfUse() {
        for (long budget : new long[] {1, 20, 300, 5_000}) {
            LinkedHashSet<Integer> held = new LinkedHashSet<>();
            long hits = 0;
            for (int entry : TRACE.entries()) {
                hits += held.remove(entry) ? 1 : 0;
                held.add(entry);
                if (held.size() > budget) {
                    held.remove(held.iterator().next());
                }
            }
            assertThat(Traces.play("lru", Traces.course(TRACE), budget).allHits())
                    .isEqualTo(hits);
        }
    }

    @Test
    void hits_ofEachPolicy_areRepeatableAndNotAboveTheOptimum() {
        Trace trace = Traces.random(5, 20_000, 3, 400);
        for (long budget : new long[] {20, 200}) {
            Tally optimum = Traces.play("belady", Traces.course(trace), budget);
            for (Eviction eviction : Eviction.builtIn()) {
                Tally tally = Traces.play(eviction.name(), Traces.course(trace), budget);
                assertThat(tally.allHits()).isBetween(1L, optimum.allHits());
                assertThat(Traces.play(eviction.name(), Traces.course(trace), budget).hits)
                        .isEqualTo(tally.hits);
            }
            assertThat(Traces.play("caffeine", Traces.course(trace), budget).allHits())
                    .isBetween(1L, optimum.allHits());
            assertThat(Traces.play("caffeine-per-tenant", Traces.course(trace), budget)
                            .allHits())
                    .isBetween(1L, optimum.allHits());
        }
    }

    @Test
    void hits_withRoomForAll_areTheSameForEveryPolicy() {
        Trace trace = Traces.random(6, 5_000, 3, 100);
        for (boolean weighted : new boolean[] {false, true}) {
            for (boolean production : new boolean[] {false, true}) {
                Course course = new Course(trace, weighted, List.of(), production);
                // Three times, since an equal part of it must hold any tenant's all.
                long budget = 3 * course.whole();
                Tally optimum = Traces.play("belady", course, budget);
                for (Contestant each : Contestants.named("all", 3)) {
                    Tally tally = Traces.play(each.name(), course, budget);
                    assertThat(tally.hits).as(each.name()).isEqualTo(optimum.hits);
                    assertThat(tally.weights).as(each.name()).isEqualTo(optimum.weights);
                }
            }
        }
    }

    @Test
    void hits_underALimit_areThoseOfATenantThatHasThatMuchAlone() {
        Trace alone = Generator.trace("gen:zipf?keys=500&requests=10000");
        Trace both = Interleaving.of(List.of(alone, Generator.trace("gen:scan?requests=10000")));
        long[] inPeace = Traces.play("lru", Traces.course(alone), 50).hits;
        for (String quota : new String[] {"limit:50", "limit:50%", "zipf=limit:50,scan=limit:50"}) {
            Course course = new Course(both, false, QuotaRule.parse(quota), false);
            Tally tally = Traces.play("lru", course, 100);
            assertThat(tally.hits[both.tenants().indexOf(List.of("zipf"))])
                    .as(quota)
                    .isEqualTo(inPeace[0]);
        }
    }

    @Test
    void budget_byWeight_holdsFewerThatAreLarge() {
        Trace trace = Traces.random(7, 10_000, 1, 300);
        Course byWeight = new Course(trace, true, List.of(), false);
        for (String policy : new String[] {"default", "lru", "caffeine", "belady"}) {
            assertThat(Traces.play(policy, byWeight, 100).allHits())
                    .as(policy)
                    .isBetween(
                            1L, Traces.play(policy, Traces.course(trace), 100).allHits() - 1);
        }
    }

    @Test
    void named_all_leavesOutOneCacheEachWhereThereIsOneTenant() {
        assertThat(Contestants.named("all", 1)).extracting(Contestant::name).doesNotContain("caffeine-per-tenant");
        assertThat(Contestants.named("all", 2)).extracting(Contestant::name).contains("caffeine-per-tenant");
        assertThat(Contestants.named("default,lru,lru", 1))
                .extracting(Contestant::name)
                .containsExactly(Eviction.builtIn().get(0).name(), "lru");
    }

    @Test
    void named_unknown_listsThoseThereAre() {
        assertThatThrownBy(() -> Contestants.named("lru,arc", 1))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("policies: arc (allowed: all, default, ")
                .hasMessageContaining("caffeine-per-tenant, belady)");
    }
}
