package io.cacheado.testkit.model;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The maker of entries that were written this instant. */
final class Fresh {
    private final Setup setup;
    private final LongSupplier clock;
    private final Jitter jitter;

    Fresh(Setup setup, LongSupplier clock, Jitter jitter) {
        this.setup = setup;
        this.clock = clock;
        this.jitter = jitter;
    }

    /** The entry as it was written this instant. */
    Entry entry(Slot slot, @Nullable ModelValue value, long ttlOfWrite) {
        CacheSpec spec = setup.caches().get(slot.cache());
        if (value == null) {
            return dressed(new Entry(slot, null, 1, clock.getAsLong(), spec.ttlAbsent(), spec.ttlAccess()));
        }
        long whole = ttlOfWrite > 0 ? ttlOfWrite : spec.ttlOfEntry() ? value.ttlNanos() : spec.ttlWrite();
        long ttl = jitter.life(slot, spec.resilience().jitter(), whole);
        long weight = spec.weighed() ? value.weight() : 1;
        return dressed(new Entry(slot, value, weight, clock.getAsLong(), ttl, spec.ttlAccess()));
    }

    private Entry dressed(Entry fresh) {
        CacheSpec spec = setup.caches().get(fresh.slot().cache());
        if (!spec.renews()) {
            return fresh;
        }
        fresh.makeRenewable();
        // An absence or a failure is not renewed ahead of its time, nor served beyond it.
        return fresh.isAbsence()
                ? fresh
                : fresh.keptFor(spec.resilience().kept())
                        .renewedAfter(clock.getAsLong(), spec.resilience().refreshAfter());
    }

    /** As a failure would be remembered now. */
    Entry failure(Slot slot, Throwable failure) {
        CacheSpec spec = setup.caches().get(slot.cache());
        return dressed(new Entry(slot, null, 1, clock.getAsLong(), spec.ttlOf(failure), spec.ttlAccess()))
                .failed(failure);
    }
}
