package io.cacheado.event;

/**
 * A callback that is told of each entry that left a cache.
 *
 * <p>It runs after the fact on the cacheado's executor, one batch at a time and never under a lock, possibly after the
 * call that caused the removal has returned. Each removal is handed over exactly once. A listener that throws is logged
 * and counted, and called again for the next removal. While it runs, the entry's scope is current
 * ({@link io.cacheado.scope.CurrentScope}), and no other. Remembered absences ({@code expireAbsentAfter}) have no value and
 * are not reported.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface RemovalListener<K, V> {
    /**
     * Receives one removal.
     *
     * @param event what left, whose it was, and why
     */
    void onRemoval(RemovalEvent<K, V> event);
}
