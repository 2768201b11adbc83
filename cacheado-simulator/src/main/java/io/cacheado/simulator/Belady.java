package io.cacheado.simulator;

import java.util.Arrays;

/**
 * The most hits that any policy could have by entries: what is read again last leaves, or is not taken in at all. By
 * weight it is a good answer and no bound.
 *
 * <p>Source: Belady, <i>A study of replacement algorithms for a virtual-storage computer</i>, IBM Systems Journal 1966.
 */
final class Belady implements Contestant {
    static final String NAME = "belady";
    private static final int NEVER = Integer.MAX_VALUE;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean dependsOnSeed() {
        return false;
    }

    @Override
    public Player start(Course course, long budget, long seed) {
        return new Foreseeing(course, budget);
    }

    static int[] nextReads(Trace trace) {
        int[] coming = new int[trace.unique()];
        Arrays.fill(coming, NEVER);
        int[] next = new int[trace.length()];
        for (int i = next.length - 1; i >= 0; i--) {
            int entry = trace.entries()[i];
            next[i] = coming[entry];
            // Before a write or a delete there is nothing to be had from holding the entry.
            coming[entry] = trace.ops()[i] == Trace.READ ? i : NEVER;
        }
        return next;
    }

    private static final class Foreseeing implements Player {
        private final Trace trace;
        private final boolean weighted;
        private final int[] next;
        private final long budget;
        // By entry: the place of the read that it is held for, or 0; and its weight.
        private final int[] heldFor;
        private final int[] heldWeight;
        private final IntHeap latest = new IntHeap();
        private long used;

        Foreseeing(Course course, long budget) {
            this.trace = course.trace();
            this.weighted = course.weighted();
            this.next = course.nextReads();
            this.budget = budget;
            this.heldFor = new int[trace.unique()];
            this.heldWeight = new int[trace.unique()];
        }

        @Override
        public void play(int from, int to, Tally tally) {
            for (int i = from; i < to; i++) {
                int entry = trace.entries()[i];
                if (heldFor[entry] != 0) {
                    tally.hit(trace.tenantOf()[entry], trace.weights()[i]);
                    release(entry);
                }
                int weight = weighted ? trace.weights()[i] : 1;
                if (next[i] != NEVER && trace.ops()[i] != Trace.DELETE && weight <= budget) {
                    heldFor[entry] = next[i];
                    heldWeight[entry] = weight;
                    used += weight;
                    latest.add(next[i]);
                    makeRoom();
                }
            }
        }

        private void makeRoom() {
            while (used > budget) {
                int place = latest.removeGreatest();
                int victim = trace.entries()[place];
                // Those whose read has been are below all that are held, so this one is held.
                release(victim);
            }
        }

        private void release(int entry) {
            heldFor[entry] = 0;
            used -= heldWeight[entry];
        }
    }
}
