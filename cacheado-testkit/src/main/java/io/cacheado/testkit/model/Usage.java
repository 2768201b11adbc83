package io.cacheado.testkit.model;

/** How many entries, how much weight and how many loads are in each place, with and without those below it. */
final class Usage {
    private final int caches;
    private final long[][] own;
    private final long[][] counts;
    private final long[][] weights;
    private final long[][] loads;
    /** Those of the counts that have not expired: what has may be removed at any moment. */
    private final long[][] firm;

    Usage(Setup setup) {
        int places = setup.forest().places().size();
        this.caches = setup.caches().size();
        this.own = new long[places][caches];
        this.counts = new long[places][caches];
        this.weights = new long[places][caches];
        this.loads = new long[places][caches];
        this.firm = new long[places][caches];
    }

    void addEntry(Slot slot, long weight) {
        own[slot.place().index()][slot.cache()]++;
        add(counts, slot, 1);
        add(firm, slot, 1);
        add(weights, slot, weight);
    }

    void removeEntry(Slot slot, long weight, boolean lapsed) {
        own[slot.place().index()][slot.cache()]--;
        add(counts, slot, -1);
        add(firm, slot, lapsed ? 0 : -1);
        add(weights, slot, -weight);
    }

    /** An entry has expired. */
    void lapse(Slot slot) {
        add(firm, slot, -1);
    }

    /** An expired entry lives again. */
    void revive(Slot slot) {
        add(firm, slot, 1);
    }

    /** Counts a load that a later caller would join, or, with -1, one that ended or was fenced. */
    void addLoad(Slot slot, int n) {
        add(loads, slot, n);
    }

    private static void add(long[][] sums, Slot slot, long n) {
        for (Place place = slot.place(); place != null; place = place.parent()) {
            sums[place.index()][slot.cache()] += n;
        }
    }

    /** The entries of a cache in a place itself. */
    long own(Place place, int cache) {
        return own[place.index()][cache];
    }

    /** The entries in a place and below. */
    long count(Place place) {
        return sum(counts, place);
    }

    /** The entries of a cache in a place and below. */
    long count(Place place, int cache) {
        return counts[place.index()][cache];
    }

    /** The weight in a place and below. */
    long weight(Place place) {
        return sum(weights, place);
    }

    /** The weight of a cache in a place and below. */
    long weight(Place place, int cache) {
        return weights[place.index()][cache];
    }

    /** Whether a place holds an entry that has not expired. */
    boolean firm(Place place) {
        return place.isGlobal() || sum(firm, place) > 0;
    }

    /** Whether a cache has an entry in a place or below it that has not expired. */
    boolean firm(Place place, int cache) {
        return place.isGlobal() || firm[place.index()][cache] > 0;
    }

    /** Whether a place must exist in the engine: something is in it or below it. The global one always does. */
    boolean alive(Place place) {
        return place.isGlobal() || sum(firm, place) + sum(loads, place) > 0;
    }

    /** Whether a cache holds something in a place or below it. */
    boolean alive(Place place, int cache) {
        return place.isGlobal() || firm[place.index()][cache] + loads[place.index()][cache] > 0;
    }

    private long sum(long[][] sums, Place place) {
        long sum = 0;
        for (int cache = 0; cache < caches; cache++) {
            sum += sums[place.index()][cache];
        }
        return sum;
    }
}
