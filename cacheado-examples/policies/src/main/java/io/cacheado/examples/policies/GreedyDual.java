package io.cacheado.examples.policies;

import static java.util.Objects.requireNonNull;

import io.cacheado.policy.Candidate;
import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * GreedyDual-Size-Frequency: light entries that are used often stay, heavy ones that are used seldom leave.
 *
 * <p>Each entry ranks by {@code clock + uses / weight} and the lowest leaves. The clock is the rank of the last that left, so
 * a rank that was high once is overtaken in time. Hits cost nothing: an entry that comes up is ranked again if it was used
 * since. For caches with a weigher; with equal weights it is a frequency policy that ages.
 *
 * <p>Source: Cherkasova, <i>Improving WWW proxies performance with Greedy-Dual-Size-Frequency caching policy</i>, HP
 * Laboratories 1998.
 */
public final class GreedyDual implements EvictionPolicy {
    /** In a constant, since it is equal to itself only. */
    public static final Eviction EVICTION = Eviction.of("greedy-dual", GreedyDual::new);

    private final TreeSet<Ranked> ranking =
            new TreeSet<>(Comparator.comparingDouble((Ranked one) -> one.rank).thenComparingLong(one -> one.number));
    private double clock;
    private long numbers;

    /** A candidate's place in the ranking; it is attached to the candidate, so that no map is needed. */
    private static final class Ranked {
        private final Candidate candidate;
        private final long number;
        private long uses = 1;
        private double rank;

        Ranked(Candidate candidate, long number) {
            this.candidate = candidate;
            this.number = number;
        }
    }

    @Override
    public void added(Candidate candidate) {
        Ranked fresh = new Ranked(candidate, numbers++);
        candidate.attachment(fresh);
        rank(fresh);
    }

    private void rank(Ranked one) {
        one.rank = clock + (double) one.uses / one.candidate.weight();
        ranking.add(one);
    }

    @Override
    public void removed(Candidate candidate) {
        ranking.remove((Ranked) requireNonNull(candidate.attachment()));
    }

    @Override
    public @Nullable Candidate victim() {
        // Each is looked at once at most: they may be used as fast as they are ranked again.
        for (int left = ranking.size(); left > 0; left--) {
            Ranked lowest = ranking.first();
            int uses = lowest.candidate.mark();
            if (uses == 0) {
                break;
            }
            ranking.remove(lowest);
            lowest.candidate.mark(0);
            lowest.uses += uses;
            rank(lowest);
        }
        if (ranking.isEmpty()) {
            return null;
        }
        Ranked lowest = ranking.first();
        clock = lowest.rank;
        return lowest.candidate;
    }
}
