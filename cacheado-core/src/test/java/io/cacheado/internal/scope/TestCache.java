package io.cacheado.internal.scope;

import io.cacheado.internal.evict.ShareIndex;
import io.cacheado.internal.stats.Tally;
import io.cacheado.policy.Eviction;
import java.util.concurrent.atomic.AtomicLong;

/** A cache as this room sees it, with limits that the test sets. */
final class TestCache extends CacheId {
    final AtomicLong entries = new AtomicLong();
    final AtomicLong changes = new AtomicLong();
    final ShareIndex queues = new ShareIndex();
    volatile Generation generation = new Generation(this);
    volatile long maximum = Long.MAX_VALUE;
    volatile long perScope = Long.MAX_VALUE;
    Eviction eviction;
    boolean ownQueues;

    /** Runs when all limits above are charged. */
    volatile Runnable beforeCharge = () -> {};

    /** A region in which a bulk load runs. */
    volatile Region pinned;

    TestCache(int id) {
        super(id);
    }

    /** Begins a new life; returns the one that ends. */
    synchronized Generation renew() {
        Generation old = generation;
        generation = new Generation(this);
        return old;
    }

    @Override
    public Eviction ownEviction() {
        return eviction;
    }

    @Override
    public boolean hasOwnQueues() {
        return ownQueues;
    }

    @Override
    public long maximum() {
        return maximum;
    }

    @Override
    public long maximumPerScope() {
        return perScope;
    }

    @Override
    protected Region region(int hash, ScopeNode node, Generation of, Tally tally) {
        return perScope == Long.MAX_VALUE
                ? new Region(hash, node, of, tally)
                : new BoundedRegion(hash, node, of, tally);
    }

    @Override
    public void changed(Region region, int hash, Object key) {
        changes.incrementAndGet();
    }

    @Override
    public boolean isPinned(Region region) {
        return pinned == region;
    }

    @Override
    public boolean tryCharge() {
        beforeCharge.run();
        for (; ; ) {
            long held = entries.get();
            if (held >= maximum) {
                return false;
            }
            if (entries.compareAndSet(held, held + 1)) {
                return true;
            }
        }
    }

    @Override
    public void release() {
        entries.decrementAndGet();
    }

    @Override
    public ShareIndex queues() {
        return queues;
    }
}
