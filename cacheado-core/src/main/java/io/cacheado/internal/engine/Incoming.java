package io.cacheado.internal.engine;

import java.util.Set;

/**
 * A loaded value on its way in.
 *
 * @param life nanoseconds from the write on, {@code Long.MAX_VALUE} for ever
 * @param tags its tags
 * @param unchanged whether the loader said that the value there before is still right
 */
record Incoming(Object value, int weight, long life, Set<String> tags, boolean unchanged) {
    Incoming(Object value, int weight, long life) {
        this(value, weight, life, Set.of(), false);
    }
}
