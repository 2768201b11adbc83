package io.cacheado.benchmarks.speed;

import io.cacheado.benchmarks.Zipf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A list of requests, each a user and a key, drawn with zipf 0.99 from a number of entries that is spread over the users.
 *
 * <p>As in a service, the key of a request is equal to the one that is stored, but not the same object. Requests are laid
 * out in the order in which they come, so that reading them costs little.
 */
final class Requests {
    static final double SKEW = 0.99;

    final int[] users;
    final String[] keys;
    final int mask;
    private final int entries;
    private final int population;

    /** @param entries and {@code length} are powers of two */
    Requests(int entries, int population, int length) {
        this.entries = entries;
        this.population = population;
        this.users = new int[length];
        this.keys = new String[length];
        this.mask = length - 1;
        Zipf zipf = new Zipf(entries, SKEW, 42);
        for (int i = 0; i < length; i++) {
            // An odd factor spreads the popular ones, and no two ranks meet.
            int entry = (zipf.next() * 0x9e3779b1) & (entries - 1);
            users[i] = entry % population;
            keys[i] = key(entry);
        }
    }

    private static String key(int entry) {
        return "item-" + entry;
    }

    /** A way to look a request up. */
    interface Lookup {
        @Nullable
        Object find(int user, String key);
    }

    /** Fails unless each request finds the value. */
    void check(Lookup lookup, Object value) {
        for (int i = 0; i < keys.length; i++) {
            if (lookup.find(users[i], keys[i]) != value) {
                throw new IllegalStateException("request " + i + " of " + keys[i] + " does not find its value");
            }
        }
    }

    /** What {@link #forEachEntry} calls back. */
    interface Body {
        void accept(int user, String key);
    }

    /** Calls back for every entry there is, with a key of its own. */
    void forEachEntry(Body body) {
        List<Integer> order = new ArrayList<>(entries);
        for (int entry = 0; entry < entries; entry++) {
            order.add(entry);
        }
        Collections.shuffle(order, new Random(7));
        for (int entry : order) {
            body.accept(entry % population, key(entry));
        }
    }
}
