package io.cacheado.internal.evict;

import static io.cacheado.internal.table.Entry.QUEUED;
import static io.cacheado.internal.table.Entry.SPECIAL;

import io.cacheado.internal.table.Entry;
import io.cacheado.internal.table.Mix;
import io.cacheado.internal.table.Table;
import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue of one domain: for all its entries, or for those of one cache that has a limit or a policy of its own.
 *
 * <p>It is split into shards by the entries' hashes when it may grow large; shards have no capacity of their own, so that
 * the limit is met exactly whatever the spread. Each shard is guarded by one of the cacheado's stripes. A plugged policy has one
 * shard, and is called once the stripe is released: see {@link PluggedPolicy}.
 */
public final class DomainQueue extends Share {
    private static final int SHARD_LEAST = 512;
    private static final int MOST_BITS = 4;
    private static final int HANDED_AT_ONCE = 64;

    private final PolicyQueue[] shards;
    private final Stripe[] stripes;
    private final int offset;
    private final int bits;
    private final int home;
    private final boolean exact;
    private final @Nullable PluggedPolicy plugged;

    /** Read by hits and writes without order: an old one errs by a mark, and queues put right what entries lack. */
    private boolean special;

    private boolean linked;

    /** Guarded by this. */
    private Eviction policy;

    private final LongAdder units = new LongAdder();
    private final List<ShareIndex.Seat> seats = new ArrayList<>(2);

    /**
     * @param limit the most that it will hold, which decides how many shards it has
     * @param home the depth of its domain
     * @param place a hash that spreads the first shards of queues over the stripes
     * @param exact whether the policy is exact; then there is one shard
     * @param policies where faults of plugged policies are counted; such a queue is whole too
     */
    public DomainQueue(
            Eviction eviction,
            long limit,
            int home,
            int place,
            Stripe[] stripes,
            boolean exact,
            PluggedPolicies policies) {
        Supplier<? extends EvictionPolicy> factory = eviction.factory();
        boolean whole = exact || factory != null || (needsRich(eviction) && limit <= LruQueue.EXACT_MOST);
        int wanted = 63 - Long.numberOfLeadingZeros(Math.max(1, limit / SHARD_LEAST));
        this.bits = whole ? 0 : Math.min(MOST_BITS, wanted);
        this.stripes = stripes;
        this.offset = Mix.avalanche(place);
        this.home = home;
        this.exact = exact;
        this.policy = eviction;
        this.linked = eviction.equals(Eviction.lru());
        this.special = linked || eviction.equals(Eviction.lfu());
        this.shards = new PolicyQueue[1 << bits];
        if (factory != null) {
            PluggedQueue queue = new PluggedQueue(home);
            shards[0] = queue;
            plugged = new PluggedPolicy(eviction, factory, queue, stripe(0), policies);
            return;
        }
        plugged = null;
        for (int i = 0; i < shards.length; i++) {
            shards[i] = policyQueue(eviction, new AtomicInteger());
        }
    }

    private PolicyQueue policyQueue(Eviction eviction, AtomicInteger dead) {
        return switch (eviction.name()) {
            case "lru" -> new LruQueue(home, exact, dead);
            case "lfu" -> new LfuQueue(home, dead);
            case "fifo" -> new FifoQueue(home, dead);
            case "s3-fifo" -> new S3FifoQueue(home, dead);
            default -> new AdaptiveQueue(home, dead);
        };
    }

    /**
     * Goes over to another policy, if it is another: hands its references over a few at a time, and is used as ever
     * meanwhile. For a policy that links its entries all that come must be rich ones. A queue with a plugged policy keeps it,
     * and none gets one: whoever changes policies refuses that before.
     *
     * @param chosen the policy that is wanted now; asked with this locked, so that of several changes the last one stays
     */
    public synchronized void follow(Supplier<Eviction> chosen) {
        Eviction next = chosen.get();
        if (next.equals(policy) || plugged != null || next.factory() != null) {
            return;
        }
        policy = next;
        linked = next.equals(Eviction.lru());
        special = linked || next.equals(Eviction.lfu());
        for (int i = 0; i < shards.length; i++) {
            Stripe stripe = stripe(i);
            HandoverQueue both;
            stripe.lock();
            try {
                PolicyQueue old = shards[i];
                both = new HandoverQueue(old, policyQueue(next, old.deadCount()));
                shards[i] = both;
            } finally {
                stripe.unlock();
            }
            while (!handedOver(i, both, stripe)) {
                // Others get the stripe between two steps.
                Thread.onSpinWait();
            }
        }
    }

    /** Throws if a queue cannot go over from one policy to the other. */
    public static void requireChangeable(Eviction next, Eviction before) {
        if (!next.equals(before) && (next.factory() != null || before.factory() != null)) {
            throw new IllegalStateException(
                    "eviction: " + next + " in place of " + before
                            + " (allowed while it runs: from and to adaptive, s3-fifo, lru, lfu and fifo, whose order is the cache's own)");
        }
    }

    private boolean handedOver(int shard, HandoverQueue both, Stripe stripe) {
        stripe.lock();
        try {
            boolean done = both.handOver(HANDED_AT_ONCE);
            if (done) {
                shards[shard] = both.to();
            }
            return done;
        } finally {
            stripe.unlock();
        }
    }

    /** Whether its entries are linked, and so must be rich ones. */
    public static boolean needsRich(Eviction eviction) {
        return eviction.equals(Eviction.lru());
    }

    /** Takes a seat in an index, by itself or as what it is there; before the first entry comes. */
    public ShareIndex.Seat sit(ShareIndex index, Share as) {
        ShareIndex.Seat seat = index.join(as);
        seats.add(seat);
        return seat;
    }

