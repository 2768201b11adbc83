package io.cacheado.event;

/**
 * A callback that is told of each change of a setting of a running cacheado.
 *
 * <p>It runs after the fact on the cacheado's executor, one event at a time, in the order in which the changes came into
 * force, and never under a lock; possibly after the call that made the change has returned. A listener that throws is logged
 * and counted ({@link io.cacheado.stats.CacheStats#listenerFailureCount}), and called again for the next change. Events that
 * the executor refuses are counted as undelivered. While it runs, the global scope is the current one.
 */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Receives one change.
     *
     * @param event what was changed, and its old and new value
     */
    void onChange(ChangeEvent event);
}
