package io.cacheado.internal.tag;

import io.cacheado.scope.Scope;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A tag that some entry has: when, and in which subtrees, it was dropped since.
 *
 * <p>An entry is stamped with the number of the last drop before its value was computed. It is dead if a later drop of one of
 * its tags covers its scope and cache. Drops of scopes that hold nothing any more are forgotten when the others have doubled.
 */
final class Tag {
    private static final int FEW = 64;

    final String name;

    /** How many values have it; guarded by the registry. */
    int references;

    private final ConcurrentHashMap<Place, Long> drops = new ConcurrentHashMap<>();
    private volatile long lastDrop;
    private int checkedAt = FEW;

    /** Where a tag is dropped: the subtree of a scope, in one cache or (-1) in all. */
    record Place(Scope scope, int cacheId) {
        boolean covers(Scope entry, int entryCacheId) {
            return (cacheId < 0 || cacheId == entryCacheId) && entry.isWithin(scope);
        }
    }

    Tag(String name) {
        this.name = name;
    }

    /** The number of the latest drop, anywhere. */
    long lastDrop() {
        return lastDrop;
    }

    /** How many drops it keeps in mind. */
    int drops() {
        return drops.size();
    }

    /** Notes a drop; one after the other, in the order of their numbers. */
    void drop(Place place, long number, Predicate<Scope> holdsSomething) {
        drops.put(place, number);
        if (drops.size() > checkedAt) {
            for (Iterator<Place> each = drops.keySet().iterator(); each.hasNext(); ) {
                if (!holdsSomething.test(each.next().scope)) {
                    each.remove();
                }
            }
            checkedAt = Math.max(FEW, 2 * drops.size());
        }
        // Last: whoever reads it finds the place too.
        lastDrop = number;
    }

    /** Whether a drop later than the stamp covers an entry of the scope and cache. O(depth). */
    boolean wasDropped(Scope scope, int cacheId, long stamp) {
        for (Scope each = scope; ; each = each.parent()) {
            if (isLater(new Place(each, -1), stamp) || isLater(new Place(each, cacheId), stamp)) {
                return true;
            }
            if (each.depth() == 0) {
                return false;
            }
        }
    }

    private boolean isLater(Place place, long stamp) {
        Long number = drops.get(place);
        return number != null && number > stamp;
    }
}
