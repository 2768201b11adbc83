package io.cacheado;

import io.cacheado.scope.Scope;
import java.time.Duration;
import java.util.Optional;

/**
 * One load as its loader sees it: what is to be loaded, what was there before, and how the new value is to be kept.
 *
 * <p>Made for each load; used by one thread at a time, until the loader has returned or its stage has ended. What is said
 * after that has no effect.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public interface LoadContext<K, V> {
    /** The scope of the entry, cut at the cache's declared level. */
    Scope scope();

    /** The key that is loaded. */
    K key();

    /** The value that the new one would replace: of a refresh, or an expired one that may still be served. */
    Optional<V> previous();

    /**
     * Gives this value a time to live of its own, in place of the cache's expire-after-write.
     *
     * @throws IllegalArgumentException if {@code ttl} is zero or negative
     */
    LoadContext<K, V> expireAfterWrite(Duration ttl);

    /**
     * Gives this value tags, beside those said before.
     *
     * @param tags names of 1 to 256 characters, at most 64 in all
     * @throws IllegalArgumentException if one is empty or too long, or there are too many
     */
    LoadContext<K, V> tags(String... tags);

    /**
     * The previous value, to be returned by the loader: it stays, and its time to live starts again. Nothing is counted as
     * stored or removed.
     *
     * @throws IllegalStateException if there is no previous value
     */
    V notModified();
}
