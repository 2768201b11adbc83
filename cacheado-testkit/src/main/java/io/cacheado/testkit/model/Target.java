package io.cacheado.testkit.model;

import io.cacheado.LoadingScopedCache;
import io.cacheado.ScopedCache;
import org.jspecify.annotations.Nullable;

/**
 * What an operation on a key works on.
 *
 * @param handle the cache seen from the scope
 * @param spec the cache's settings
 * @param slot the slot in the model
 */
record Target(ScopedCache<ModelKey, ModelValue> handle, CacheSpec spec, Slot slot) {
    ModelKey key() {
        return slot.key();
    }

    /** The same scope and cache with another key. */
    Slot slot(ModelKey key) {
        return new Slot(slot.place(), slot.cache(), key);
    }

    /** The handle of a cache with a loader of its own, or null. */
    @Nullable
    LoadingScopedCache<ModelKey, ModelValue> loading() {
        return spec.loading() == CacheSpec.Loading.NONE ? null : (LoadingScopedCache<ModelKey, ModelValue>) handle;
    }
}
