package io.cacheado.testkit.model;

import io.cacheado.testkit.model.Setup.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The maker of random operations for a setup. The same setup gives the same operations. */
final class OpSource {
    private static final OpKind[] KINDS = OpKind.values();
    private static final int WEIGHTS = sum(false);
    private static final int INNER_WEIGHTS = sum(true);
    private static final int DEEPEST = 2;

    private final Setup setup;
    private final SplittableRandom random;
    private int lastPlace;
    private int lastCache;
    private int lastKey;

    OpSource(Setup setup) {
        this.setup = setup;
        this.random = new SplittableRandom(setup.seed() ^ 0x5DEECE66DL);
    }

    static List<Op> operations(Setup setup, int count) {
        OpSource source = new OpSource(setup);
        List<Op> operations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            operations.add(source.next());
        }
        return operations;
    }

    Op next() {
        if (setup.profile() == Profile.SPLITTING) {
            int draw = random.nextInt(100);
            if (draw < 5) {
                return op(OpKind.FILL, place(), cache(), key(), List.of());
            }
            if (draw < 8) {
                return op(
                        random.nextInt(3) == 0 ? OpKind.CLEAR_CACHE : OpKind.EVICT_ALL,
                        place(),
                        cache(),
                        key(),
                        List.of());
            }
        }
        if (random.nextInt(100) >= 30) {
            lastPlace = place();
            lastCache = cache();
            lastKey = key();
        }
        // Else it is done where the one before was, and meets what that left.
        return next(kind(false), lastPlace, lastCache, lastKey, 0);
    }

    private Op next(OpKind kind, int place, int cache, int key, int depth) {
        List<Op> inner = new ArrayList<>();
        if (kind.loads() && depth < DEEPEST && random.nextInt(100) < 40) {
            int count = 1 + random.nextInt(3);
            if ((kind == OpKind.GET_WITH || kind == OpKind.REQUEST_DUE) && random.nextInt(100) < 60) {
                // Most of what it may bring is dropped while it runs, and some ask for it again then.
                inner.add(op(OpKind.DROP_TAG, place, cache, key, List.of()));
            }
            for (int i = 0; i < count; i++) {
                inner.add(inner(place, cache, key, depth + 1));
            }
        }
        return op(kind, place, cache, key, inner);
    }

    /** What a loader does: mostly to its own key, its cache, or a scope near its own. */
    private Op inner(int place, int cache, int key, int depth) {
        int near = random.nextInt(100);
        int at = near < 60 ? place : near < 80 ? above(place) : place();
        return next(
                kind(true),
                at,
                random.nextInt(100) < 75 ? cache : cache(),
                random.nextInt(100) < 50 ? key : key(),
                depth);
    }

    private int above(int place) {
        Place parent = setup.forest().places().get(place).parent();
        return parent == null ? place : parent.index();
    }

    private Op op(OpKind kind, int place, int cache, int key, List<Op> inner) {
        return new Op(kind, place, cache, key, random.nextInt(), inner);
    }

    private OpKind kind(boolean inner) {
        int draw = random.nextInt(inner ? INNER_WEIGHTS : WEIGHTS);
        for (OpKind kind : KINDS) {
            draw -= inner ? kind.innerWeight() : kind.weight();
            if (draw < 0) {
                return kind;
            }
        }
        throw new AssertionError("the weights do not sum up");
    }

    private int place() {
        // The smaller of two draws: some tenants are busier than others.
        int places = setup.forest().places().size();
        return Math.min(random.nextInt(places), random.nextInt(places));
    }

    private int cache() {
        return random.nextInt(setup.caches().size());
    }

    private int key() {
        return Math.min(random.nextInt(setup.keys()), random.nextInt(setup.keys()));
    }

    private static int sum(boolean inner) {
        int sum = 0;
        for (OpKind kind : KINDS) {
            sum += inner ? kind.innerWeight() : kind.weight();
        }
        return sum;
    }
}
