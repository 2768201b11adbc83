package io.cacheado.internal.engine;

import io.cacheado.CacheLoader;
import io.cacheado.Expiry;
import io.cacheado.LoadLimit;
import io.cacheado.event.RemovalListener;
import io.cacheado.policy.Eviction;
import java.lang.reflect.Type;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What makes two askings for one cache name the same cache. Durations are nanoseconds, 0 for none; limits are {@code
 * Long.MAX_VALUE} for none.
 */
record CacheSettings<K, V>(
        String name,
        Type keyType,
        Type valueType,
        @Nullable String level,
        long maximum,
        long maximumPerScope,
        long afterWrite,
        long afterAccess,
        long absent,
        LoadSettings loads,
        @Nullable LoadLimit loadLimit,
        @Nullable Eviction eviction,
        @Nullable ToIntBiFunction<? super K, ? super V> weigher,
        @Nullable Expiry<? super K, ? super V> expiry,
        @Nullable RemovalListener<? super K, ? super V> listener,
        @Nullable CacheLoader<? super K, V> loader) {
    static final long UNLIMITED = Long.MAX_VALUE;
}
