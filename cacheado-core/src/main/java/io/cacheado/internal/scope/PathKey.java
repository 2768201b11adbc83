package io.cacheado.internal.scope;

import io.cacheado.scope.Scope;

/** What the path table's overflow knows an element by; comparable, so that chosen collisions become a tree, not a list. */
record PathKey(Scope scope, int cacheId) implements Comparable<PathKey> {
    @Override
    public int compareTo(PathKey other) {
        int byCache = Integer.compare(cacheId, other.cacheId);
        return byCache != 0 ? byCache : scope.toString().compareTo(other.scope.toString());
    }
}
