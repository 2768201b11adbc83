package io.cacheado.testkit.model;

/**
 * What the counters of the whole, of each cache, of each scope, and of each cache in each scope must show.
 *
 * <p>The figures of the whole and of the caches are exact. Those of a scope are exact as long as it is alive; a scope that
 * holds nothing may vanish at any moment, and then its parent has its figures.
 */
final class Ledger {
    private final Usage usage;
    private final Figures[] places;
    private final Figures[][] regions;

    Ledger(Setup setup, Usage usage) {
        this.usage = usage;
        int count = setup.forest().places().size();
        this.places = new Figures[count];
        this.regions = new Figures[count][setup.caches().size()];
        for (int i = 0; i < count; i++) {
            places[i] = new Figures();
            for (int cache = 0; cache < regions[i].length; cache++) {
                regions[i][cache] = new Figures();
            }
        }
    }

    /** Counts something that happened in a scope as it is now. */
    void count(Slot slot, Metric metric, long n) {
        for (Place place = slot.place(); place != null; place = place.parent()) {
            add(places[place.index()], metric, n, usage.alive(place));
            add(regions[place.index()][slot.cache()], metric, n, usage.alive(place, slot.cache()));
        }
    }

    /** Counts an expired entry: its scope may have vanished with it, even if a load begins there in the same call. */
    void countExpired(Slot slot, long n) {
        for (Place place = slot.place(); place != null; place = place.parent()) {
            add(places[place.index()], Metric.EXPIRED, n, usage.firm(place));
            add(regions[place.index()][slot.cache()], Metric.EXPIRED, n, usage.firm(place, slot.cache()));
        }
    }

    /** Counts something of which only the global scope and the cache are known: the scope may have been dropped since. */
    void countAbove(Slot slot, Metric metric, long n) {
        for (Place place = slot.place(); place != null; place = place.parent()) {
            add(places[place.index()], metric, n, place.isGlobal());
            add(regions[place.index()][slot.cache()], metric, n, place.isGlobal());
        }
    }

    private static void add(Figures figures, Metric metric, long n, boolean certain) {
        if (certain) {
            figures.add(metric, n);
        } else {
            figures.perhaps(metric, n);
        }
    }

    /** Counts something that happened, or did not, or was counted as something else. */
    void perhaps(Slot slot, Metric metric, long n) {
        for (Place place = slot.place(); place != null; place = place.parent()) {
            places[place.index()].perhaps(metric, n);
            regions[place.index()][slot.cache()].perhaps(metric, n);
        }
    }

    /** Something left a slot, and its scope or those above may be empty now. */
    void left(Slot slot) {
        for (Place place = slot.place(); !place.isGlobal(); place = above(place)) {
            if (!usage.alive(place)) {
                places[place.index()].maybeGone();
            }
            if (!usage.alive(place, slot.cache())) {
                regions[place.index()][slot.cache()].maybeGone();
            }
        }
    }

    /** Something left a slot at an unknown moment: its scope or those above may have been empty for a while. */
    void leftSometime(Slot slot) {
        for (Place place = slot.place(); !place.isGlobal(); place = above(place)) {
            places[place.index()].maybeGone();
            for (Figures figures : regions[place.index()]) {
                figures.maybeGone();
            }
        }
    }

    /** Empty scopes have vanished. */
    void vanished(Place place) {
        if (!usage.alive(place)) {
            places[place.index()].gone();
            for (Figures figures : regions[place.index()]) {
                figures.gone();
            }
        }
    }

    /** The figures of a place and all below, over all caches. */
    Figures of(Place place) {
        return places[place.index()];
    }

    /** The figures of a cache in a place and all below. */
    Figures of(Place place, int cache) {
        return regions[place.index()][cache];
    }

    /** To be called after values were taken over from a snapshot. */
    void seen(Place place) {
        if (!usage.alive(place)) {
            places[place.index()].maybeGone();
        }
    }

    /** To be called after values were taken over from a snapshot. */
    void seen(Place place, int cache) {
        if (!usage.alive(place, cache)) {
            regions[place.index()][cache].maybeGone();
        }
    }

    private static Place above(Place place) {
        Place parent = place.parent();
        return parent == null ? place : parent;
    }
}
