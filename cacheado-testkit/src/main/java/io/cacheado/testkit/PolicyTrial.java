package io.cacheado.testkit;

import io.cacheado.policy.Candidate;
import io.cacheado.policy.EvictionPolicy;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Plays the cache to one policy: adds, uses and removes candidates, asks for victims, and judges each answer. */
final class PolicyTrial {
    private final EvictionPolicy policy;
    private final Map<Integer, Entry> present = new LinkedHashMap<>();
    private final List<Integer> victims = new ArrayList<>();
    private int ticks;

    PolicyTrial(EvictionPolicy policy) {
        this.policy = policy;
    }

    /** An entry as the policy sees it. */
    private static final class Entry extends Candidate {
        private final int key;
        private final int tick;
        private int mark;
        private int weight;
        private boolean gone;
        private boolean inUse;
        private long readsLeft = Long.MAX_VALUE;

        Entry(int key, int weight, int tick) {
            this.key = key;
            this.weight = weight;
            this.tick = tick;
        }

        @Override
        public int mark() {
            if (--readsLeft < 0) {
                throw new AssertionError("victim(): looks at the same candidates for ever while they are used"
                        + " (allowed: a bounded number of looks)");
            }
            return gone ? 0 : inUse ? MOST_MARK : mark;
        }

        @Override
        public void mark(int newMark) {
            if (newMark < 0 || newMark > MOST_MARK) {
                throw new IllegalArgumentException("mark: " + newMark + " (allowed: 0 to " + MOST_MARK + ")");
            }
            mark = newMark;
        }

        @Override
        public int weight() {
            return gone ? 0 : weight;
        }

        @Override
        public int hash() {
            return gone ? 0 : hashOf(key);
        }

        @Override
        public int tick() {
            return tick;
        }

        @Override
        public String toString() {
            return "candidate " + key;
        }
    }

    private static int hashOf(int key) {
        int mixed = key * 0x9e3779b9;
        return mixed ^ mixed >>> 15;
    }

    int size() {
        return present.size();
    }

    /** The keys that the policy let go, in order. */
    List<Integer> victims() {
        return victims;
    }

    void add(int key, int weight) {
        if (present.containsKey(key)) {
            use(key);
            return;
        }
        Entry fresh = new Entry(key, weight, ++ticks);
        present.put(key, fresh);
        policy.added(fresh);
    }

    void use(int key) {
        Entry entry = present.get(key);
        if (entry != null) {
            entry.mark = Math.min(entry.mark + 1, Candidate.MOST_MARK);
        }
    }

    void weigh(int key, int weight) {
        Entry entry = present.get(key);
        if (entry != null) {
            entry.weight = weight;
        }
    }

    /** Has all candidates read as being used all the time, as fast as the policy resets their marks. */
    void useAllIncessantly() {
        present.values().forEach(entry -> entry.inUse = true);
    }

    void remove(int key) {
        Entry entry = present.remove(key);
        if (entry != null) {
            policy.removed(entry);
            entry.gone = true;
        }
    }

    /** Asks for a victim, judges it, and removes it. */
    void evict() {
        long looks = 1_000 + 100L * present.size();
        present.values().forEach(entry -> entry.readsLeft = looks);
        Candidate named = policy.victim();
        present.values().forEach(entry -> entry.readsLeft = Long.MAX_VALUE);
        if (named == null) {
            require(present.isEmpty(), "victim(): null (allowed: one of the " + present.size() + " candidates)");
            return;
        }
        require(named instanceof Entry, "victim(): " + named + " (allowed: a candidate that was added)");
        Entry entry = (Entry) named;
        require(!entry.gone, "victim(): " + entry + ", which was removed (allowed: one that was not)");
        require(present.get(entry.key) == entry, "victim(): " + entry + " of another queue");
        victims.add(entry.key);
        remove(entry.key);
    }

    /** Evicts until nobody is left. */
    void drain() {
        for (int left = present.size(); left > 0; left--) {
            evict();
        }
        require(present.isEmpty(), present.size() + " candidates were never named");
        require(policy.victim() == null, "victim(): a candidate after all have gone (allowed: null)");
    }

    /** A mix of everything, with no more than so many candidates at once. */
    void run(SplittableRandom random, int steps, int capacity) {
        for (int i = 0; i < steps; i++) {
            int key = random.nextInt(capacity * 3);
            int draw = random.nextInt(20);
            if (draw < 9) {
                use(key);
            } else if (draw < 10) {
                remove(key);
            } else if (draw < 11) {
                weigh(key, 1 + random.nextInt(100));
            } else {
                if (present.size() == capacity && !present.containsKey(key)) {
                    evict();
                }
                add(key, 1 + random.nextInt(100));
            }
        }
    }

    /** References that do not keep them to all that are present. */
    List<WeakReference<Object>> watch() {
        List<WeakReference<Object>> all = new ArrayList<>();
        present.values().stream()
                .sorted(Comparator.comparingInt(Entry::tick))
                .forEach(entry -> all.add(new WeakReference<>(entry)));
        return all;
    }

    private static void require(boolean holds, @Nullable String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
