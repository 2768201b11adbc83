package io.cacheado.benchmarks.speed;

import java.util.Random;

/**
 * Requests that never repeat while they are remembered: keys are walked in order, users in a shuffled order of another
 * length, so that a pair comes again only after millions. The strings are made before, so making them is not measured.
 */
final class NewKeys {
    final String[] keys;
    final int[] users;

    /** @param length how many keys there are; a power of two */
    NewKeys(int length, int population) {
        keys = new String[length];
        for (int i = 0; i < length; i++) {
            keys[i] = "item-" + i;
            // A string computes its hash at its first use, unless that is 0; not while it is measured.
            if (keys[i].hashCode() == 0) {
                throw new IllegalStateException(keys[i] + " computes its hash each time");
            }
        }
        users = new int[population];
        Random random = new Random(11);
        for (int i = 0; i < population; i++) {
            int j = random.nextInt(i + 1);
            users[i] = users[j];
            users[j] = i;
        }
    }

    /** A position in both orders. */
    static final class Walk {
        private int key;
        private int user;

        /** @param share tells threads apart: which of {@code of} equal parts of the keys to begin in */
        Walk(NewKeys all, int share, int of) {
            key = (int) ((long) all.keys.length * share / of);
            user = (int) ((long) all.users.length * share / of);
        }

        String nextKey(NewKeys all) {
            int at = key;
            key = (at + 1) & (all.keys.length - 1);
            return all.keys[at];
        }

        int nextUser(NewKeys all) {
            int at = user;
            user = at + 1 == all.users.length ? 0 : at + 1;
            return all.users[at];
        }
    }
}
