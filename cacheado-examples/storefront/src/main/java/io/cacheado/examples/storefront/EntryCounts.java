package io.cacheado.examples.storefront;

import io.cacheado.Cacheado;
import java.util.Map;
import java.util.TreeMap;

/** How many entries each store has at a moment. */
final class EntryCounts {
    private final Map<Integer, Long> counts = new TreeMap<>();

    EntryCounts(Cacheado cacheado, Stores stores) {
        cacheado.cleanUp();
        for (int store : stores.ids()) {
            counts.put(store, cacheado.stats(cacheado.scope("store", store)).entryCount());
        }
    }

    /** The entries of a store. */
    long of(int store) {
        return counts.getOrDefault(store, 0L);
    }

    /** The entries of all stores but one. */
    long others(int store) {
        return counts.values().stream().mapToLong(Long::longValue).sum() - of(store);
    }

    /** Whether every store but one has as many entries as at another moment. */
    boolean sameBut(int store, EntryCounts other) {
        return counts.keySet().stream().allMatch(each -> each == store || of(each) == other.of(each));
    }
}
