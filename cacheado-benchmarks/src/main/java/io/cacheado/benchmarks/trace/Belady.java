package io.cacheado.benchmarks.trace;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * The most hits that any policy could have: what is used again last leaves, or is not taken in at all.
 *
 * <p>Source: Belady, <i>A study of replacement algorithms for a virtual-storage computer</i>, IBM Systems Journal 1966.
 */
final class Belady {
    private Belady() {}

    /** The hits of a cache of so many entries. */
    static long hits(int[] entries, int capacity) {
        int[] next = nextUses(entries);
        int unique = Arrays.stream(entries).max().orElse(-1) + 1;
        // The next use of each entry that is held, or 0.
        int[] held = new int[unique];
        PriorityQueue<long[]> latest = new PriorityQueue<>((a, b) -> Long.compare(b[0], a[0]));
        long hits = 0;
        int size = 0;
        for (int i = 0; i < entries.length; i++) {
            int entry = entries[i];
            if (held[entry] != 0) {
                hits++;
                held[entry] = 0;
                size--;
            }
            if (next[i] == Integer.MAX_VALUE) {
                continue;
            }
            held[entry] = next[i];
            latest.add(new long[] {next[i], entry});
            size++;
            while (size > capacity) {
                long[] victim = latest.remove();
                // Others are from before a hit.
                if (held[(int) victim[1]] == victim[0]) {
                    held[(int) victim[1]] = 0;
                    size--;
                }
            }
        }
        return hits;
    }

    private static int[] nextUses(int[] entries) {
        int[] seen = new int[Arrays.stream(entries).max().orElse(-1) + 1];
        Arrays.fill(seen, Integer.MAX_VALUE);
        int[] next = new int[entries.length];
        for (int i = entries.length - 1; i >= 0; i--) {
            next[i] = seen[entries[i]];
            seen[entries[i]] = i;
        }
        return next;
    }
}
