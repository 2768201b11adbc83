package io.cacheado.internal.table;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Elements whose slots are crowded by equal hashes: chosen collisions, since nothing else crowds 64 slots in a row.
 *
 * <p>The one place where user code, the keys' own {@code hashCode}, {@code equals} and {@code compareTo}, runs under a lock.
 * The one map of {@code java.util} in this room, because it turns its crowded bins into trees.
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

    /** Removes an element; one whose key's equals throws stays behind as a dead one, which readers pass over. */
    void remove(Hashed element) {
        try {
            map.remove(element.overflowKey(), element);
        } catch (RuntimeException | Error e) {
            // Whoever evicts or expires an entry must not suffer from another's key.
        }
    }

    long size() {
        return map.mappingCount();
    }

    Collection<Hashed> elements() {
        return map.values();
    }
}
