package io.cacheado.testkit.model;

/**
 * Where one value may be: a key of a cache in a scope.
 *
 * @param place the scope, cut at the cache's declared level
 * @param cache the number of the cache in its setup
 * @param key the key
 */
record Slot(Place place, int cache, ModelKey key) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Slot slot && slot.place == place && slot.cache == cache && slot.key.id() == key.id();
    }

    @Override
    public int hashCode() {
        return (place.index() * 31 + cache) * 1_000_003 + key.id();
    }

    @Override
    public String toString() {
        return "c" + cache + "(" + place + ")." + key;
    }
}
