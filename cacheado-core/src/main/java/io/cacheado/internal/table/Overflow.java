package io.cacheado.internal.table;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Elements whose slots are crowded by equal hashes: chosen collisions, since nothing else crowds 64 slots in a row.
 *
 * <p>The one map of {@code java.util} in this room, because it turns its crowded bins into trees.
 */
final class Overflow {
    private final ConcurrentHashMap<Object, Hashed> map = new ConcurrentHashMap<>();

    @Nullable
    Hashed get(Object key) {
        return map.get(key);
    }

    void put(Hashed element) {
        Steps.OVERFLOWS.add(1);
        map.put(element.overflowKey(), element);
    }

    void replace(Hashed old, Hashed fresh) {
        map.replace(old.overflowKey(), old, fresh);
    }

    void remove(Hashed element) {
        map.remove(element.overflowKey(), element);
    }

    long size() {
        return map.mappingCount();
    }

    Collection<Hashed> elements() {
        return map.values();
    }
}