    /** Leaves all indices. */
    public void leave() {
        seats.forEach(ShareIndex.Seat::leave);
    }

    @Override
    public double excess() {
        return units();
    }

    /** The units of its entries. */
    public long units() {
        return Math.max(0, units.sum());
    }

    /** Accounts for units that came or left; also for those of an entry that is just out of its shard. */
    public void charge(long change) {
        units.add(change);
        for (int i = 0; i < seats.size(); i++) {
            seats.get(i).changed();
        }
    }

    /** Prepares an entry that nobody else sees yet, or that is locked and in no queue, for this queue. */
    public void dress(Entry entry) {
        entry.home(home);
        if (special) {
            entry.set(SPECIAL);
        }
    }

    public int home() {
        return home;
    }

    private int shard(int hash) {
        return Mix.stripe(hash, bits);
    }

    private Stripe stripe(int shard) {
        return stripes[(shard + offset) & (stripes.length - 1)];
    }

    /**
     * Takes in a new entry, unless it has died already; whoever killed it uncharges it in any case.
     *
     * @param weight what it was published with; it may have been overwritten since, and the difference charged
     */
    public void add(Entry entry, int weight) {
        charge(weight);
        putBack(entry);
    }

    /** Takes an entry in that was polled and is still alive, or just has died. */
    public void putBack(Entry entry) {
        enlist(entry);
        if (plugged != null) {
            plugged.catchUp();
        }
    }

    private void enlist(Entry entry) {
        int shard = shard(entry.hash());
        Stripe stripe = stripe(shard);
        stripe.lock();
        try {
            shards[shard].add(entry);
        } finally {
            stripe.unlock();
        }
    }

    /**
     * Moves an entry, if it is here, to another queue of the same cacheado. The lock of its table is held, so that it
     * neither dies nor changes its weight meanwhile.
     */
    public void move(Entry entry, DomainQueue to) {
        int shard = shard(entry.hash());
        Stripe stripe = stripe(shard);
        boolean given;
        stripe.lock();
        try {
            given = shards[shard].giveUp(entry, to.home);
        } finally {
            stripe.unlock();
        }
        if (given) {
            charge(-entry.weight());
            to.charge(entry.weight());
            // A plugged policy is told by whoever comes next without a lock.
            to.enlist(entry);
            tidy(shard);
        }
    }

    private void tidy(int shard) {
        if (shards[shard].untidy()) {
            Stripe stripe = stripe(shard);
            stripe.lock();
            try {
                shards[shard].tidy();
            } finally {
                stripe.unlock();
            }
        }
    }

    /**
     * Removes and returns the entry that leaves first, from the shard of the hash or the next that is not empty. Its units
     * stay charged until it dies.
     */
    public @Nullable Entry poll(int hash) {
        if (plugged != null) {
            return plugged.poll();
        }
        int first = shard(hash);
        for (int i = 0; i < shards.length; i++) {
            int shard = (first + i) & (shards.length - 1);
            Stripe stripe = stripe(shard);
            Entry victim;
            stripe.lock();
            try {
                victim = shards[shard].poll();
            } finally {
                stripe.unlock();
            }
            if (victim != null) {
                return victim;
            }
        }
        return null;
    }

    @Override
    public @Nullable Entry victim(int hash, @Nullable Table inserter, @Nullable Search search) {
        return poll(hash);
    }

    /** An entry of this queue, queued or polled, has died with these flags. */
    public void died(Entry entry, int flags) {
        charge(-entry.weight());
        if ((flags & QUEUED) == 0) {
            return;
        }
        int shard = shard(entry.hash());
        shards[shard].died();
        tidy(shard);
        if (plugged != null) {
            plugged.catchUpSoon();
        }
    }

    /** An entry that this queue marked special was hit; never waits. */
    public void hit(Entry entry) {
        if (!linked) {
            entry.touch(LfuQueue.MOST);
            return;
        }
        int shard = shard(entry.hash());
        Stripe stripe = stripe(shard);
        if (!stripe.tryLock()) {
            entry.mark(1);
            return;
        }
        try {
            shards[shard].touched(entry);
        } finally {
            stripe.unlock();
        }
    }

    /** An entry was overwritten, which counts as use. */
    public void overwritten(Entry entry) {
        if (special) {
            hit(entry);
        } else {
            entry.touch(S3FifoQueue.MOST);
            entry.set(Entry.REWRITTEN);
        }
    }

    /** What the policy has chosen by itself, and why; its name alone if it chooses nothing. */
    public synchronized String choice() {
        if (!policy.equals(Eviction.adaptive())) {
            return policy.name();
        }
        ShareReport report = new ShareReport();
        for (int i = 0; i < shards.length; i++) {
            Stripe stripe = stripe(i);
            stripe.lock();
            try {
                if (shards[i] instanceof AdaptiveQueue adaptive) {
                    report.add(adaptive);
                }
            } finally {
                stripe.unlock();
            }
        }
        return policy.name() + ", " + report.text();
    }

    /** References held, dead ones included; how many of them are dead; and how many shards there are. */
    public long[] references() {
        long size = 0;
        long dead = 0;
        for (int i = 0; i < shards.length; i++) {
            size += shards[i].size();
            dead += shards[i].dead();
        }
        return new long[] {size, dead, shards.length};
    }

    /** Calls back for each reference, shard by shard, those that would leave first in front. */
    public void forEach(Consumer<Entry> body) {
        for (int i = 0; i < shards.length; i++) {
            List<Entry> copy = new ArrayList<>();
            Stripe stripe = stripe(i);
            stripe.lock();
            try {
                shards[i].forEach(copy::add);
            } finally {
                stripe.unlock();
            }
            copy.forEach(body);
        }
    }
}
