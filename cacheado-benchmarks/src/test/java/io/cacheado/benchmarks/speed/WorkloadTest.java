package io.cacheado.benchmarks.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.cacheado.benchmarks.Population;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    @Test
    void requests_any_areAmongTheEntries() {
        Requests requests = new Requests(1024, 100, 4096);
        Set<String> entries = new HashSet<>();
        requests.forEachEntry((user, key) -> entries.add(user + "/" + key));

        assertThat(entries).hasSize(1024);
        for (int i = 0; i < 4096; i++) {
            assertThat(entries).contains(requests.users[i] + "/" + requests.keys[i]);
        }
    }

    @Test
    void newKeys_walk_repeatsNoPairForLong() {
        NewKeys all = new NewKeys(256, 1000);
        NewKeys.Walk walk = new NewKeys.Walk(all, 0, 1);
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i < 30_000; i++) {
            assertThat(pairs.add(walk.nextUser(all) + "/" + walk.nextKey(all))).isTrue();
        }
    }

    @Test
    void population_usual_isATenantForTenUsers() {
        Population population = Population.of(Population.USUAL);

        assertThat(IntStream.range(0, population.size())
                        .mapToObj(population::tenant)
                        .distinct())
                .hasSize(1000);
        assertThat(population.key(9_999, "k").toString()).isEqualTo("Key[tenant=tenant-999, user=user-9, key=k]");
    }

    @Test
    void median_anyOrder_isTheMiddle() {
        assertThat(Measured.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(Measured.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
        assertThat(Measured.median(new double[0])).isNaN();
    }
}
