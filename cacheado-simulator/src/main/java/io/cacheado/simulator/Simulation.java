package io.cacheado.simulator;

import java.util.HashMap;
import java.util.Map;

/** The runs over one course; what has been replayed is remembered. */
final class Simulation {
    private static final int STEP = 1 << 14;

    private final Course course;
    private final long seed;
    private final int runs;
    private final Progress progress;
    private final Map<Contestant, Map<Long, Outcome>> known = new HashMap<>();

    /**
     * @param seed that of the first run; each further one has the next
     * @param runs how often each policy is replayed whose hits depend on the seed
     */
    Simulation(Course course, long seed, int runs, Progress progress) {
        this.course = course;
        this.seed = seed;
        this.runs = runs;
        this.progress = progress;
    }

    /** How many requests are replayed to find the outcome of a policy. */
    long work(Contestant contestant) {
        return (long) course.trace().length() * runs(contestant);
    }

    /** What a policy does with a budget. */
    Outcome play(Contestant contestant, long budget) {
        return known.computeIfAbsent(contestant, each -> new HashMap<>())
                .computeIfAbsent(budget, each -> replay(contestant, budget));
    }

    private int runs(Contestant contestant) {
        return contestant.dependsOnSeed() ? runs : 1;
    }

    private Outcome replay(Contestant contestant, long budget) {
        int length = course.trace().length();
        Tally tally = new Tally(course.trace().tenants().size());
        for (int run = 0; run < runs(contestant); run++) {
            try (Player player = contestant.start(course, budget, seed + run)) {
                for (int from = 0; from < length; from += STEP) {
                    int to = Math.min(length, from + STEP);
                    player.play(from, to, tally);
                    progress.advance(to - from);
                }
            }
        }
        return new Outcome(contestant.name(), budget, tally, runs(contestant));
    }
}
