package io.cacheado.internal.tag;

import io.cacheado.scope.Scope;
import java.util.LinkedHashSet;
import java.util.Set;

/** The tags of one value, and the number of the last drop that it outlived. */
public final class Tags {
    private final Tag[] tags;
    private volatile long stamp;

    Tags(Tag[] tags, long stamp) {
        this.tags = tags;
        this.stamp = stamp;
    }

    /** What they are called. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Tag tag : tags) {
            names.add(tag.name);
        }
        return names;
    }

    Tag[] all() {
        return tags;
    }

    /** Whether no drop since the value was computed concerns it. O(1) until one of its tags is dropped, then once O(depth). */
    public boolean areValid(Scope scope, int cacheId) {
        long before = stamp;
        long latest = latest();
        if (latest == before) {
            return true;
        }
        for (Tag tag : tags) {
            if (tag.lastDrop() > before && tag.wasDropped(scope, cacheId, before)) {
                return false;
            }
        }
        // What was dropped meanwhile was elsewhere. Whoever saw the latest sees all earlier ones too, so the loop has
        // looked at all up to it. Racy: a lower stamp only costs another look.
        stamp = latest;
        return true;
    }

    private long latest() {
        long latest = stamp;
        for (Tag tag : tags) {
            latest = Math.max(latest, tag.lastDrop());
        }
        return latest;
    }
}
