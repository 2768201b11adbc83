package io.cacheado.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's tables, shards and stripes take any bits of a scope's hash. All inputs here are fixed. */
class ScopeHashTest {

    private static final int SCOPES = 100_000;

    private final ScopeTree tree = Trees.shop();

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 1_024})
    void hash_sessionsWithSerialIds_spreadEvenly(int buckets) {
        requireEven(buckets, i -> tree.scope("session", "org" + i % 100, i / 100 % 50, i));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 1_024})
    void hash_sessionsWithUuids_spreadEvenly(int buckets) {
        Random random = new Random(1);
        requireEven(buckets, i -> tree.scope("session", "acme", 42, new UUID(random.nextLong(), random.nextLong())));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 1_024})
    void hash_oneEqualIdInManyScopes_spreadsEvenly(int buckets) {
        requireEven(buckets, i -> tree.scope("session", "acme", i, "profile"));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 1_024})
    void hash_tenantsWithSerialIds_spreadEvenly(int buckets) {
        requireEven(buckets, i -> tree.scope("organization", i));
    }

    /** Each bucket within 6 standard deviations, by the lowest, the middle and the highest bits. */
    private static void requireEven(int buckets, IntFunction<Scope> scopes) {
        int bits = Integer.numberOfTrailingZeros(buckets);
        int[] low = new int[buckets];
        int[] middle = new int[buckets];
        int[] high = new int[buckets];
        for (int i = 0; i < SCOPES; i++) {
            int hash = scopes.apply(i).hashCode();
            low[hash & buckets - 1]++;
            middle[hash >>> 10 & buckets - 1]++;
            high[hash >>> 32 - bits]++;
        }
        double mean = (double) SCOPES / buckets;
        double slack = 6 * Math.sqrt(mean);
        for (int[] counts : new int[][] {low, middle, high}) {
            assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan((int) (mean - slack));
            assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan((int) (mean + slack));
        }
    }

    @Test
    void hash_manySessions_hardlyEverCollide() {
        long distinct = IntStream.range(0, SCOPES)
                .map(i ->
                        tree.scope("session", "org" + i % 100, i / 100 % 50, i).hashCode())
                .distinct()
                .count();

        // 100,000 random draws of 32 bits have 1.2 collisions on average.
        assertThat(SCOPES - distinct).isLessThan(10);
    }

    @Test
    void hash_childrenOfOneParent_collideOnlyIfTheirTextsDo() {
        Scope acme = tree.scope("organization", "acme");
        long distinct = IntStream.range(0, SCOPES)
                .map(i -> acme.child("user", i).hashCode())
                .distinct()
                .count();
        long distinctTexts = IntStream.range(0, SCOPES)
                .map(i -> Integer.toString(i).hashCode())
                .distinct()
                .count();

        assertThat(distinct).isEqualTo(distinctTexts);
    }

    @Test
    void hash_oneInputBitFlipped_changesEachOutputBitHalfTheTime() {
        Random random = new Random(3);
        int rounds = 4_000;
        for (int input = 0; input < 96; input++) {
            int[] changed = new int[32];
            for (int round = 0; round < rounds; round++) {
                int[] in = {random.nextInt(), random.nextInt(), random.nextInt()};
                int before = ScopeHash.ofChild(in[0], in[1], in[2]);
                in[input / 32] ^= 1 << input % 32;
                int difference = before ^ ScopeHash.ofChild(in[0], in[1], in[2]);
                for (int bit = 0; bit < 32; bit++) {
                    changed[bit] += difference >>> bit & 1;
                }
            }
            for (int bit = 0; bit < 32; bit++) {
                assertThat(changed[bit])
                        .as("input bit %d, output bit %d", input, bit)
                        .isBetween(rounds * 44 / 100, rounds * 56 / 100);
            }
        }
    }

    @Test
    void hash_equalIdsInOtherLevelsAndTrees_differ() {
        assertThat(tree.scope("organization", 1).hashCode())
                .isNotEqualTo(tree.scope("tenant", 1).hashCode());
        assertThat(tree.scope("user", 1, 2).hashCode())
                .isNotEqualTo(tree.scope("user", 2, 1).hashCode())
                .isNotEqualTo(tree.scope("project", 1, 2).hashCode());
    }
}
