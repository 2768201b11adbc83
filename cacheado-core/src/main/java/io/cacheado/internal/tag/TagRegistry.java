package io.cacheado.internal.tag;

import io.cacheado.scope.Scope;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tags that entries have, and the latest drops. A tag lives as long as some value has it.
 *
 * <p><b>Order.</b> A drop takes a number, is remembered among the latest, and is then noted in the tag, if there is one.
 * A load takes the current number when it begins; when its value comes with tags, these are registered first, and the latest
 * drops are looked through then. So a drop during the load is met in one of the two places. Of the latest drops {@value
 * #REMEMBERED} are kept: a load that is older than all of these is taken for dropped, rather than stored stale.
 */
public final class TagRegistry {
    private static final int REMEMBERED = 1024;

    private final ConcurrentHashMap<String, Tag> tags = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong swept = new AtomicLong();
    private final Predicate<Scope> holdsSomething;
    private final Drop[] latest = new Drop[REMEMBERED];

    private record Drop(long number, String tag, Tag.Place place) {}

    /** @param holdsSomething whether a scope has entries or loads */
    public TagRegistry(Predicate<Scope> holdsSomething) {
        this.holdsSomething = holdsSomething;
    }

    /** The number of the latest drop: the stamp of what is computed from now on. */
    public long now() {
        return numbers.get();
    }

    /** Whether values may be there that a tag was dropped of since this was asked last. */
    public boolean hasDroppedSinceSweep() {
        long now = numbers.get();
        return swept.getAndSet(now) != now;
    }

    /** How many tags there are. */
    public int size() {
        return tags.size();
    }

    /** Makes all values with the tag in the subtree, of one cache or (-1) of all, unreadable. O(1). */
    public void drop(Scope subtree, String name, int cacheId) {
        Tag.Place place = new Tag.Place(subtree, cacheId);
        long number;
        synchronized (latest) {
            number = numbers.get() + 1;
            latest[(int) (number % REMEMBERED)] = new Drop(number, name, place);
            numbers.set(number);
            // In here, so that a tag notes its drops in their order: a value is stamped with the last that it outlived.
            Tag tag = tags.get(name);
            if (tag != null) {
                tag.drop(place, number, holdsSomething);
            }
        }
    }

    /** Registers the tags of a value; null for none. To be released when the value has gone. */
    public @Nullable Tags retain(Collection<String> names, long stamp) {
        if (names.isEmpty()) {
            return null;
        }
        Tag[] all = new Tag[names.size()];
        int i = 0;
        for (String name : names) {
            all[i++] = tags.compute(name, (same, there) -> {
                Tag tag = there == null ? new Tag(name) : there;
                tag.references++;
                return tag;
            });
        }
        return new Tags(all, stamp);
    }

    /** Forgets tags that no other value has. */
    public void release(@Nullable Tags released) {
        if (released != null) {
            for (Tag tag : released.all()) {
                tags.computeIfPresent(tag.name, (same, there) -> --there.references == 0 ? null : there);
            }
        }
    }

    /** Whether something was dropped since the stamp that concerns a value of the scope and cache with any of the tags. */
    public boolean wasDropped(Collection<String> names, Scope scope, int cacheId, long stamp) {
        return anySince(stamp, drop -> names.contains(drop.tag) && drop.place.covers(scope, cacheId));
    }

    /** As {@link #wasDropped(Collection, Scope, int, long)}, whatever the tags. */
    public boolean wasDropped(Scope scope, int cacheId, long stamp) {
        return anySince(stamp, drop -> drop.place.covers(scope, cacheId));
    }

    private boolean anySince(long stamp, Predicate<Drop> concerns) {
        if (numbers.get() == stamp) {
            return false;
        }
        synchronized (latest) {
            long newest = numbers.get();
            if (newest - stamp > REMEMBERED) {
                return true;
            }
            for (long number = newest; number > stamp; number--) {
                if (concerns.test(latest[(int) (number % REMEMBERED)])) {
                    return true;
                }
            }
            return false;
        }
    }
}
