package io.cacheado.internal.scope;

import io.cacheado.internal.stats.Tally;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A region of a cache that has a limit for each scope. */
final class BoundedRegion extends Region {
    private final LongSupplier limit;
    private final AtomicLong charged = new AtomicLong();

    BoundedRegion(int hash, ScopeNode node, Generation generation, @Nullable Tally tally, LongSupplier limit) {
        super(hash, node, generation, tally);
        this.limit = limit;
    }

    @Override
    boolean tryCharge() {
        for (; ; ) {
            long before = charged.get();
            if (before >= limit.getAsLong()) {
                return false;
            }
            if (charged.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    @Override
    void release() {
        charged.decrementAndGet();
    }

    @Override
    long excess() {
        return Math.max(0, charged.get() + 1 - limit.getAsLong());
    }
}
